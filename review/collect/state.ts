import { createHash } from "node:crypto";
import { join } from "node:path";
import { BLUEPRINT_TYPE } from "guardrails-policies/model";
import { DISPATCHER, parsePolicyConfig } from "guardrails-policies/pack";
import { projectRoot } from "../../offline/engine/machine";
import type { Evidence, ReadNumbers } from "../document/evidence";
import { configuredExceptions } from "./configured";
import { configurationDigest, packDigest } from "./digests";
import { canonical, LOAD_BALANCER, seconds, STACK_TYPE, TARGET_GROUP } from "./engine-events";
import { type ExportedState, reviewResources, statePositions } from "./exported-state";
import { judgeState, type LoadedPack, loadPack } from "./judge";

export interface StateOptions {
  /** A parsed policy configuration file; undefined: the pack's defaults. */
  readonly policyConfig: unknown;
  /** The moment of the review. */
  readonly now: string;
  /** The folder of another pack; undefined: the product's own. */
  readonly packFolder?: string;
}

/** Judges exported states one after another with one pack. */
export function stateJudge({
  policyConfig,
  now,
  packFolder,
}: StateOptions): (state: ExportedState) => Promise<Evidence> {
  const folder = packFolder ?? join(projectRoot(__dirname), "policies");
  const pack = loadPack(folder);
  const common = {
    exceptions: policyConfig === undefined ? [] : configuredExceptions(parsePolicyConfig(policyConfig)),
    digests: { pack: packDigest(folder), policyConfiguration: configurationDigest(policyConfig) },
  };
  return async (state) => {
    const { exceptions, digests } = common;
    const found = await judged(state, pack, policyConfig, now);
    return { ...found, exceptions, digests: { program: null, ...digests, plan: planDigest(state) } };
  };
}

async function judged(state: ExportedState, pack: LoadedPack, policyConfig: unknown, now: string) {
  const properties = (policyConfig as Readonly<Record<string, unknown>> | undefined)?.[DISPATCHER];
  const log = await judgeState(state, pack, { configuration: properties, today: now.slice(0, 10) });
  const of = (type: string) => state.resources.find((resource) => resource.type === type);
  return {
    kind: "state",
    project: state.project,
    stack: state.stack,
    log,
    error: null,
    notes: ["judged from an exported state: what it withholds as a secret is not proven"],
    resources: reviewResources(state),
    blueprint: of(BLUEPRINT_TYPE)?.inputs,
    outputs: of(STACK_TYPE)?.outputs ?? {},
    numbers: numbersOf(state),
    positions: statePositions(state),
  } as const;
}

function numbersOf({ resources }: ExportedState): ReadNumbers {
  const first = (types: RegExp, property: string) =>
    seconds(resources.find(({ type }) => types.test(type))?.inputs[property]);
  return {
    loadBalancerIdle: first(LOAD_BALANCER, "idleTimeout"),
    deregistrationDelay: first(TARGET_GROUP, "deregistrationDelay"),
  };
}

function planDigest({ resources }: ExportedState): string {
  const lines = resources.map(({ urn, inputs }) => canonical([urn, inputs])).sort();
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}
