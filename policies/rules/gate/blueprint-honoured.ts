import { certain, mayPass, pass, unproven, type Finding, type Judgement } from "../../model";
import type { Held } from "../../subjects";
import { waysToHonour } from "../../wiring/honouring";
import { rule } from "../rule";

const example = (
  maxConnections: string,
) => `const product = new pulumi.ComponentResource("guardrails:index:Blueprint", "shop", {
  environment: "production",
  databases: {
    postgres: {
      engine: "postgres",
      engineVersion: "17",
      instanceClass: "db.t4g.medium",
      maxConnections: 400,
      multiAz: true,
      backupRetentionDays: 14,
      deletionProtection: true,
      proxy: null,
    },
  },
});
const group = new aws.rds.ParameterGroup(
  "postgres",
  { family: "postgres17", parameters: [{ name: "max_connections", value: "${maxConnections}", applyMethod: "pending-reboot" }] },
  { parent: product },
);
new aws.rds.Instance(
  "postgres",
  {
    engine: "postgres",
    engineVersion: "17.5",
    instanceClass: "db.t4g.medium",
    parameterGroupName: group.name,
    allocatedStorage: 20,
    username: "shop",
    manageMasterUserPassword: true,
    multiAz: true,
    backupRetentionPeriod: 14,
    deletionProtection: true,
    finalSnapshotIdentifier: "shop-final",
  },
  { parent: product },
);`;

export const blueprintHonoured = rule({
  id: "blueprint-honoured",
  title: "What is built is what was declared",
  severity: "high",
  audit: "Top risk 3 (P0): pools that nothing was computed against",
  why: "Everything that is decided at a first preview is decided on the blueprint: what connections come to, who runs once, what a failover takes. A resource that says something else makes those answers about another system.",
  fix: "Hand each part its own declaration and take every value from there, so that there is nothing to keep in step; or change the declaration, and everything that is computed from it with it.",
  about: "realisation",
  examples: { bad: example("200"), good: example("400") },
  whenNot: "A program without a blueprint: there is nothing to hold it against, and the rule has nothing to say.",
  related: ["gate-intact", "connection-budget-holds", "scheduler-runs-once"],
  messages: {
    undeclared: "{label} is built under the blueprint, which does not declare it: nothing that was computed counts it.",
    beside: "{label} is built beside the blueprint: nothing that was computed counts it.",
    unbuilt:
      "{label} is declared, and nothing that this stack builds is it: what was computed counts something that is not there.",
    differs: "{label}: {what} is {real}, and the blueprint declares {declared}.",
    other: "{label}: {what} is another than the blueprint declares.",
    missing: "{label} has no {what}, and the blueprint declares one.",
    extra: "{label} has a {what} that the blueprint does not declare.",
  },
  advises: { beside: "always", unbuilt: "always" },
  check: (realisation, { stack, fail }): readonly Judgement[] => {
    const { standing, promises, location } = realisation;
    if (standing === "unbuilt") {
      return [certain(fail("unbuilt", {}, [{ declared: location.path, value: null }]), location)];
    }
    if (standing !== "declared") return [certain(fail(standing), location)];
    const differing = (promise: Held): Finding => {
      const { kind, ...values } = promise.difference;
      return fail(kind, { what: promise.what, ...values }, ...waysToHonour(stack, realisation, promise));
    };
    const judged = promises.flatMap((promise): readonly Judgement[] => {
      const { kept } = promise;
      if (kept.state === "absent") return [];
      if (kept.state === "known") return [certain(kept.value ? pass : differing(promise), kept.location, kept.basis)];
      // What is not known yet is what was declared, until it says otherwise.
      return [kept.unknowns.every(mayPass) ? certain(pass, location, "declared") : unproven(kept)];
    });
    return judged.length > 0 ? judged : [certain(pass, location)];
  },
});
