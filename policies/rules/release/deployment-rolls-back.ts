import { anyTrue, certain, judge, map, pass, unproven, type Judgement } from "../../model";
import { rule } from "../rule";

const example = (rollback: boolean) => `new aws.ecs.Service("web", {
  taskDefinition: "web",
  cluster: "main",
  desiredCount: 2,
  deploymentCircuitBreaker: { enable: true, rollback: ${String(rollback)} },
});`;

export const deploymentRollsBack = rule({
  id: "deployment-rolls-back",
  title: "A deployment that fails brings the release before back",
  severity: "high",
  audit: "Resilience: no circuit breakers",
  why: "Without a circuit breaker ECS starts tasks that cannot run for ever, and without its rollback it stops and leaves what is broken in place, until somebody looks.",
  fix: "Set deploymentCircuitBreaker: { enable: true, rollback: true } on the service; alarms: { alarmNames, enable: true, rollback: true } sees what the circuit breaker does not.",
  about: "deployment",
  mends: {
    off: [{ property: "deploymentCircuitBreaker", value: { enable: true, rollback: true } }],
    noRollback: [{ property: "deploymentCircuitBreaker.rollback", value: true }],
    none: [{ property: "deploymentCircuitBreaker", value: { enable: true, rollback: true } }],
  },
  examples: { bad: example(false), good: example(true) },
  whenNot: "A pipeline of your own watches the deployment and brings the release before back.",
  related: ["health-checks-meaningful"],
  messages: {
    off: "{label} has its deployment circuit breaker switched off: tasks that cannot run are started again for ever.",
    noRollback:
      "{label} ends a deployment that fails and leaves it in place; the release before must come back (rollback).",
    none: "{label} says nothing of deployments that fail, and AWS's own is to start tasks that cannot run for ever.",
  },
  advises: { none: "undeclared" },
  // Other controllers and one copy on each machine have no circuit breaker; blue/green keeps the release before itself.
  applies: ({ service }) => map(service.strategy, (strategy) => strategy === "ROLLING"),
  check: ({ service, location }, { fail }): readonly Judgement[] => {
    const { circuitBreaker, alarmRollback } = service;
    // An alarm that brings it back does what the circuit breaker would.
    const comesBack = anyTrue(
      [alarmRollback, map(circuitBreaker, ({ enable, rollback }) => enable && rollback)],
      location,
    );
    if (comesBack.state === "unknown") return [unproven(comesBack)];
    if (comesBack.state === "known" && comesBack.value) return [certain(pass, location, comesBack.basis)];
    return [
      judge(
        circuitBreaker,
        ({ enable, rollback }) => (!enable ? fail("off") : rollback ? pass : fail("noRollback")),
        () => fail("none"),
      ),
    ];
  },
});
