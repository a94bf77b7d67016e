/**
 * Values of a replication group or a cluster that ElastiCache has in no account. Sources: ElastiCache guide, "Supported node
 * types" and "Engine versions and upgrading"; `CreateReplicationGroup`. Versions that AWS may add pass.
 */
import { type Properties, text } from "../../../provider/values";
import { bareRefusal } from "../../api-error";
import { type Refusal } from "../refusal-table";
import { windowMinutes, windowsOverlap } from "../windows";

const NODES =
  /^cache\.(t[1-3]\.(micro|small|medium)|t4g\.(micro|small|medium)|[mr][1-5]\.(small|medium|large|\d{0,2}xlarge)|c1\.xlarge|[mr][6-8]g\.(large|\d{0,2}xlarge)|r6gd\.\d{0,2}xlarge|c7gn\.(large|\d{0,2}xlarge))$/;

/** Versions a program may ask for, by engine. */
const VERSIONS: Readonly<Record<string, RegExp>> = {
  redis: /^(2\.6\.13|2\.8\.\d+|3\.2\.(4|6|10)|4\.0\.10|5\.0\.[0-6]|6\.(x|0|2)|6\.[02]\.\d+|7\.[01](\.\d+)?|7)$/,
  valkey: /^(7|7\.2(\.\d+)?|[89]|[89]\.\d(\.\d+)?)$/,
  memcached: /^1\.(4\.\d+|5\.\d+|6\.\d+)$/,
};

const MINIMUM_WINDOW = 60;

export const CACHE_VALUES: readonly Refusal[] = [
  ({ nodeType }) => {
    const given = text(nodeType);
    return given === undefined || NODES.test(given)
      ? undefined
      : bareRefusal("InvalidParameterValue", `Invalid Cache Node Type: ${given}.`);
  },
  (inputs) => {
    const [engine, version] = [text(inputs.engine) ?? "redis", text(inputs.engineVersion)];
    if (version === undefined || VERSIONS[engine]?.test(version) !== false) return undefined;
    return bareRefusal("InvalidParameterValue", `Cannot find version ${version} for ${engine}.`);
  },
  ({ snapshotWindow, maintenanceWindow }) =>
    windowsOverlap(text(snapshotWindow), text(maintenanceWindow))
      ? bareRefusal("InvalidParameterValue", "The snapshot window and maintenance window must not overlap.")
      : undefined,
  (inputs) => tooShort(inputs, "snapshotWindow", "Snapshot"),
  (inputs) => tooShort(inputs, "maintenanceWindow", "Maintenance"),
];

function tooShort(inputs: Properties, property: string, noun: string) {
  const minutes = windowMinutes(text(inputs[property]));
  return minutes === undefined || minutes >= MINIMUM_WINDOW
    ? undefined
    : bareRefusal("InvalidParameterValue", `${noun} window must be at least ${MINIMUM_WINDOW} minutes.`);
}
