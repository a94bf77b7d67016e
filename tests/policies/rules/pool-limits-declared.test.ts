import * as aws from "@pulumi/aws";
import { poolLimitsDeclared } from "../../../policies/rules/database/pool-limits-declared";
import { blueprint, ref, resource } from "../../../policies/testing";
import { databaseUrl, declaration, declaredWorkload, plain, ruleTester, task, WEB } from "../fixtures";

const POOL = { DB_POOL_SIZE: "5", DB_MAX_OVERFLOW: "5", DB_POOL_TIMEOUT: "10" };
const HOST = "postgres.abc123def456.eu-west-1.rds.amazonaws.com";
const URL = `postgresql://app@${HOST}:5432/app`;

const postgres = resource(
  aws.rds.Instance,
  "postgres",
  { instanceClass: "db.t4g.medium" },
  { outputs: { address: HOST } },
);
const secret = resource(
  aws.secretsmanager.Secret,
  "database",
  {},
  { outputs: { arn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:database-AbCdEf" } },
);

const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:url-AbCdEf";
const parameter = resource(aws.ssm.Parameter, "url", { type: "String" }, { outputs: { value: "*" } });

const web = (environment: Record<string, string>) =>
  blueprint(
    declaration({
      workloads: {
        web: declaredWorkload({
          environment: {
            DATABASE_URL: databaseUrl,
            ...Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, plain(value)])),
          },
        }),
      },
    }),
  );
const api = (environment: Record<string, string>) =>
  task("api", { command: WEB, environment: { DATABASE_URL: URL, ...environment } });

ruleTester.run(poolLimitsDeclared, {
  valid: [
    { name: "declared limits", stack: [web(POOL)], passes: { "workload/web": "declared" } },
    { name: "real limits", stack: [postgres, api(POOL)], passes: { "workload/api": "verified" } },
    {
      name: "no overflow at all is a limit",
      stack: [postgres, api({ ...POOL, DB_MAX_OVERFLOW: "0" })],
      passes: { "workload/api": "verified" },
    },
    { name: "a workload without a database is not judged", stack: [task("api", { command: WEB })], passes: {} },
  ],
  invalid: [
    {
      name: "no pool size, declared",
      stack: [web({ DB_MAX_OVERFLOW: "5", DB_POOL_TIMEOUT: "10" })],
      subject: "workload/web",
      messageId: "missing",
      says: "pool size",
      stage: "blueprint",
    },
    {
      name: "no timeout",
      stack: [postgres, api({ DB_POOL_SIZE: "5", DB_MAX_OVERFLOW: "5" })],
      subject: "workload/api",
      messageId: "missing",
      says: "pool timeout",
    },
    {
      name: "a pool size of 0",
      stack: [postgres, api({ ...POOL, DB_POOL_SIZE: "0" })],
      subject: "workload/api",
      messageId: "unlimited",
      says: "pool size 0",
      stage: "resource",
    },
    {
      name: "an overflow of -1",
      stack: [postgres, api({ ...POOL, DB_MAX_OVERFLOW: "-1" })],
      subject: "workload/api",
      messageId: "unlimited",
      says: "pool overflow -1",
    },
  ],
  unproven: [
    {
      name: "a migration, which pools nothing, whose URL may turn out to be no database's",
      stack: [
        parameter,
        resource(aws.secretsmanager.SecretVersion, "url", { secretId: ARN, secretString: ref(parameter, "value") }),
        task("migration", { command: ["alembic", "upgrade", "head"], secrets: { DATABASE_READ_URL: ARN } }),
      ],
      subject: "workload/migration",
      path: "secretString",
      producer: "url",
    },
    {
      name: "a pool size that is no number",
      phase: "up",
      stack: [postgres, api({ ...POOL, DB_POOL_SIZE: "many" })],
      subject: "workload/api",
      path: "containerDefinitions[0].environment.DB_POOL_SIZE",
    },
    {
      name: "one that is no number, of what may be another's database",
      stack: [postgres, api({ ...POOL, DB_POOL_SIZE: "many" })],
      subject: "workload/api",
      path: "address",
    },
    {
      name: "container definitions with an unknown secret",
      stack: [
        postgres,
        secret,
        task("api", { command: WEB, environment: POOL, secrets: { DATABASE_URL: ref(secret, "arn") } }),
      ],
      subject: "workload/api",
      path: "containerDefinitions",
      producer: "database",
    },
  ],
});
