import * as aws from "@pulumi/aws";
import type { DeclaredSecret, DeclaredVariable, DeclaredWorkload } from "../../../policies/model";
import { secretRotationDeclared } from "../../../policies/rules/secrets/secret-rotation-declared";
import { blueprint, interpolate, ref, resource, type TestResource } from "../../../policies/testing";
import { declaration, declaredWorkload, plain, ruleTester, task, WEB } from "../fixtures";

const MANAGED = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-0a1b2c3d-AbCdEf";
const OWN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-password-AbCdEf";

const database = resource(
  aws.rds.Instance,
  "db",
  { instanceClass: "db.t4g.medium", engine: "postgres", manageMasterUserPassword: true },
  { outputs: { masterSecret: MANAGED } },
);
const app = (valueFrom: unknown) => task("app", { command: WEB, secrets: { DB_PASSWORD: valueFrom } });
const managed = app(interpolate`${ref(database, "masterSecret")}:password::`);
const own = app(`${OWN}:password::`);
const service = (definition: TestResource) =>
  resource(aws.ecs.Service, "app", { desiredCount: 2, taskDefinition: ref(definition, "arn") });
const rotation = (secretId: string) =>
  resource(aws.secretsmanager.SecretRotation, "rotation", { secretId, rotationRules: { automaticallyAfterDays: 90 } });
const listens = (eventPattern: string) => resource(aws.cloudwatch.EventRule, "rotated", { eventPattern });
const subject = "workload/app";

const master: DeclaredSecret = { purpose: "database-password", origin: { kind: "managed" } };
const reads: DeclaredVariable = { kind: "secret", secret: "database-master", key: "password" };
/** The product's own shape: RDS keeps the master password, and one workload reads it. */
const product = (part: Partial<DeclaredWorkload>) =>
  blueprint(declaration({ secrets: { "database-master": master }, workloads: { migration: declaredWorkload(part) } }));

ruleTester.run(secretRotationDeclared, {
  valid: [
    { name: "a password of its own", phase: "up", stack: [own, service(own)], passes: {} },
    {
      name: "the managed password in one-off tasks only",
      phase: "up",
      stack: [database, managed],
      passes: { [subject]: "verified" },
    },
    {
      name: "the product's own migration, which runs and ends",
      stack: [product({ role: "migration", service: null, environment: { DATABASE_MASTER_PASSWORD: reads } })],
      passes: { "workload/migration": "declared" },
    },
    {
      name: "files of variables beside secrets of its own",
      stack: [task("app", { command: WEB, environment: { LOG_LEVEL: "INFO" }, secrets: { KEY: "/shop/key" } })],
      passes: {},
    },
  ],
  invalid: [
    {
      name: "a service that reads the managed password",
      phase: "up",
      stack: [database, managed, service(managed)],
      subject,
      messageId: "managed",
      says: "DB_PASSWORD",
      stage: "gate",
    },
    {
      name: "a service that reads the managed password of a cluster",
      phase: "up",
      stack: [
        app("arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!cluster-0a1b2c3d-AbCdEf:password::"),
        service(managed),
      ],
      subject,
      messageId: "managed",
    },
    {
      name: "a service that reads a secret with a rotation of its own",
      phase: "up",
      stack: [rotation(OWN), own, service(own)],
      subject,
      messageId: "rotates",
    },
    {
      name: "a service that reads the managed password, on a schedule of its own",
      phase: "up",
      stack: [database, rotation(MANAGED), managed, service(managed)],
      subject,
      messageId: "rotates",
    },
    {
      name: "rules that listen for something else",
      phase: "up",
      stack: [database, listens('{"source":["aws.s3"]}'), managed, service(managed)],
      subject,
      messageId: "managed",
    },
    {
      name: "the product's own program, whose web reads the master password",
      stack: [product({ environment: { LOG_LEVEL: plain("INFO"), DATABASE_MASTER_PASSWORD: reads } })],
      subject: "workload/migration",
      messageId: "managed",
      stage: "blueprint",
    },
  ],
  unproven: [
    {
      name: "a rule that listens for the rotation and may deploy again",
      phase: "up",
      stack: [
        database,
        listens('{"source":["aws.secretsmanager"],"detail":{"eventName":["RotationSucceeded"]}}'),
        managed,
        service(managed),
      ],
      subject,
      path: "eventPattern",
    },
    {
      name: "a rule that listens to everything of Secrets Manager",
      phase: "up",
      stack: [database, listens('{"source":["aws.secretsmanager"]}'), managed, service(managed)],
      subject,
      path: "eventPattern",
    },
    {
      name: "secrets that are not known yet",
      stack: [database, managed, service(managed)],
      subject,
      path: "containerDefinitions",
      producer: "db",
    },
  ],
});

it("only advises about a rotation that somebody has chosen", () => {
  expect(secretRotationDeclared.advises).toEqual({ rotates: "always" });
});
