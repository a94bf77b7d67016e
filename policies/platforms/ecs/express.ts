import { absent, known, map, orDefault, type Fact } from "../../model/fact";
import type { ResourceGraph } from "../../model/graph";
import { integer, list, read, record, text, type Resource } from "../../model/resource";
import type { Stack } from "../../model/stack";
import type { Service, Workload } from "../../subjects/workload";
import { zonesOf } from "../network";
import { securityGroupsOf } from "../security-groups";
import { undeclaredWorkload } from "../workload";
import { commandOf, cpuUnits, field, variablesOf, type Container } from "./containers";
import { copiesOf } from "./service";
import { resolve } from "./workload";

export const EXPRESS_SERVICE = "aws:ecs/expressGatewayService:ExpressGatewayService";

/** A service of ECS Express Mode: one container, and everything around it made by ECS (ECS developer guide, *Express Mode*). */
export function readExpressService(service: Resource, stack: Stack): readonly Workload[] {
  const location = { urn: service.urn, path: "primaryContainer" };
  const services = known([runningService(stack.graph, service)], { urn: service.urn, path: "" });
  const name = read(service, ["serviceName"], text);
  const written = read(service, ["primaryContainer"], record);
  const container: Container | undefined =
    written.state === "known" ? { name: "Main", fields: asContainer(written.value), location } : undefined;
  const nothing: Fact<never> = written.state === "known" ? absent(location) : written;
  return [
    undeclaredWorkload({
      platform: "ecs",
      resource: service,
      path: location.path,
      ...(container === undefined
        ? { variables: nothing, open: [], command: nothing, image: nothing }
        : {
            ...variablesOf(service, container, (valueFrom, at) => resolve(stack, valueFrom, at)),
            command: commandOf(service, container),
            image: field(service, container, "image", text),
          }),
      services,
      copies: copiesOf(services),
      // 1 vCPU unless it says otherwise (@pulumi/aws ecs.ExpressGatewayService).
      cpus: map(orDefault(read(service, ["cpu"], cpuUnits), 1024), (units) => units / 1024),
      securityGroups: groupsOf(service),
      names: name.state === "known" ? [name.value] : [],
      // A load balancer is always in front of it.
      role: (role, said) => (role === "web" ? known(true, { urn: service.urn, path: "" }) : said),
    }),
  ];
}

/** The names a task definition has for the same. */
function asContainer({
  image,
  commands,
  environments,
  secrets,
}: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { image, command: commands, environment: environments, secrets };
}

function groupsOf(service: Resource): Fact<readonly string[]> {
  const networks = read(service, ["networkConfigurations"], list);
  // Without any, ECS makes a group of its own.
  return networks.state === "known" && networks.value.length > 0
    ? securityGroupsOf(service, ["networkConfigurations", 0, "securityGroups"])
    : absent({ urn: service.urn, path: "networkConfigurations" });
}

function runningService(graph: ResourceGraph, service: Resource): Service {
  const at = (path: string) => ({ urn: service.urn, path });
  const bound = (property: string, otherwise: number) =>
    orDefault(read(service, ["scalingTargets", 0, property], integer), otherwise);
  return {
    urn: service.urn,
    // 1 to 20 tasks unless it says otherwise (@pulumi/aws ecs.ExpressGatewayService).
    desiredCount: bound("minTaskCount", 1),
    scalingMaximum: bound("maxTaskCount", 20),
    maximumPercent: known(200, at("")),
    // And alarms on answers with an error bring the revision before back (*Updating an Amazon ECS Express Mode service*).
    strategy: known("CANARY", at("")),
    alarmRollback: known(true, at("")),
    circuitBreaker: absent(at("")),
    onEveryMachine: known(false, at("")),
    spot: known(false, at("")),
    onDemandFirst: known(0, at("")),
    zoneRebalancing: known(true, at("")),
    gracePeriod: absent(at("")),
    get zones() {
      return zonesOf(graph, service, ["networkConfigurations", 0, "subnets"]);
    },
    balanced: absent(at("")),
  };
}
