import * as aws from "@pulumi/aws";
import { rules } from "../../../policies/rules";
import { ref, resource, run, type TestResource } from "../../../policies/testing";
import { ADDRESS, database, definition, said, service, type Settings } from "./judged";

/** Clients that are told a secret's name and fetch it themselves, against a database that serves 70. */
const RULE = "connection-budget-holds";
const URL = `postgresql+asyncpg://app@${ADDRESS}:5432/app`;
const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbCdEf";
const LOGIN = { username: "app", password: "x" };

const secret = resource(aws.secretsmanager.Secret, "db", { name: "shop/db" }, { outputs: { arn: ARN, id: ARN } });
const held = (secretString: string) => [
  secret,
  resource(aws.secretsmanager.SecretVersion, "db", { secretId: ref(secret, "id"), secretString }),
];
const parameter = resource(aws.ssm.Parameter, "db", { name: "/shop/db", type: "SecureString", value: URL });
const client = (settings: Settings, size?: number) => {
  const pool = size === undefined ? {} : { DB_POOL_SIZE: String(size), DB_MAX_OVERFLOW: "0" };
  const made = definition("worker", { ...pool, ...settings });
  return [made, service(made)];
};
const judged = (stack: readonly TestResource[]) => said(RULE, [database(), ...stack], "up");

it.each<[string, Settings, readonly TestResource[]]>([
  ["by its ARN", { DB_SECRET_ARN: ref(secret, "arn") }, held(URL)],
  ["by its id", { DATABASE_SECRET_ID: ref(secret, "id") }, held(URL)],
  ["by its name", { DB_SECRET_NAME: "shop/db" }, held(URL)],
  ["by its name as it is worked out", { DB_CREDENTIALS_SECRET_NAME: ref(secret, "name") }, held(URL)],
  ["under any name", { APP_CONFIG: ARN }, held(URL)],
  ["that holds a document", { APP_SECRET_ARN: ARN }, held(JSON.stringify({ ...LOGIN, host: ADDRESS }))],
  ["that holds an application's settings", { APP_SECRET_ARN: ARN }, held(JSON.stringify({ DATABASE_URL: URL }))],
  ["a parameter by its path", { DATABASE_PARAMETER: "/shop/db" }, [parameter]],
  [
    "a parameter by its ARN",
    { DATABASE_PARAMETER: "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/db" },
    [parameter],
  ],
])("a secret that is fetched counts for its client: %s", async (_, settings, made) => {
  expect(await judged([...made, ...client(settings, 80)])).toEqual(["blocked exceeded"]);
  expect(await judged([...made, ...client(settings, 20)])).toEqual(["pass"]);
});

it("is refused before its service is created, and open while its secret is", async () => {
  const [made, runs] = client({ DB_SECRET_ID: ref(secret, "id") }, 80);
  const stack = [database(), ...held(URL), made, runs].filter((one) => one !== undefined);
  expect((await run(rules, stack, { phase: "up" })).created).not.toContain(runs);
  expect(await said(RULE, stack)).toEqual(["unproven"]);
});

it.each<[string, Settings, readonly TestResource[], number | undefined]>([
  ["its pool is not known", { DB_SECRET_ARN: ARN }, held(URL.replace("+asyncpg", "")), undefined],
  ["RDS keeps the secret", { DB_SECRET_ARN: ARN.replace("shop/db", "rds!db-1") }, [], 5],
  ["another stack does", { DATABASE_URL_SECRET_NAME: "prod/database" }, [], 5],
  ["the host stands elsewhere", { DB_CREDENTIALS_ARN: ARN }, held(JSON.stringify(LOGIN)), 5],
])("is not proven, and blocks nobody, where %s", async (_, settings, made, size) => {
  const stack = [database(), ...made, ...client(settings, size)];
  expect(await said(RULE, stack, "up")).toEqual(["unproven"]);
  const { verdicts } = await run(rules, stack, { phase: "up" });
  const about = verdicts.filter(({ rule }) => rule === RULE || rule === "pool-limits-declared");
  expect(about.filter(({ level, verdict }) => level === "mandatory" && verdict !== "pass")).toEqual([]);
});

it("is one client with the host that it is given as well", async () => {
  const both = { DB_HOST: ADDRESS, DB_SECRET_ARN: ARN };
  const document = held(JSON.stringify({ ...LOGIN, host: "proxy.example.com", engine: "postgres" }));
  expect(await judged([...document, ...client(both, 60)])).toEqual(["pass"]);
  expect(await judged([...document, ...client(both, 80)])).toEqual(["blocked exceeded"]);
});

it.each<[string, Settings, readonly TestResource[]]>([
  ["a secret of something else", { APP_SECRET_ARN: ARN }, held("a-token-of-nobody")],
  ["the ARN of a password alone", { DB_PASSWORD_SECRET_ARN: ARN }, held("a-password-of-nobody")],
  ["a name that is a secret's as well", { DB_NAME: "shop/db" }, held(URL)],
  ["an instance", { DB_INSTANCE_IDENTIFIER: "shop" }, []],
  ["a secret's ARN of which no name tells", { SIGNING_SECRET_ARN: ARN.replace("db", "jwt") }, []],
])("and none of who holds %s", async (_, settings, made) => {
  expect(await judged([...made, ...client(settings, 80)])).toEqual([]);
});
