import { rules } from "../../../policies/rules";
import { run, type TestResource } from "../../../policies/testing";

const RULES = ["secret-not-in-plain-environment", "secret-not-defaulted"];
const TOKEN = "npm_k3Jf9aLqPz71vXw0Qe8Rt5Yu2Io4Pa6Sd7Fg";

/** Neither provider is one of this project's: what it registers is written as it comes. */
const build = (type: string, inputs: TestResource["inputs"]): TestResource => ({
  ...{ urn: `urn:pulumi:prod::product::${type}::shop`, type, name: "shop", parent: undefined },
  ...{ inputs, outputs: {}, protect: false },
});
const BUILDS: Readonly<Record<string, (args: Readonly<Record<string, string>>) => TestResource>> = {
  BuildKit: (buildArgs) => build("docker-build:index:Image", { push: true, buildArgs }),
  "the older provider": (args) =>
    build("docker:index/image:Image", { imageName: "shop", build: { context: ".", args } }),
};

async function judged(resource: TestResource) {
  const { verdicts, records, diagnostics } = await run(rules, [resource], { phase: "preview" });
  const found = verdicts.filter(({ rule }) => RULES.includes(rule));
  return {
    said: found.map(({ verdict, level, rule }) => `${verdict} ${level} ${rule}`),
    messages: found.map(({ message }) => message ?? "").join(" "),
    printed: JSON.stringify([records, diagnostics]),
  };
}

describe.each(Object.entries(BUILDS))("an image's build by %s", (_, of) => {
  it.each<[string, string]>([
    ["NPM_TOKEN", TOKEN],
    ["PIP_INDEX_URL", "https://ci:Tr0ub4dor3x9q@pypi.example.com/simple"],
    ["DJANGO_SECRET_KEY", "m8Qe2ZtV5xKp9RbW3nLs7YdF4hJc6GaT1uXo0iEv"],
  ])("is refused with a secret among its arguments: %s", async (name, value) => {
    const { said, messages, printed } = await judged(of({ [name]: value }));
    expect(said).toContain("fail mandatory secret-not-in-plain-environment");
    expect(messages).toContain(`image build shop holds ${name} in plain text`);
    expect(printed).not.toContain(value);
  });

  it.each<[string, string]>([
    ["SECRET_KEY", "build-only-not-a-secret"],
    ["DJANGO_SECRET_KEY", "dummy"],
    ["NODE_ENV", "production"],
    ["GIT_SHA", "0123456789abcdef0123456789abcdef01234567"],
    ["NEXT_PUBLIC_API_URL", "https://api.example.com"],
  ])("is let through with what is none, or stands in for one: %s=%s", async (name, value) => {
    expect((await judged(of({ [name]: value }))).said).toEqual(["pass mandatory secret-not-in-plain-environment"]);
  });
});

it("is nothing to judge without arguments: its secrets are none of them", async () => {
  const none = build("docker-build:index:Image", { push: true, secrets: { NPM_TOKEN: TOKEN } });
  expect((await judged(none)).said).toEqual([]);
});
