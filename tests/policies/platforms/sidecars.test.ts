/** Containers that a blueprint declares beside a workload's own: one subject each, whatever of them is known, and what rules say of it. */
import * as aws from "@pulumi/aws";
import type { DeclaredSidecar } from "../../../policies/model";
import { blueprintHonoured } from "../../../policies/rules/gate/blueprint-honoured";
import { imagePinned } from "../../../policies/rules/images/image-pinned";
import { schedulerRunsOnce } from "../../../policies/rules/scheduler/scheduler-runs-once";
import { secretNotInPlainEnvironment } from "../../../policies/rules/secrets/secret-not-in-plain-environment";
import { blueprint, component, json, ref, resource, type TestResource } from "../../../policies/testing";
import { BEAT, declaration, declaredWorkload, plain, ruleTester, WEB } from "../fixtures";
import { said, subjectsOf } from "../subjects";

const IMAGE = declaredWorkload({}).image;
const OTEL: DeclaredSidecar = {
  image: `example.com/otel@sha256:${"0a".repeat(32)}`,
  command: null,
  cpu: 64,
  memory: 128,
  environment: { OTEL_CONFIG: plain("{}") },
  essential: false,
  stopTimeout: 110,
  healthCheck: null,
  dependsOn: {},
  user: null,
  readonlyRootFilesystem: true,
  dropCapabilities: true,
};
const BUILT = {
  name: "otel",
  image: OTEL.image,
  cpu: 64,
  memory: 128,
  essential: false,
  stopTimeout: 110,
  environment: [{ name: "OTEL_CONFIG", value: "{}" }],
};
const OWN = {
  name: "web",
  image: IMAGE,
  command: WEB,
  stopTimeout: 110,
  healthCheck: { startPeriod: 60 },
  dependsOn: [{ containerName: "otel", condition: "START" }],
};

const declared = (sidecar: Partial<DeclaredSidecar> = {}) =>
  blueprint(
    declaration({
      // What is declared and not built has a finding of its own.
      databases: {},
      caches: {},
      workloads: {
        web: declaredWorkload({ sidecars: { otel: { ...OTEL, ...sidecar } }, dependsOn: { otel: "START" } }),
      },
    }),
  );
const root = declared();
const queue = resource(aws.sqs.Queue, "late", {}, { outputs: { url: "https://queue" } });

/** The task with these containers, inside what is declared. */
function built(containers: readonly object[], product: TestResource = root): readonly TestResource[] {
  const inWeb = component("web", { parent: product });
  const definition = resource(
    aws.ecs.TaskDefinition,
    "web",
    { family: "web", cpu: "512", memory: "1024", containerDefinitions: json(containers) },
    { parent: inWeb },
  );
  return [product, queue, inWeb, definition];
}

/** The same while one leaf, and with it all of the text, is not known. */
const late = (otel: object = {}, product: TestResource = root) =>
  built(
    [
      { ...OWN, labels: { queue: ref(queue, "url") } },
      { ...BUILT, ...otel },
    ],
    product,
  );

const subject = "workload/web/otel";

/** Without a blueprint nobody knows what there will be. */
const UNDECLARED = {
  name: "containers that no blueprint declares, while they are not known",
  stack: [
    queue,
    resource(aws.ecs.TaskDefinition, "web", {
      family: "web",
      containerDefinitions: json([{ ...OWN, labels: { queue: ref(queue, "url") } }, BUILT]),
    }),
  ],
  subject: "workload/web",
  path: "containerDefinitions",
};

describe("a declared sidecar", () => {
  const found = (resources: readonly TestResource[], phase?: "preview" | "up") =>
    subjectsOf("workload", resources, phase).filter(({ shown }) => shown === subject);

  it("is one subject, declared, not known yet and built, and every one realises the declared one", () => {
    const [only] = found([root]);
    const all = [found(late()), found(late(), "up"), found(built([OWN, BUILT]))].flat();
    expect(all.map(({ realises }) => realises)).toEqual([only?.key, only?.key, only?.key]);
    expect([only, ...all].map((one) => (one === undefined ? "" : said(one.image)))).toEqual(Array(4).fill(OTEL.image));
    expect([only, ...all].map((one) => one?.address)).toEqual(Array(4).fill(only?.address));
    expect(only?.address).toMatch(/::guardrails:index:Blueprint\$workloads::web$/);
  });

  it("is another than its workload, and than what no blueprint knows", () => {
    const shown = (resources: readonly TestResource[]) => subjectsOf("workload", resources).map((one) => one.shown);
    expect(shown([root])).toEqual(["workload/web", subject]);
    expect(shown(late())).toEqual(["workload/web", subject]);
    expect(shown(built([OWN, BUILT, { name: "agent" }]))).toEqual(["workload/web", subject, "workload/web/agent"]);
  });

  it("has no duty of its workload's, whatever its image runs by itself, but what its command shows", () => {
    const duty = (role: "web" | "scheduler", sidecar: Partial<DeclaredSidecar>) =>
      found([declared(sidecar)]).map(({ hasRole }) => said(hasRole(role)));
    expect(duty("web", {})).toEqual(["absent"]);
    expect(duty("scheduler", {})).toEqual(["absent"]);
    expect(duty("scheduler", { command: ["--config=x"] })).toEqual(["absent"]);
    expect(duty("scheduler", { command: BEAT })).toEqual([true]);
    // The application's own image may run anything that the application does.
    const [, digest = ""] = OTEL.image.split("@");
    expect(duty("scheduler", { image: `${IMAGE.split("@")[0] ?? ""}@${digest}` })).toEqual([
      ["unread workloads.web.sidecars.otel.command (image-default)"],
    ]);
  });
});

