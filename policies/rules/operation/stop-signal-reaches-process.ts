import {
  absent,
  certain,
  known,
  named,
  pass,
  unknown,
  unproven,
  words,
  type Fact,
  type Judgement,
  type Shown,
} from "../../model";
import type { Interposed, Program, Unread } from "../../facts";
import { unreadRecords, type Workload } from "../../subjects";
import { programsOf } from "../../wiring/celery-stores";
import { withExec } from "../../wiring/command-mending";
import { rule, type RuleContext } from "../rule";

export const stopSignalReachesProcess = rule({
  id: "stop-signal-reaches-process",
  title: "The stop signal reaches the program",
  severity: "medium",
  audit: "Resilience: graceful shutdown",
  why: "A platform sends its stop signal to the container's first process. A shell that waits for its command does not hand it on, so each deployment and each scale-in kills the program in the middle of its requests and tasks.",
  fix: 'Let the program take the shell\'s place: ["sh", "-c", "alembic check && exec gunicorn app.main:app"]; or start it without a shell, or behind dumb-init, which signals every process. linuxParameters.initProcessEnabled does not help: its init signals the shell alone.',
  about: "workload",
  examples: {
    bad: `new aws.ecs.TaskDefinition("worker", {
  family: "worker",
  containerDefinitions: JSON.stringify([
    { name: "worker", image: "shop:1", memory: 512, command: ["sh", "-c", "python -m shop.wait; celery -A shop worker; echo done"] },
  ]),
});`,
    good: `new aws.ecs.TaskDefinition("worker", {
  family: "worker",
  containerDefinitions: JSON.stringify([
    { name: "worker", image: "shop:1", memory: 512, command: ["sh", "-c", "python -m shop.wait; exec celery -A shop worker"] },
  ]),
});`,
  },
  whenNot: "A program that may be killed at any time: nothing is in its hands that another would miss.",
  related: ["timeouts-ladder-holds"],
  messages: {
    shell:
      "{label} starts {program} from a shell ({shell} -c) that waits for it: the stop signal ends there, and {program} is killed in the middle of what it does. It must be started with exec.",
    perhaps:
      "{label} starts {program} from {shell} -c without exec: only where that is bash does {program} take its place; dash, Debian's sh, waits for it, and the stop signal ends there. It should be started with exec.",
    reloader:
      "{label} starts {program} from {shell}, a reloader, which answers the stop signal by itself and gives {program} a few seconds. It must be started without.",
  },
  applies: (workload) => {
    // Lambda ends what it has frozen, and no signal comes first (Lambda developer guide, "Runtime environment lifecycle").
    if (workload.platform === "lambda") return absent(workload.location);
    if (workload.reading.state === "unknown") return workload.reading;
    const asked = programsToStop(workload).length > 0 || hidden(workload).length > 0;
    return asked ? known(true, workload.location) : absent(workload.location);
  },
  check: (workload, context) => [
    ...programsToStop(workload).map((program) => judgeProgram(workload, program, context)),
    ...(hidden(workload).length > 0 ? [unproven(unreadFact(workload, hidden(workload)))] : []),
  ],
});

type Context = RuleContext<"shell" | "perhaps" | "reloader">;

/** What stays and has something to finish: no step before it, no migration, no proxy. */
function programsToStop(workload: Workload): readonly Program[] {
  return programsOf(workload).filter((program) => {
    // A server with a command behind it does not end before that; of the image's own programs only the last stays.
    if (program.kind === "other") return !program.understood && !program.step;
    return program.kind !== "migration";
  });
}

/** Where a program may hide behind what was not read. */
function hidden({ reading }: Workload): readonly Unread[] {
  const unread = reading.state === "known" ? reading.value.unread : [];
  return unread.filter(
    ({ reason, handsOver }) =>
      reason === "process-manager" ||
      reason === "too-long" ||
      (!handsOver && (reason === "start-script" || reason === "unknown-wrapper")),
  );
}

/** They watch files and start their command again; a stop is one more reason to end it. */
const RELOADERS: ReadonlySet<string> = new Set(["watchmedo", "nodemon"]);

function judgeProgram(workload: Workload, program: Program, { fail }: Context): Judgement {
  const { reading, location } = workload;
  const at = { urn: location.urn, path: `${location.path}.command` };
  const basis = reading.state === "known" ? reading.basis : "verified";
  const said = (message: "shell" | "perhaps" | "reloader", { name }: Interposed) => {
    const data = { program: nameOf(program), shell: named(name, words("a shell")) };
    const ways = message === "reloader" ? [] : withExec(workload, false);
    return certain(fail(message, data, ...ways), at, basis);
  };
  const shells = program.behind.filter(({ kind }) => kind === "shell");
  const sure = shells.find(({ mayHandOn }) => !mayHandOn);
  if (sure !== undefined) return said("shell", sure);
  const reloader = program.behind.find(({ kind, name }) => kind === "wrapper" && RELOADERS.has(name));
  if (reloader !== undefined) return said("reloader", reloader);
  const [perhaps] = shells;
  if (perhaps !== undefined) return said("perhaps", perhaps);
  // A script of the image's own, or a wrapper, may or may not hand the signal on.
  const [between] = program.behind;
  if (between === undefined) return certain(pass, at, basis);
  const place = `${at.path} (${named(between.name, words("what stands before the program"))})`;
  return unproven(unknown({ location: { ...at, path: place }, because: "unread", producers: [] }));
}

function nameOf(program: Program): Shown {
  switch (program.kind) {
    case "server":
      return named(program.server, words("the server"));
    case "celery":
      return words("celery");
    case "queue":
      return named(program.tool, words("the worker"));
    case "migration":
      return words("the migration");
    case "other":
      return named(program.program, words("the program"));
  }
}

function unreadFact({ location }: Workload, unread: readonly Unread[]): Fact<never> & { readonly state: "unknown" } {
  return unknown(...unreadRecords(unread, location));
}
