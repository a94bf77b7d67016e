import { chain, known, unknown, type Fact } from "../../model/fact";
import { interpret, isRecord, list, read, text, type Resource, type Shape } from "../../model/resource";
import { words } from "../../model/shown";
import type { Stack } from "../../model/stack";
import type { Location, UnknownRecord } from "../../model/verdict";
import type { Variable } from "../../subjects/environment";
import type { PlainSettings } from "../../subjects/plain-settings";
import { resolve } from "../ecs/workload";
import { agreed } from "../once-each";
import { plainSettings } from "../plain-settings";
import { settingsListedAt, type Listed } from "../settings";

export const TEMPLATE = "aws:elasticbeanstalk/configurationTemplate:ConfigurationTemplate";

/** Variables and, since March 2025, those that are fetched by an ARN (Elastic Beanstalk developer guide, *General options*). */
const PLAIN = "aws:elasticbeanstalk:application:environment";
const FETCHED = "aws:elasticbeanstalk:application:environmentsecrets";

/** The application's variables among the options of an environment or of a template. */
export function variablesIn(
  resource: Resource,
  stack: Stack,
): { readonly variables: readonly Variable[]; readonly open: readonly UnknownRecord[] } {
  return settingsListedAt(resource, "settings", ({ namespace }, location) =>
    channelOf(interpret(resource, ["settings"], namespace, text), stack, location),
  );
}

function channelOf(namespace: Fact<string>, stack: Stack, location: Location): Listed {
  if (namespace.state === "absent") return undefined;
  if (namespace.state === "unknown") {
    const records = namespace.unknowns.map((record) => ({ ...record, location }));
    return { channel: "plain", resolve: () => unknown(...records) };
  }
  if (namespace.value === PLAIN) return { channel: "plain" };
  if (namespace.value !== FETCHED) return undefined;
  return { channel: "secret", resolve: (written, at) => chain(written, (arn) => resolve(stack, arn, at)) };
}

/** What an option says; absent: nothing, so that Elastic Beanstalk's own holds. */
export function option<T>(resource: Resource, namespace: string, name: string, shape: Shape<T>): Fact<T> {
  const location = { urn: resource.urn, path: "settings" };
  const options = read(resource, ["settings"], list);
  if (options.state !== "known") return options;
  const found = options.value
    .filter(isRecord)
    .filter((one) => one.namespace === namespace && one.name === name)
    .map(({ value }) => interpret(resource, ["settings"], value, shape));
  return agreed(found, location);
}

/** Every environment that is made from it gets them. */
export function readTemplate(template: Resource, stack: Stack): readonly PlainSettings[] {
  const { variables, open } = variablesIn(template, stack);
  const location = { urn: template.urn, path: "settings" };
  const noun = words("configuration template");
  return [
    plainSettings(template, {
      ...{ holder: "beanstalk", noun, path: "settings", unread: open },
      variables: known(variables, location),
    }),
  ];
}
