import { flagStoreOf, imageReference, imageProduct } from "../../../policies/facts";
import { featureFlagsWired } from "../../../policies/rules/operation/feature-flags-wired";
import { blueprint } from "../../../policies/testing";
import { declaration, declaredWorkload, plain, ruleTester, task, WEB, WORKER } from "../fixtures";

const KEY = { LAUNCHDARKLY_SDK_KEY: "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/launchdarkly" };
const api = task("api", { command: WEB, secrets: KEY });
const worker = (container: Parameters<typeof task>[1] = {}) => task("worker", { command: WORKER, ...container });
const image = (name: string) => ({ more: { image: name } });

const product = (environment: Record<string, ReturnType<typeof plain>>) =>
  blueprint(
    declaration({
      workloads: {
        web: declaredWorkload({ environment: { FEATURE_FLAGS_KEY: plain("shop:flags") } }),
        worker: declaredWorkload({ role: "worker", command: WORKER, environment }),
      },
    }),
  );

ruleTester.run(featureFlagsWired, {
  valid: [
    {
      name: "both have it",
      stack: [api, worker({ secrets: KEY })],
      passes: { "workload/api": "verified", "workload/worker": "verified" },
    },
    {
      name: "the product's own program",
      stack: [product({ FEATURE_FLAGS_KEY: plain("shop:flags") })],
      passes: { "workload/web": "declared", "workload/worker": "declared" },
    },
    { name: "nobody has one", stack: [task("api", { command: WEB }), worker()], passes: {} },
    {
      name: "flags that are switches themselves",
      stack: [task("api", { command: WEB, environment: { FEATURE_FLAG_NEW_CHECKOUT: "true" } }), worker()],
      passes: {},
    },
    {
      name: "counting visits of a web page",
      stack: [task("api", { command: WEB, environment: { POSTHOG_API_KEY: "phc_1" } }), worker()],
      passes: {},
    },
    {
      name: "another product",
      stack: [api, worker(image("example.com/billing:1"))],
      passes: {},
    },
    {
      name: "a migration of the same image",
      stack: [api, task("migration", { command: ["alembic", "upgrade", "head"] })],
      passes: {},
    },
  ],
  invalid: [
    {
      name: "the worker has none",
      stack: [api, worker()],
      subject: "workload/worker",
      messageId: "missing",
      says: "no setting of LaunchDarkly, and workload api",
      stage: "stack",
    },
    {
      name: "the web has none",
      stack: [task("api", { command: WEB }), worker({ environment: { UNLEASH_API_URL: "https://flags.example.com" } })],
      subject: "workload/api",
      messageId: "missing",
      says: "Unleash",
    },
    {
      name: "an image of its own of the same product",
      stack: [
        task("api", {
          command: WEB,
          environment: { FLAGSMITH_ENVIRONMENT_KEY: "ser.1" },
          ...image("ghcr.io/acme/shop:1"),
        }),
        worker(image("ghcr.io/acme/shop-worker:1")),
      ],
      subject: "workload/worker",
      messageId: "missing",
      says: "Flagsmith",
    },
    {
      name: "an empty one",
      stack: [
        task("api", { command: WEB, environment: { STATSIG_SERVER_KEY: "secret-1" } }),
        worker({ environment: { STATSIG_SERVER_KEY: "" } }),
      ],
      subject: "workload/worker",
      messageId: "off",
      says: "STATSIG_SERVER_KEY without a value",
    },
    {
      name: "another store than its sibling's",
      stack: [api, worker({ secrets: KEY, environment: { GROWTHBOOK_CLIENT_KEY: "sdk-1" } })],
      subject: "workload/api",
      messageId: "missing",
      says: "GrowthBook",
    },
    {
      name: "the product's own program, whose worker lost it",
      stack: [product({})],
      subject: "workload/worker",
      messageId: "missing",
      says: "feature flags",
      stage: "blueprint",
    },
  ],
  unproven: [
    {
      name: "what may be in a file",
      stack: [api, worker({ more: { environmentFiles: [{ type: "s3", value: "arn:aws:s3:::settings/worker.env" }] } })],
      subject: "workload/worker",
      path: "containerDefinitions[0].environmentFiles",
    },
    {
      name: "what a script starts",
      stack: [api, worker({ command: ["/start.sh"] })],
      subject: "workload/worker",
      path: "containerDefinitions[0].command (start-script start.sh)",
    },
  ],
});

describe("a setting of a flag store", () => {
  it.each([
    ["LAUNCHDARKLY_SDK_KEY", "LaunchDarkly"],
    ["LD_SDK_KEY", "LaunchDarkly"],
    ["launchDarklySdkKey", "LaunchDarkly"],
    ["SHOP_UNLEASH_URL", "Unleash"],
    ["FLAGSMITH_ENVIRONMENT_KEY", "Flagsmith"],
    ["GROWTHBOOK_CLIENT_KEY", "GrowthBook"],
    ["SPLIT_API_KEY", "Split"],
    ["CONFIGCAT_SDK_KEY", "ConfigCat"],
    ["AWS_APPCONFIG_APPLICATION_ID", "AppConfig"],
    ["FLAGD_HOST", "OpenFeature"],
    ["STATSIG_SERVER_SECRET", "Statsig"],
    ["POSTHOG_PERSONAL_API_KEY", "PostHog"],
    ["FEATURE_FLAGS_KEY", "feature flags"],
    ["featureFlags.url", "feature flags"],
  ])("%s is one of %s", (name, store) => {
    expect(flagStoreOf(name)).toBe(store);
  });

  it.each([
    "FEATURE_FLAG_NEW_UI",
    "SPLIT_SIZE",
    "APP_CONFIG",
    "APP_CONFIG_PATH",
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
    "POSTHOG_API_KEY",
    "FF_ENABLED",
    "TRAIN_TEST_SPLIT",
  ])("%s is none", (name) => {
    expect(flagStoreOf(name)).toBeUndefined();
  });
});

it.each([
  ["ghcr.io/acme/shop-worker:1", "ghcr.io/acme/shop"],
  ["ghcr.io/acme/shop@sha256:" + "0a".repeat(32), "ghcr.io/acme/shop"],
  ["ghcr.io/acme/shop/worker:1", "ghcr.io/acme/shop"],
  ["worker:1", "worker"],
  ["nginx", "nginx"],
])("%s is of the product %s", (text, product) => {
  const reference = imageReference(text);
  expect(reference && imageProduct(reference)).toBe(product);
});
