/** Which duties a container has, and what says so. */
import { lookup } from "../lookup";
import { isAirflowSetting } from "./image-entries";
import { hintOf, hintsOf } from "./other-programs";
import type { CommandReading, Program, RoleHint, Unread, UnreadReason } from "./reading";

export type RoleEvidence =
  /** A program on the command line. */
  | "command"
  /** A program behind a condition, or one that has the duty only if the application asks for it. */
  | "perhaps-command"
  /** A start script of a name that means one thing (`/start-celerybeat`). */
  | "known-script"
  | "script-name"
  | "container-name"
  | "service-name"
  /** `MODE=beat` and the like. */
  | "mode-variable"
  /** Settings of Celery's beat; they are often given to every container of a product. */
  | "celery-settings"
  /** Something was not read, so it is not excluded. */
  | "unread";

export interface RoleFinding {
  /** `no` only where everything was read. */
  readonly answer: "yes" | "maybe" | "no";
  readonly evidence: readonly RoleEvidence[];
}

export interface RoleHints {
  readonly containerNames: readonly string[];
  readonly serviceNames: readonly string[];
  /** The container's variables; value undefined: not known. */
  readonly environment: readonly { readonly name: string; readonly value: string | undefined }[];
}

export type Roles = Readonly<Record<RoleHint, RoleFinding>>;

/** cookiecutter-django's scripts, with and without the ending that people give them. */
const KNOWN_SCRIPTS: Readonly<Record<string, RoleHint>> = {
  start: "web",
  "start-celeryworker": "worker",
  "start-celerybeat": "scheduler",
  "start-flower": "monitor",
};

/** These do not change which programs run; a script that hands over most likely runs what it was given. */
const HARMLESS: readonly UnreadReason[] = ["config-file"];

/** The environment of the command's own assignments is the caller's to add. Never throws. */
export function rolesOf(reading: CommandReading, hints: RoleHints): Roles {
  const unread = reading.unread.filter(({ reason, handsOver }) => !handsOver && !HARMLESS.includes(reason));
  const found = (role: RoleHint): RoleFinding => {
    const evidence = new Set<RoleEvidence>(reading.programs.flatMap((program) => evidenceOf(program, role)));
    if (unread.length > 0) for (const each of unreadEvidence(unread, role, hints)) evidence.add(each);
    const answer = decide(evidence);
    return answer === "no" && unread.length > 0
      ? { answer: "maybe", evidence: ["unread"] }
      : { answer, evidence: [...evidence] };
  };
  return {
    web: found("web"),
    worker: found("worker"),
    scheduler: found("scheduler"),
    migration: found("migration"),
    monitor: found("monitor"),
  };
}

function decide(evidence: ReadonlySet<RoleEvidence>): RoleFinding["answer"] {
  if (evidence.size === 0) return "no";
  if (evidence.has("command") || evidence.has("known-script") || evidence.has("mode-variable")) return "yes";
  // Two that were named independently of each other.
  const named = evidence.has("container-name") || evidence.has("service-name");
  return named && evidence.has("script-name") ? "yes" : "maybe";
}

function evidenceOf(program: Program, role: RoleHint): RoleEvidence[] {
  const has = duty(program, role);
  if (has === "no") return [];
  return [has === "yes" && program.certain ? "command" : "perhaps-command"];
}

function duty(program: Program, role: RoleHint): "yes" | "no" | "perhaps" {
  const yes = (holds: boolean) => (holds ? "yes" : "no");
  switch (program.kind) {
    case "server":
      return yes(role === "web");
    case "celery":
      if (program.subcommand === undefined) return role === "worker" || role === "scheduler" ? "perhaps" : "no";
      if (role === "worker") return yes(program.worker);
      if (role === "scheduler") return yes(program.beat);
      return yes(role === "monitor" && ["flower", "events"].includes(program.subcommand));
    case "queue":
      if (role === "worker") return yes(program.worker);
      return role === "scheduler" ? program.scheduler : "no";
    case "migration":
      return yes(role === "migration");
    case "other":
      return yes(role === "monitor" && program.understood && hintsOf(program.program).includes("monitor"));
  }
}

function unreadEvidence(unread: readonly Unread[], role: RoleHint, hints: RoleHints): RoleEvidence[] {
  const evidence: RoleEvidence[] = [];
  const isAirflow = hints.environment.some((variable) => isAirflowSetting(variable.name));
  for (const { reason, name, hint } of unread) {
    const known = reason === "start-script" ? lookup(KNOWN_SCRIPTS, name.replace(/\.sh$/, "")) : undefined;
    if (known === role) evidence.push("known-script");
    // Airflow's own scheduler takes turns with its copies: that a script is called one does not tell which it starts.
    else if (hint === role && !(role === "scheduler" && (isAirflow || /airflow/i.test(name))))
      evidence.push("script-name");
  }
  if (hints.containerNames.some((name) => hintOf(name) === role)) evidence.push("container-name");
  if (hints.serviceNames.some((name) => hintOf(name) === role)) evidence.push("service-name");
  for (const { name, value } of hints.environment) {
    if (value !== undefined && isMode(name) && hintOf(value) === role) evidence.push("mode-variable");
    if (role === "scheduler" && isBeatSetting(name)) evidence.push("celery-settings");
  }
  return evidence;
}

const MODES = new Set([
  "MODE",
  "SERVICE",
  "ROLE",
  "PROCESS",
  "APP_MODE",
  "RUN_MODE",
  "SERVICE_TYPE",
  "SERVICE_ROLE",
  "SERVICE_MODE",
]);

function isMode(name: string): boolean {
  const upper = name.toUpperCase();
  return (
    MODES.has(upper) ||
    /^(?:APP|CONTAINER|PROCESS|RUN|DYNO|INSTANCE|WORKER)_?(?:MODE|ROLE|TYPE|SERVICE|PROCESS)$/.test(upper)
  );
}

function isBeatSetting(name: string): boolean {
  return /(?:^|_)(?:BEAT_(?:SCHEDULER|MAX_LOOP_INTERVAL|SCHEDULE|DBURI)|REDBEAT_\w+)$/.test(
    name.toUpperCase().slice(0, 100),
  );
}
