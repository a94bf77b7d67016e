/** What the facts say of libraries, held against the answers that the libraries themselves gave (see record.py). */
import { namedOrigins, openOrigins, parseStorageUri, parseStorageUris, storagePlace } from "../../../../policies/facts";
import answers from "./answers.json";

it.each(answers.cors)("$pattern lets in whom the frameworks let in", ({ pattern, starlette, django }) => {
  const open = (kind: "regex" | "regex-prefix") =>
    openOrigins(kind, pattern).filter(({ certain }) => certain).length > 0;
  expect({ starlette: open("regex"), django: open("regex-prefix") }).toEqual({
    starlette: starlette.length > 0,
    django: django.length > 0,
  });
});

it.each(answers.origins)("$origin is one that Starlette knows by the name a browser sends", ({ origin, starlette }) => {
  const [named] = namedOrigins("origins", origin);
  // A host in capitals is a browser's in small letters: that is left to whoever reads the list.
  expect(named?.neverSent).toBe(starlette.length === 0 && origin === origin.toLowerCase());
});

it.each(answers.storages)("limits keeps $uri where the facts say", ({ uri, storage }) => {
  const name = typeof storage === "string" ? storage : "";
  // A start that fails is no shared store, whatever else is said of it.
  const places = /Redis/.test(name) ? ["redis"] : /Memory/.test(name) ? ["process"] : ["unknown", "process"];
  expect(/^Mem?cached|^Mongo/.test(name) ? ["shared"] : places).toContain(storagePlace(parseStorageUri(uri).kind));
});

it.each(answers.urls)(
  "redis-py finds the host of $url, or the password is known not to be encoded",
  ({ url, place }) => {
    const { host, hostReading, database, encoded } = parseStorageUri(url);
    const read = "host" in place ? { host: hostReading === "local" ? place.host : host, database } : { encoded };
    expect(read).toEqual("host" in place ? { host: place.host, database: place.database } : { encoded: false });
  },
);

it.each(answers.requirements)("ssl_cert_reqs=$word is spelt for whom the facts say", ({ word, redis, celery }) => {
  const { certificate } = parseStorageUri(`rediss://cache/0${word === "" ? "" : `?ssl_cert_reqs=${word}`}`);
  expect({ known: certificate !== undefined, redis: certificate?.spelling === "redis-py" }).toEqual({
    known: typeof celery === "string",
    redis: typeof redis === "string" && word !== "",
  });
});

it.each(answers.servers)("kombu tries every server of $url", ({ url, servers }) => {
  expect(parseStorageUris(url)).toHaveLength(servers.length);
});
