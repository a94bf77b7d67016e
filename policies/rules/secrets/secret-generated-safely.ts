import { judge, known, map, pass, type Fact, type Finding } from "../../model";
import { generationOf, isInPlainSettings, otherUse, type Generation } from "../../wiring/generators";
import { freshlyGenerated } from "../../wiring/added";
import { rule } from "../rule";

export const secretGeneratedSafely = rule({
  id: "secret-generated-safely",
  title: "Secrets come from a generator that keeps them, one for each purpose",
  severity: "high",
  audit: "Top risk 1 (P0): JWT secret key hardcoded default",
  why: "The results of RandomString, RandomId and RandomUuid are no secrets to Pulumi: they stand readable in the state, in every preview and in the log of every pipeline. And one value for two purposes cannot be changed for one of them alone.",
  fix: "Generate it with random.RandomPassword (special: false where it goes into a URL) or random.RandomBytes, whose results stay encrypted, and make one for each purpose. A new generator is a new value: replace what uses it.",
  about: "credential",
  examples: {
    bad: `const password = new random.RandomString("db-password", { length: 32, special: false });
new aws.rds.Instance("shop", {
  engine: "postgres",
  instanceClass: "db.t4g.medium",
  allocatedStorage: 50,
  username: "app",
  password: password.result,
  skipFinalSnapshot: true,
});`,
    good: `const password = new random.RandomPassword("db-password", { length: 32, special: false });
new aws.rds.Instance("shop", {
  engine: "postgres",
  instanceClass: "db.t4g.medium",
  allocatedStorage: 50,
  username: "app",
  password: password.result,
  skipFinalSnapshot: true,
});`,
  },
  whenNot: "A value that is called a secret and opens nothing, such as a marker in a path.",
  related: ["secret-not-defaulted", "credential-encryption-key-present"],
  messages: {
    readable: "{label} comes from {generator}, whose result stands readable in the state and in every preview.",
    derived:
      "{label} is computed from {generator} alone, whose result stands readable in the state and in every preview; what of it is secret must come from elsewhere.",
    shared: "{label} is the same generated value as {other}, which has another purpose: each needs its own.",
  },
  advises: { derived: "always" },
  // What stands in plain environment is readable anyway: secret-not-in-plain-environment says so.
  applies: (credential, stack) => known(!isInPlainSettings(stack, credential), credential.location),
  check: (credential, { stack, fail }) => {
    const { purpose, location } = credential;
    const ways = freshlyGenerated(location, purpose.state === "known" && purpose.value === "encryption");
    const found = (generation: Generation): Finding => {
      if (generation.kind !== "kept") return fail(generation.kind, { generator: generation.generator }, ...ways);
      const other = otherUse(stack, credential);
      return other === undefined ? pass : fail("shared", { other: other.label }, ...ways);
    };
    const real = generationOf(stack, credential);
    // While it is not seen what a value is computed from, its declaration says so.
    const declared: Fact<Generation> = map(credential.provenance, () => ({ kind: "kept" }));
    const speaks = credential.declared && declared.state !== "absent" && real.state === "unknown";
    return judge(speaks ? declared : real, found, () => pass);
  },
});