ruleTester.run(imagePinned, {
  valid: [
    {
      name: "a sidecar by digest, declared",
      stack: [root],
      passes: { "workload/web": "declared", [subject]: "declared" },
    },
    { name: "the same, not known yet", stack: late(), passes: { "workload/web": "declared", [subject]: "declared" } },
    {
      name: "the same, at up",
      phase: "up",
      stack: late(),
      passes: { "workload/web": "verified", [subject]: "verified" },
    },
  ],
  invalid: [
    {
      name: "a sidecar whose tag moves, at the first preview",
      stack: [declared({ image: "example.com/otel:latest" })],
      subject,
      messageId: "floating",
      stage: "blueprint",
    },
    {
      name: "one that is built of another image than is declared",
      phase: "up",
      stack: late({ image: "example.com/otel:latest" }),
      subject,
      messageId: "floating",
      stage: "resource",
    },
  ],
  unproven: [UNDECLARED],
});

const KEY = "sk_live_51H8xYzKfQ2mP9vR3nT7wLcJ4dGbE6aSu";

ruleTester.run(secretNotInPlainEnvironment, {
  valid: [
    {
      name: "a secret that is declared as one",
      stack: [declared({ environment: { DD_API_KEY: { kind: "secret", secret: "dd", key: null } } })],
      passes: { [subject]: "declared", "workload/web": "declared" },
    },
  ],
  invalid: [
    {
      name: "a key of a sidecar in plain text, at the first preview",
      stack: [declared({ environment: { DD_API_KEY: plain(KEY) } })],
      subject,
      stage: "blueprint",
      messageId: "plain",
    },
  ],
  unproven: [UNDECLARED],
});

ruleTester.run(schedulerRunsOnce, {
  valid: [{ name: "a sidecar that runs what its image does", stack: [root], passes: {} }],
  invalid: [],
  unproven: [UNDECLARED],
});

const honoured = { "workload/web": "verified", [subject]: "verified" } as const;

ruleTester.run(blueprintHonoured, {
  valid: [
    { name: "sidecars as declared", stack: built([OWN, BUILT]), passes: honoured },
    { name: "in another order", stack: built([BUILT, OWN]), passes: honoured },
    {
      name: "that are not known yet",
      stack: late(),
      passes: { "workload/web": "declared", [subject]: "declared" },
    },
  ],
  invalid: [
    {
      name: "one that is not there",
      stack: built([{ ...OWN, dependsOn: [] }]),
      subject: "workload/web",
      messageId: "missing",
    },
    {
      name: "one more than is declared",
      stack: built([OWN, BUILT, { name: "agent", image: "a:1" }]),
      subject: "workload/web",
      messageId: "extra",
    },
    {
      name: "an order that is not kept",
      stack: built([{ ...OWN, dependsOn: [] }, BUILT]),
      subject: "workload/web",
      messageId: "other",
    },
    { name: "another share", stack: built([OWN, { ...BUILT, cpu: 512 }]), subject, messageId: "differs" },
    { name: "more memory", stack: built([OWN, { ...BUILT, memory: 512 }]), subject, messageId: "differs" },
    {
      name: "an end that is the task's",
      stack: built([OWN, { ...BUILT, essential: true }]),
      subject,
      messageId: "differs",
    },
    { name: "another image", stack: built([OWN, { ...BUILT, image: "otel:2" }]), subject, messageId: "other" },
    {
      name: "another setting",
      stack: built([OWN, { ...BUILT, environment: [{ name: "OTEL_CONFIG", value: "{a: 1}" }] }]),
      subject,
      messageId: "other",
    },
    { name: "no setting", stack: built([OWN, { ...BUILT, environment: [] }]), subject, messageId: "missing" },
    {
      name: "no secret, which no other rule asks for",
      stack: built(
        [OWN, { ...BUILT, environment: [] }],
        declared({ environment: { TOKEN: { kind: "secret", secret: "t", key: null } } }),
      ),
      subject,
      messageId: "missing",
    },
  ],
  unproven: [
    {
      name: "containers that nobody can read",
      stack: [
        root,
        component("web", { parent: root }),
        resource(
          aws.ecs.TaskDefinition,
          "web",
          { family: "web", cpu: "512", memory: "1024", containerDefinitions: "{" },
          { parent: component("web", { parent: root }) },
        ),
      ],
      subject: "workload/web",
      path: "containerDefinitions",
    },
  ],
});
