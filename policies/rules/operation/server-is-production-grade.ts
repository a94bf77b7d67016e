import { absent, certain, known, named, pass, unknown, unproven, words, type Judgement, type Shown } from "../../model";
import type { Program, Unread } from "../../facts";
import { unreadRecords, type Workload } from "../../subjects";
import { programsOf } from "../../wiring/celery-stores";
import { withoutWords } from "../../wiring/command-mending";
import { rule, type RuleContext } from "../rule";

export const serverIsProductionGrade = rule({
  id: "server-is-production-grade",
  title: "What serves is meant to serve",
  severity: "high",
  audit: "Resilience: development server in production",
  why: "A development server takes one request at a time or starts anew at every changed file, shows its debugger to whoever makes it fail, and its own makers tell not to serve with it.",
  fix: "Start gunicorn, uvicorn, hypercorn or granian without --reload (Next.js: next start behind next build), and watch files on a developer's machine alone.",
  about: "workload",
  examples: {
    bad: `new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: JSON.stringify([
    { name: "web", image: "shop:1", memory: 512, command: ["python", "manage.py", "runserver", "0.0.0.0:8000"] },
  ]),
});`,
    good: `new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: JSON.stringify([
    { name: "web", image: "shop:1", memory: 512, command: ["gunicorn", "shop.wsgi", "--bind", "0.0.0.0:8000"] },
  ]),
});`,
  },
  whenNot: "A preview environment that a few developers share and throw away.",
  related: ["stop-signal-reaches-process", "logging-not-debug"],
  mends: {
    reload: withoutWords("--reload"),
    development: [{ container: "command", value: ["gunicorn", "app:app", "--bind", "0.0.0.0:8000"], author: true }],
  },
  messages: {
    development: "{label} serves with {server}, a development server. It must be one that is made to serve.",
    reload:
      "{label} starts {server} with reloading, which is for developers: it watches files and runs one process. It must be off.",
    reloader:
      "{label} starts {server} from {reloader}, which watches files and starts it again. It must be started without.",
  },
  applies: (workload) => {
    const { reading, location } = workload;
    if (reading.state === "unknown") return reading;
    if (askedOf(workload).length > 0) return known(true, location);
    const unread = hidden(workload);
    return unread.length > 0 ? unknown(...unreadRecords(unread, location)) : absent(location);
  },
  check: (workload, context) => [
    ...askedOf(workload).map((program) => judgeProgram(workload, program, context)),
    ...(hidden(workload).length > 0 ? [unproven(unknown(...unreadRecords(hidden(workload), workload.location)))] : []),
  ],
});

type Context = RuleContext<"development" | "reload" | "reloader">;

const RELOADERS: ReadonlySet<string> = new Set(["watchmedo", "watchfiles", "nodemon"]);

/** What is known to serve or to work; a program of the image's own only where it is known to be for developers. */
function askedOf(workload: Workload): readonly Program[] {
  return programsOf(workload).filter(
    (program) =>
      (program.kind !== "migration" && reloaderOf(program) !== undefined) ||
      program.kind === "server" ||
      (program.kind === "other" && program.development && !program.step),
  );
}

function hidden({ reading }: Workload): readonly Unread[] {
  const unread = reading.state === "known" ? reading.value.unread : [];
  return unread.filter(
    ({ reason, handsOver }) => reason === "process-manager" || (!handsOver && reason === "start-script"),
  );
}

function judgeProgram(workload: Workload, program: Program, { fail }: Context): Judgement {
  const { reading, location } = workload;
  const at = { urn: location.urn, path: `${location.path}.command` };
  const basis = reading.state === "known" ? reading.basis : "verified";
  const server = nameOf(program);
  const reloader = reloaderOf(program);
  if (program.kind === "other" && program.development) return certain(fail("development", { server }), at, basis);
  if (reloader !== undefined) return certain(fail("reloader", { server, reloader }), at, basis);
  if (program.kind !== "server" || !program.development) return certain(pass, at, basis);
  const own = program.server === "runserver" || program.server === "flask";
  return certain(fail(own ? "development" : "reload", { server }), at, basis);
}

function reloaderOf({ behind }: Program): Shown | undefined {
  const found = behind.find(({ kind, name }) => kind === "wrapper" && RELOADERS.has(name));
  return found === undefined ? undefined : named(found.name, words("a reloader"));
}

function nameOf(program: Program): Shown {
  switch (program.kind) {
    case "server":
      return named(program.server, words("its server"));
    case "celery":
      return words("celery");
    case "other":
      return named(program.program, words("its server"));
    case "queue":
    case "migration":
      return words("its worker");
  }
}
