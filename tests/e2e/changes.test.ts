import type { Operation } from "../../offline/run";
import { ENGINE_TIMEOUT } from "./command-line";
import { type Change, changesOf, type ProductRun, ProductStack } from "./product";

jest.setTimeout(ENGINE_TIMEOUT);

const BLUEPRINT = "guardrails:index:Blueprint";
const TASK_DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";
const SERVICE = "aws:ecs/service:Service";
const INVOCATION = "aws:lambda/invocation:Invocation";
const SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion";
const RANDOM_PASSWORD = "random:index/randomPassword:RandomPassword";

const MIGRATION_GATE = "migration-gate";
const DEPLOYMENT_CHECK = "deployment-check";

/** What changes, as `type name`: the parents in a URN say nothing more here. */
type Changes = Readonly<Record<string, Change>>;

function named(changes: Readonly<Record<string, Change>>): Changes {
  const entries = Object.entries(changes).map(([urn, change]) => {
    const [, , types = "", name = ""] = urn.split("::");
    return [`${types.split("$").at(-1) ?? ""} ${name}`, change] as const;
  });
  if (new Set(entries.map(([key]) => key)).size < entries.length) throw new Error("two resources have one name");
  return Object.fromEntries(entries);
}

function all(type: string, names: readonly string[], change: Change): Changes {
  return Object.fromEntries(names.map((name) => [`${type} ${name}`, change]));
}

/** A release of the given workloads: new task definitions, their services, and proof afterwards that they run. */
function release(...workloads: readonly string[]): Changes {
  return {
    ...all(TASK_DEFINITION, workloads, "replaced"),
    ...all(SERVICE, workloads, "updated"),
    ...all(INVOCATION, [DEPLOYMENT_CHECK], "replaced"),
  };
}

/** The declaration says what was decided, so it changes with a decision. */
const declaration: Changes = { [`${BLUEPRINT} guardrails`]: "updated" };

/** In its second generation of the signing key, so that both of its slots are filled. */
const RUNNING = { signingKeyGeneration: 2 };

describe("a stack that runs", () => {
  const stack = new ProductStack("prod");

  beforeAll(() => passed("up"));

  afterAll(() => {
    stack.remove();
  });

  async function passed(operation: Operation, overrides: Readonly<Record<string, unknown>> = {}): Promise<ProductRun> {
    const run = await stack.run(operation, { ...RUNNING, ...overrides });
    if (run.outcome !== "passed") throw new Error(`${operation}: ${run.outcome}, ${run.error ?? "refused"}`);
    return run;
  }

  async function previewOf(overrides: Readonly<Record<string, unknown>>): Promise<Changes> {
    return named(changesOf(await passed("preview", overrides)));
  }

  it("has run its migration, and looked whether its services run what they were asked to", () => {
    const answers = Object.values(stack.answers()).map((answer): unknown => JSON.parse(answer));

    expect(answers).toEqual([
      {
        task: expect.stringMatching(
          /^arn:aws:ecs:eu-west-1:\d{12}:task\/guardrails-production\/[0-9a-f]{32}$/,
        ) as string,
      },
      { verified: ["monitor", "scheduler", "web", "worker"] },
    ]);
  });

  it("runs a new image everywhere, the migration first, and touches nothing else", async () => {
    const image = `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:${"5".repeat(64)}`;

    expect(await previewOf({ image })).toEqual({
      ...declaration,
      ...all(TASK_DEFINITION, ["migration"], "replaced"),
      ...all(INVOCATION, [MIGRATION_GATE], "replaced"),
      ...release("web", "worker", "scheduler", "monitor"),
    });
  });

  it("deploys a new signing key to those who read it, the key before it beside it", async () => {
    expect(await previewOf({ signingKeyGeneration: 3 })).toEqual({
      ...all(RANDOM_PASSWORD, ["signing-key-3"], "created"),
      ...all(RANDOM_PASSWORD, ["signing-key-1"], "deleted"),
      // Declared is the same as before, and the environment names the same secrets: their versions make it a release.
      ...all(SECRET_VERSION, ["signing-key", "signing-key-previous"], "replaced"),
      ...release("web", "worker"),
    });
  });

  it("deploys a new pool to those who have it, and leaves the database alone", async () => {
    expect(await previewOf({ databasePoolSize: 4 })).toEqual({ ...declaration, ...release("web") });
  });
});
