import { absent, chain, judge, known, map, pass, together, optional, unknown, unproven, type Fact } from "../../model";
import type { CorsSetting } from "../../subjects";
import { opennessOf } from "../../subjects/cors-setting";
import { rule } from "../rule";

export const corsNotWildcard = rule({
  id: "cors-not-wildcard",
  title: "CORS names its origins",
  severity: "critical",
  audit: "Top risk 2 (P0): CORS permissive configuration",
  why: "A wildcard lets every web page a signed-in user visits call the API in that user's name and read the answer.",
  fix: 'List the sites that call the API, each with its scheme: ["https://app.example.com"] (this product\'s own setting is corsOrigins).',
  about: "cors-setting",
  settings: ["corsOrigins"],
  // Whose site it is, only its author knows: the form is tried.
  mends: { wildcard: [{ property: "@", value: "https://app.example.com", author: true }] },
  examples: {
    bad: `new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: JSON.stringify([
    {
      name: "web",
      image: "shop:1",
      memory: 512,
      command: ["gunicorn", "shop:app"],
      environment: [{ name: "CORS_ORIGINS", value: "*" }],
    },
  ]),
});`,
    good: `new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: JSON.stringify([
    {
      name: "web",
      image: "shop:1",
      memory: 512,
      command: ["gunicorn", "shop:app"],
      environment: [{ name: "CORS_ORIGINS", value: "https://shop.example.com" }],
    },
  ]),
});`,
  },
  whenNot:
    "An API that is public by design and reads no cookie or authorization header: exempt that one setting, with its owner.",
  related: ["cors-origins-declared"],
  // SonarQube's "permissive CORS policy" and Semgrep's rule for FastAPI.
  twins: ["S5122", "python.fastapi.security.wildcard-cors.wildcard-cors"],
  messages: {
    wildcard:
      "{label} allows origins anybody can have ({origins}); it must name the product's own sites, such as https://app.example.com.",
    readable:
      "{label} lets every site read ({origins}), without cookies and without writing: right for public files, wrong for what a visitor signs in for.",
  },
  advises: { readable: "always" },
  // Where nothing is set, nobody is let in.
  applies: ({ value, location }) => (value.state === "absent" ? absent(location) : known(true, location)),
  check: (setting, { fail }) => {
    const { kind, value, location } = setting;
    const openness = map(value, (text) => opennessOf(kind, text));
    if (openness.state === "known" && openness.value.open === undefined && openness.value.unsure) {
      return unproven(unknown({ location, because: "unsupported", producers: [] }));
    }
    return judge(
      chain(openness, ({ open }) =>
        open === undefined ? known(pass, location) : map(readsOnly(setting), (reads) => found(open, reads)),
      ),
      (finding) => finding,
      () => pass,
    );

    function found(origins: NonNullable<ReturnType<typeof opennessOf>["open"]>, reads: boolean) {
      return fail(reads ? "readable" : "wildcard", { origins });
    }
  },
});

const READING: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Whether other sites can do no more than read what everybody can read: no cookies, and no method that changes anything. */
function readsOnly({ methods, credentials, location }: CorsSetting): Fact<boolean> {
  const harmless = map(
    methods,
    (named) => named.length > 0 && named.every((method) => READING.has(method.toUpperCase())),
  );
  if (credentials.state === "known" && credentials.value) return known(false, credentials.location, credentials.basis);
  if (harmless.state === "absent" || (harmless.state === "known" && !harmless.value)) return known(false, location);
  return map(together({ harmless, credentials: optional(credentials) }), () => true);
}
