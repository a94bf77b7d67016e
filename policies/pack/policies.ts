import type { Policies, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { platforms } from "../platforms";
import { REHEARSAL_VARIABLE, type RunRecord } from "../model";
import type { Rule } from "../rules/rule";
import {
  DEFAULT_CONFIGURATION,
  DISPATCHER,
  parseDispatcherProperties,
  PolicyConfigError,
  type PolicyConfiguration,
} from "./configuration";
import { DeferredRefusals } from "./deferred-refusals";
import { Dispatcher } from "./dispatcher";
import { levelOf } from "./levels";
import { finalResource, registeredResource, reporter, type ReportViolation, type Violation } from "./sdk";
import { standing } from "./standing-refusal";
import { fileSink, type VerdictSink } from "./verdict-log";

/** What a host of the pack may set; a test does. */
export interface PackOptions {
  readonly version: string;
  readonly sink?: VerdictSink;
  /** The day exemptions are held against, `YYYY-MM-DD`. */
  readonly today?: string;
  /** The dispatcher's properties, instead of those the engine hands over. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** Where the summary goes when nobody reads the verdicts from a file. */
  readonly summary?: (line: string) => void;
  /** Under which name an answer that blocks says so once more, against the engine's own exceptions; undefined: it does not. */
  readonly refusalName?: string;
  /** Whether what blocks does so at the end only, so that the run says all that it would refuse. */
  readonly refusesAtTheEnd?: boolean;
  /** Called after each resource that was registered. */
  readonly registered?: () => void;
}

/**
 * The rules as SDK policies: one that judges (the dispatcher), and beside it each rule's metadata, for what displays and
 * registries show of it. An SDK policy for each rule would have the SDK deserialise every resource again for each.
 */
export function createPolicies(rules: readonly Rule[], options: PackOptions): Policies {
  const sink = options.sink ?? fileSink();
  const deferred = options.refusesAtTheEnd === true ? new DeferredRefusals() : undefined;
  let run: { readonly dispatcher: Dispatcher } | undefined;

  const start = (urn: string, properties: unknown, report: ReportViolation): Dispatcher => {
    if (run !== undefined) return run.dispatcher;
    const today = options.today ?? new Date().toISOString().slice(0, 10);
    const configuration = configurationOrRefusal(properties, rules, today, urn, report);
    const settings = {
      configuration: configuration ?? DEFAULT_CONFIGURATION,
      refused: configuration === undefined,
      stackName: urn.split("::")[0]?.split(":")[2] ?? "",
      today,
    };
    const dispatcher = new Dispatcher(rules, platforms, settings, sink ?? (() => undefined));
    sink?.({
      record: "run",
      schemaVersion: 1,
      pack: DISPATCHER,
      packVersion: options.version,
      rules: rules.map(({ id, title, severity, audit, why, fix }) => ({ id, title, severity, audit, why, fix })),
      ...advisoryMode(settings.configuration),
    });
    if (deferred !== undefined) report(notice(urn));
    run = { dispatcher };
    return dispatcher;
  };

  const dispatcher: ResourceValidationPolicy & StackValidationPolicy = {
    name: DISPATCHER,
    description: "Judges the blueprint, every resource and the whole stack with every rule of the pack.",
    enforcementLevel: "mandatory",
    configSchema: {
      properties: {
        profile: { type: "string", enum: ["production", "development"] },
        mode: { type: "object" },
        unproven: { type: "object" },
        rules: { type: "object" },
        exemptions: { type: "array" },
        acceptedChecks: { type: "array" },
        baseline: { type: "object" },
      },
    },
    validateResource: (args, callback) => {
      const { report: now, end } = reporting(callback, options);
      const report = deferred?.holding(now) ?? now;
      start(args.urn, options.configuration ?? args.getConfig(), report).register(registeredResource(args), report);
      end();
      sink?.flush?.();
      options.registered?.();
    },
    validateStack: (args, callback) => {
      const { report, end } = reporting(callback, options);
      const urn = args.resources[0]?.urn ?? "";
      const judge = start(urn, options.configuration ?? args.getConfig(), report);
      judge.finish(
        args.resources.map((resource) => finalResource(resource, judge.registered(resource.urn))),
        report,
      );
      deferred?.release(report);
      end();
      sink?.flush?.();
      if (sink === undefined) (options.summary ?? stderr)(judge.summary());
    },
  };
  return [dispatcher, ...rules.map(metadata)];
}

function reporting(callback: (message: string, urn?: string) => void, { refusalName }: PackOptions) {
  const report = reporter(callback);
  return refusalName === undefined ? { report, end: () => undefined } : standing(report, refusalName);
}

/** Nobody takes a gate that lets everything be created first for one that stops it. */
function notice(urn: string): Violation {
  return {
    name: DISPATCHER,
    description: "What is refused is not created",
    message: `${REHEARSAL_VARIABLE} is set: what this pack refuses is created all the same, and this run fails only at its end. That is for rehearsals.`,
    urn,
    enforcementLevel: "advisory",
    severity: "critical",
  };
}

/** For the run's record: what has ended opens nothing, and is refused by `gate-intact`. */
function advisoryMode({ mode }: PolicyConfiguration): Pick<RunRecord, "advisoryMode"> {
  if (mode === undefined || mode.expired) return {};
  return { advisoryMode: { until: mode.until, owner: mode.owner, reason: mode.reason } };
}

/** The levels of the policies that only describe rules, by name, as {@link createPolicies} gives them to the engine. */
export function policyLevels(rules: readonly Rule[]): ReadonlyMap<string, string> {
  return new Map(rules.map((rule) => [rule.id, levelOf(rule, "production", DEFAULT_CONFIGURATION)]));
}

/** Never called: it only tells displays and registries what the rule is. */
function metadata(rule: Rule): ResourceValidationPolicy {
  const level = levelOf(rule, "production", DEFAULT_CONFIGURATION);
  return {
    name: rule.id,
    displayName: rule.title,
    description: rule.why,
    severity: rule.severity,
    remediationSteps: rule.fix,
    tags: [`audit: ${rule.audit}`],
    enforcementLevel: level,
  };
}

/** A configuration that is not understood blocks, in one sentence; undefined: the defaults judge meanwhile. */
function configurationOrRefusal(
  properties: unknown,
  rules: readonly Rule[],
  today: string,
  urn: string,
  report: ReportViolation,
): PolicyConfiguration | undefined {
  try {
    return parseDispatcherProperties(properties, rules, today);
  } catch (error) {
    if (!(error instanceof PolicyConfigError)) throw error;
    report({
      name: DISPATCHER,
      description: "The policy configuration is understood",
      message: error.message,
      urn,
      enforcementLevel: "mandatory",
      severity: "critical",
    });
    return undefined;
  }
}

function stderr(line: string): void {
  process.stderr.write(`guardrails: ${line}\n`);
}
