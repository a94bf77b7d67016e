import * as aws from "@pulumi/aws";
import { rules } from "../../../policies/rules";
import { blueprint, component, json, ref, resource, run, type TestResource } from "../../../policies/testing";
import { BEAT, declaration, declaredWorkload, plain, redisUrl, WORKER } from "../fixtures";

const source = resource(aws.ssm.Parameter, "source", { type: "String" }, { outputs: { value: "600" } });

/** A workload whose settings are declared with numbers, and built with values that a preview does not know. */
function stack(name: string, command: readonly string[], numbers: Readonly<Record<string, string>>): TestResource[] {
  const declared = Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, plain(value)]));
  const root = blueprint(
    declaration({
      workloads: {
        [name]: declaredWorkload({ command, environment: { CELERY_BROKER_URL: redisUrl("broker", 2), ...declared } }),
      },
    }),
  );
  const part = component(name, { parent: root });
  const held = Object.keys(numbers).map((key, i) => {
    const arn = `arn:aws:secretsmanager:eu-west-1:111122223333:secret:s${i}-AbCdEf`;
    const value = resource(aws.secretsmanager.SecretVersion, `s${i}`, {
      secretId: arn,
      secretString: ref(source, "value"),
    });
    return { value, injected: { name: key, valueFrom: arn } };
  });
  const secrets = held.map(({ injected }) => injected);
  const container = { name, image: "example.com/app:1", command, secrets };
  const fields = { family: name, containerDefinitions: json([container]) };
  return [
    root,
    source,
    part,
    ...held.map(({ value }) => value),
    resource(aws.ecs.TaskDefinition, name, fields, { parent: part }),
  ];
}

it.each<[string, TestResource[]]>([
  ["a lock's end", stack("beat", BEAT, { REDBEAT_LOCK_TIMEOUT: "1" })],
  ["beat's sleep", stack("beat", BEAT, { REDBEAT_LOCK_TIMEOUT: "30", CELERY_BEAT_MAX_LOOP_INTERVAL: "60" })],
  ["a soft shutdown", stack("worker", WORKER, { CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT: "600" })],
])("%s that is only declared verifies nothing, before the real value is there", async (_, resources) => {
  const { verdicts } = await run(rules, resources, { phase: "preview" });
  const own = verdicts.filter(({ rule }) => rule === "timeouts-ladder-holds");
  expect(own.length).toBeGreaterThan(0);
  expect(own.filter(({ basis }) => basis === "verified")).toEqual([]);
});
