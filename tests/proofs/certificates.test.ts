/** What the URLs say of TLS, held against both drivers and a real PostgreSQL with certificates. */
import { createServer } from "node:net";
import { once } from "node:events";
import { join } from "node:path";
import { databaseUrl, fillUrl } from "../../infra/connections";
import { INSTALL_TIMEOUT, libraryPython, runPython } from "./library";
import { PostgresServer } from "./postgres";
import { findProgram, runProgramOnce, ServerFolder } from "./server";

jest.setTimeout(INSTALL_TIMEOUT);

const server = new PostgresServer();
const folder = new ServerFolder();
let python = "";
let port = 0;

const CONNECT = {
  asyncpg: `
import asyncio, os, sqlalchemy
from sqlalchemy.ext.asyncio import create_async_engine
async def main():
    async with create_async_engine(os.environ["URL"]).connect() as connection:
        print((await connection.execute(sqlalchemy.text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))).scalar())
asyncio.run(main())`,
  psycopg: `
import os, sqlalchemy
with sqlalchemy.create_engine(os.environ["URL"]).connect() as connection:
    print(connection.execute(sqlalchemy.text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")).scalar())`,
} as const;

const path = (name: string): string => join(folder.path, name);
const openssl = (...args: readonly string[]): string => runProgramOnce(findProgram("openssl"), args);

/** An authority, as RDS has its own. */
function authority(name: string): void {
  openssl(
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "2",
    "-subj",
    `/CN=${name}`,
    "-keyout",
    path(`${name}.key`),
    "-out",
    path(`${name}.pem`),
  );
}

beforeAll(async () => {
  python = await libraryPython();
  authority("rds");
  authority("elsewhere");
  openssl(
    "req",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-subj",
    "/CN=localhost",
    "-addext",
    "subjectAltName=DNS:localhost",
    "-keyout",
    path("server.key"),
    "-out",
    path("server.csr"),
  );
  openssl(
    "x509",
    "-req",
    "-in",
    path("server.csr"),
    "-CA",
    path("rds.pem"),
    "-CAkey",
    path("rds.key"),
    "-CAcreateserial",
    "-copy_extensions",
    "copy",
    "-days",
    "2",
    "-out",
    path("server.pem"),
  );
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
  probe.close();
  await once(probe, "close");
  await server.start({});
  const superuser = await server.connectAsSuperuser();
  await superuser.query("CREATE ROLE app LOGIN");
  await superuser.query("CREATE DATABASE app OWNER app");
  await server.stop();
  await server.start({
    ...{ listen_addresses: "127.0.0.1", port: String(port) },
    ...{ ssl: "on", ssl_cert_file: path("server.pem"), ssl_key_file: path("server.key") },
  });
});

afterAll(async () => {
  await server.stop();
  server.remove();
  folder.remove();
});

describe.each(["asyncpg", "psycopg"] as const)("%s", (driver) => {
  const connect = (host: string, authorities: string, url = databaseUrl("app", driver)) =>
    runPython(python, CONNECT[driver], {
      URL: fillUrl(url, { password: "unused", host }).replace(":5432/", `:${port}/`),
      PGSSLROOTCERT: authorities,
      HOME: folder.path,
    });

  it("connects to the host whose certificate one of the authorities signed", () => {
    expect(connect("localhost", path("rds.pem"))).toMatchObject({ status: 0, stdout: "True\n" });
  });

  it.each([
    ["another authority's certificate", "localhost", "elsewhere.pem"],
    ["another host's certificate", "127.0.0.1", "rds.pem"],
    ["a certificate it has no authorities for", "localhost", "missing.pem"],
  ])("refuses %s", (_, host, authorities) => {
    const { status, stdout, stderr } = connect(host, path(authorities));
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/certificate|No such file/i);
  });
});

it("asyncpg takes anybody's certificate where TLS is only required", () => {
  const url = databaseUrl("app", "asyncpg").replace("verify-full", "require");
  const result = runPython(python, CONNECT.asyncpg, {
    URL: fillUrl(url, { password: "unused", host: "127.0.0.1" }).replace(":5432/", `:${port}/`),
    HOME: folder.path,
  });
  expect(result).toMatchObject({ status: 0, stdout: "True\n" });
});
