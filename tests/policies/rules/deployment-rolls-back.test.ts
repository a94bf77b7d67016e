import * as aws from "@pulumi/aws";
import { deploymentRollsBack } from "../../../policies/rules/release/deployment-rolls-back";
import { blueprint, component, ref, resource } from "../../../policies/testing";
import { declaration, declaredWorkload, ruleTester, task, WEB } from "../fixtures";

const web = task("web", { command: WEB });
const service = (more: Partial<aws.ecs.ServiceArgs>) => [
  web,
  resource(aws.ecs.Service, "web", { taskDefinition: ref(web, "arn"), desiredCount: 2, ...more }),
];
const switchOf = resource(aws.ssm.Parameter, "switch", { type: "String" }, { outputs: { insecureValue: "true" } });

/** The production program's shape: the service says what its blueprint declares. */
function product(circuitBreaker: { enable: boolean; rollback: boolean }) {
  const declared = declaredWorkload({});
  const { service: running } = declared;
  if (running === null) throw new Error("a service is declared");
  const root = blueprint(declaration({ workloads: { web: { ...declared, service: { ...running, circuitBreaker } } } }));
  const part = component("web", { parent: root });
  const args = { taskDefinition: "web:1", desiredCount: 2, deploymentCircuitBreaker: circuitBreaker };
  return [root, part, resource(aws.ecs.Service, "web", args, { parent: part })];
}

const subject = "workload/web";
const passes = { [subject]: "verified" } as const;

ruleTester.run(deploymentRollsBack, {
  valid: [
    {
      name: "a circuit breaker",
      stack: service({ deploymentCircuitBreaker: { enable: true, rollback: true } }),
      passes,
    },
    {
      name: "alarms that bring the release before back",
      stack: service({ alarms: { alarmNames: ["errors"], enable: true, rollback: true } }),
      passes,
    },
    { name: "another controller", stack: service({ deploymentController: { type: "CODE_DEPLOY" } }), passes: {} },
    { name: "blue/green", stack: service({ deploymentConfiguration: { strategy: "BLUE_GREEN" } }), passes: {} },
    { name: "the production program", stack: product({ enable: true, rollback: true }), passes },
  ],
  invalid: [
    {
      name: "without its rollback",
      stack: service({ deploymentCircuitBreaker: { enable: true, rollback: false } }),
      subject,
      messageId: "noRollback",
      stage: "gate",
    },
    {
      name: "switched off",
      stack: service({ deploymentCircuitBreaker: { enable: false, rollback: false } }),
      subject,
      messageId: "off",
    },
    { name: "nothing said", stack: service({}), subject, messageId: "none" },
    {
      name: "alarms that only stop",
      stack: service({ alarms: { alarmNames: ["errors"], enable: true, rollback: false } }),
      subject,
      messageId: "none",
    },
    {
      name: "the production program without its rollback",
      stack: product({ enable: true, rollback: false }),
      subject,
      messageId: "noRollback",
      stage: "blueprint",
    },
  ],
  unproven: [
    {
      name: "a rollback that is computed",
      stack: [
        switchOf,
        ...service({ deploymentCircuitBreaker: { enable: true, rollback: ref(switchOf, "insecureValue") } }),
      ],
      subject,
      path: "deploymentCircuitBreaker.rollback",
      producer: "switch",
    },
  ],
});
