import { absent, chain, known, map, orDefault, unknown, type Fact } from "../../model/fact";
import { Index, type ResourceGraph } from "../../model/graph";
import { integer, read, record, text, type Resource, type Step } from "../../model/resource";
import type { Stack } from "../../model/stack";
import type { UnknownRecord } from "../../model/verdict";
import type { Variable } from "../../subjects/environment";
import type { Service, Workload } from "../../subjects/workload";
import { cpuUnits } from "../ecs/containers";
import { copiesOf } from "../ecs/service";
import { resolve } from "../ecs/workload";
import { securityGroupsOf } from "../security-groups";
import { managedService } from "../service";
import { settingsAt } from "../settings";
import { undeclaredWorkload } from "../workload";

export const SERVICE = "aws:apprunner/service:Service";
export const SCALING = "aws:apprunner/autoScalingConfigurationVersion:AutoScalingConfigurationVersion";
export const VPC_CONNECTOR = "aws:apprunner/vpcConnector:VpcConnector";

const IMAGE = ["sourceConfiguration", "imageRepository", "imageConfiguration"];
const CODE = ["sourceConfiguration", "codeRepository", "codeConfiguration"];
const VALUES = [...CODE, "codeConfigurationValues"];

export function readApprunnerService(service: Resource, stack: Stack): readonly Workload[] {
  const { graph } = stack;
  const place = read(service, ["sourceConfiguration", "codeRepository"], record).state === "absent" ? IMAGE : VALUES;
  const plain = settingsAt(service, [...place, "runtimeEnvironmentVariables"], "plain");
  const secret = settingsAt(service, [...place, "runtimeEnvironmentSecrets"], "secret", (reference, location) =>
    chain(reference, (arn) => resolve(stack, arn, location)),
  );
  const services = known([runningService(graph, service)], { urn: service.urn, path: "" });
  const name = read(service, ["serviceName"], text);
  return [
    undeclaredWorkload({
      platform: "apprunner",
      resource: service,
      path: place.join("."),
      ...together(plain, secret),
      open: configurationFile(service),
      command: map(read(service, [...place, "startCommand"], text), wordsOf),
      image: read(service, ["sourceConfiguration", "imageRepository", "imageIdentifier"], text),
      services,
      copies: copiesOf(services),
      // 1 vCPU unless it says otherwise (App Runner API reference, InstanceConfiguration).
      cpus: map(orDefault(read(service, ["instanceConfiguration", "cpu"], cpuUnits), 1024), (units) => units / 1024),
      securityGroups: connectorGroups(graph, service),
      names: name.state === "known" ? [name.value] : [],
      // It is there to answer requests, whatever else it does.
      role: (role, said) => (role === "web" ? known(true, { urn: service.urn, path: "" }) : said),
    }),
  ];
}

/** A start command is one text: plain words are those of a program, anything else is for a shell. */
function wordsOf(command: string): readonly string[] {
  const words = command.trim().split(/\s+/);
  return words.every((word) => /^[\w@%+=:,./-]+$/.test(word)) ? words : [command];
}

/** Variables of both kinds; where one kind cannot be read, neither is all of it. */
function together(
  plain: Fact<readonly Variable[]>,
  secret: Fact<readonly Variable[]>,
): { readonly variables: Fact<readonly Variable[]> } {
  return {
    variables: chain(orDefault(plain, []), (own) => map(orDefault(secret, []), (injected) => [...own, ...injected])),
  };
}

/** `apprunner.yaml` in the repository: everything about the service may be there. */
function configurationFile(service: Resource): readonly UnknownRecord[] {
  const source = read(service, [...CODE, "configurationSource"], text);
  if (source.state === "absent" || (source.state === "known" && source.value === "API")) return [];
  if (source.state === "unknown") return source.unknowns;
  return [{ location: source.location, because: "unread", producers: [] }];
}

/** New instances start beside the old ones, and these go when the new ones are well. */
function runningService(graph: ResourceGraph, service: Resource): Service {
  const at = (path: string) => ({ urn: service.urn, path });
  const scaling = scalingOf(graph, service);
  const size = (property: string, otherwise: number) =>
    scaling.state === "absent"
      ? known(otherwise, at("autoScalingConfigurationArn"))
      : chain(scaling, (configuration) => orDefault(read(configuration, [property], integer), otherwise));
  return managedService(service.urn, {
    // App Runner's own configuration: 1 to 25 instances (App Runner developer guide, *Managing automatic scaling*).
    desiredCount: size("minSize", 1),
    scalingMaximum: size("maxSize", 25),
    maximumPercent: known(200, at("")),
    strategy: known("BLUE_GREEN", at("")),
    // A deployment that fails leaves the version before (App Runner developer guide, *Deploying a new application version*).
    circuitBreaker: known({ enable: true, rollback: true }, at("")),
  });
}

const CONFIGURATIONS = new Index("App Runner scaling by ARN", [SCALING], (configuration) => {
  const arn = read(configuration, ["arn"], text);
  return arn.state === "known" ? [arn.value] : [];
});

/** The scaling configuration it names; absent: App Runner's own. */
function scalingOf(graph: ResourceGraph, service: Resource): Fact<Resource> {
  const property = "autoScalingConfigurationArn";
  const arn = read(service, [property], text);
  if (arn.state === "absent") return arn;
  return named(graph, service, [property], arn, CONFIGURATIONS, SCALING);
}

const CONNECTORS = new Index("App Runner VPC connectors by ARN", [VPC_CONNECTOR], (connector) => {
  const arn = read(connector, ["arn"], text);
  return arn.state === "known" ? [arn.value] : [];
});

/** The groups its connections into a VPC come from; absent: it has none there. */
function connectorGroups(graph: ResourceGraph, service: Resource): Fact<readonly string[]> {
  const path = ["networkConfiguration", "egressConfiguration", "vpcConnectorArn"] as const;
  const arn = read(service, path, text);
  if (arn.state === "absent") return arn;
  const connector = named(graph, service, path, arn, CONNECTORS, VPC_CONNECTOR);
  if (connector.state === "unknown" && graph.closed) return absent({ urn: service.urn, path: path.join(".") });
  return chain(connector, (found) => securityGroupsOf(found, ["securityGroups"]));
}

/** The resource an ARN names: told by what it was computed from, or by the ARN itself. */
function named(
  graph: ResourceGraph,
  service: Resource,
  path: readonly [string, ...Step[]],
  arn: Fact<string>,
  index: Index,
  type: string,
): Fact<Resource> {
  const location = { urn: service.urn, path: path.join(".") };
  const computed = (service.producers[path[0]] ?? []).map((urn) => graph.get(urn));
  const found = computed.find((resource) => resource?.type === type);
  if (found !== undefined) return known(found, location);
  const [byArn] = arn.state === "known" ? graph.find(index, arn.value) : [];
  if (byArn !== undefined) return known(byArn, location);
  return arn.state === "unknown" ? unknown(...arn.unknowns) : graph.missing(location);
}
