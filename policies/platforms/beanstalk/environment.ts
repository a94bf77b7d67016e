import { absent, known, map, orDefault, type Fact } from "../../model/fact";
import { integer, isSet, read, text, type Resource } from "../../model/resource";
import type { Stack } from "../../model/stack";
import type { UnknownRecord } from "../../model/verdict";
import type { Service, Workload } from "../../subjects/workload";
import { copiesOf } from "../ecs/service";
import { managedService } from "../service";
import { undeclaredWorkload } from "../workload";
import { option, variablesIn } from "./options";

export const ENVIRONMENT = "aws:elasticbeanstalk/environment:Environment";

/** An application on machines of its own; what it starts is in its bundle, or the platform's own. */
export function readEnvironment(environment: Resource, stack: Stack): readonly Workload[] {
  const location = { urn: environment.urn, path: "settings" };
  const { variables, open } = variablesIn(environment, stack);
  const services = known([runningService(environment)], location);
  const name = read(environment, ["name"], text);
  const tier = orDefault(read(environment, ["tier"], text), "WebServer");
  return [
    undeclaredWorkload({
      platform: "beanstalk",
      resource: environment,
      path: "settings",
      variables: known(variables, location),
      open: [...open, ...elsewhere(environment)],
      command: absent(location),
      services,
      copies: copiesOf(services),
      cpus: absent(location),
      names: name.state === "known" ? [name.value] : [],
      // A worker's machines answer requests, too: a daemon of the platform's own sends them what is in the queue.
      role: (role, said) => (role === "web" ? map(tier, (of) => of === "WebServer") : said),
    }),
  ];
}

/** A template and the bundle's own `.ebextensions` may set more. */
function elsewhere(environment: Resource): readonly UnknownRecord[] {
  return ["templateName", "version"]
    .filter((property) => isSet(environment, property))
    .map((path) => ({ location: { urn: environment.urn, path }, because: "unread", producers: [] }));
}

const SCALING = "aws:autoscaling:asg";

/** One machine at least and four at most, unless it says otherwise (Elastic Beanstalk developer guide, *General options*). */
function runningService(environment: Resource): Service {
  const location = { urn: environment.urn, path: "settings" };
  const kind = option(environment, "aws:elasticbeanstalk:environment", "EnvironmentType", text);
  const size = (name: string, otherwise: number): Fact<number> =>
    kind.state === "known" && kind.value === "SingleInstance"
      ? known(1, location)
      : orDefault(option(environment, SCALING, name, integer), otherwise);
  const policy = orDefault(option(environment, "aws:elasticbeanstalk:command", "DeploymentPolicy", text), "AllAtOnce");
  return managedService(environment.urn, {
    desiredCount: size("MinSize", 1),
    scalingMaximum: size("MaxSize", 4),
    maximumPercent: map(policy, (name) => (REPLACED.has(name) ? 100 : 200)),
    strategy: known("ROLLING", location),
  });
}

/** Deployments to the machines that are there; all others start new ones beside them. */
const REPLACED: ReadonlySet<string> = new Set(["AllAtOnce", "Rolling"]);
