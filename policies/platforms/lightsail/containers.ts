import { absent, known, orDefault, unknown, type Fact } from "../../model/fact";
import type { ResourceGraph } from "../../model/graph";
import { integer, isRecord, list, pathText, read, text, texts, type Resource } from "../../model/resource";
import type { Stack } from "../../model/stack";
import type { Service, Workload } from "../../subjects/workload";
import { copiesOf } from "../ecs/service";
import { Named } from "../named";
import { managedService } from "../service";
import { settingsAt } from "../settings";
import { undeclaredWorkload } from "../workload";

export const DEPLOYMENT = "aws:lightsail/containerServiceDeploymentVersion:ContainerServiceDeploymentVersion";
export const SERVICE = "aws:lightsail/containerService:ContainerService";

/** Every container of a deployment; where they are not known, one of which nothing is. */
export function readContainers(deployment: Resource, { graph }: Stack): readonly Workload[] {
  const containers = read(deployment, ["containers"], list);
  const location = { urn: deployment.urn, path: "containers" };
  const services = known([runningService(graph, deployment)], location);
  const parts = { platform: "lightsail", resource: deployment, services, copies: copiesOf(services) } as const;
  if (containers.state !== "known") {
    const nothing = containers.state === "unknown" ? containers : absent(location);
    const own = { path: "containers", variables: nothing, open: [], command: nothing, cpus: nothing };
    return containers.state === "absent" ? [] : [undeclaredWorkload({ ...parts, ...own, names: [] })];
  }
  const single = containers.value.length === 1;
  return containers.value.map((container, index) => {
    const place = ["containers", index] as const;
    const name = isRecord(container) ? text(container.containerName) : undefined;
    return undeclaredWorkload({
      ...parts,
      path: pathText(place),
      part: single ? undefined : (name ?? `container-${index}`),
      variables: orDefault(settingsAt(deployment, [...place, "environment"], "plain"), []),
      open: [],
      command: read(deployment, [...place, "commands"], texts),
      image: read(deployment, [...place, "image"], text),
      cpus: absent(location),
      names: name === undefined ? [] : [name],
      role: (role, said) => (role === "web" ? isPublic(deployment, name, said) : said),
    });
  });
}

/** Whether it is the one that requests from outside are sent to; else what its command says. */
function isPublic(deployment: Resource, name: string | undefined, said: Fact<boolean>): Fact<boolean> {
  const entry = read(deployment, ["publicEndpoint", "containerName"], text);
  return entry.state === "known" && entry.value === name ? known(true, entry.location) : said;
}

const SERVICES = new Named(SERVICE, "name");

/** Each of the service's nodes runs every container; a deployment starts new ones before the old are gone. */
function runningService(graph: ResourceGraph, deployment: Resource): Service {
  const location = { urn: deployment.urn, path: "serviceName" };
  const [service] = SERVICES.by(graph, deployment, "serviceName");
  const scale: Fact<number> = service === undefined ? graph.missing(location) : read(service, ["scale"], integer);
  return managedService(deployment.urn, {
    desiredCount: scale.state === "absent" ? unknown({ location, because: "unreadable", producers: [] }) : scale,
    scalingMaximum: absent(location),
    maximumPercent: known(200, location),
    strategy: known("BLUE_GREEN", location),
    // A deployment that fails leaves the one before (Lightsail user guide, *Create and manage container service deployments*).
    circuitBreaker: known({ enable: true, rollback: true }, location),
  });
}
