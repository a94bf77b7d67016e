import { debuggingBy, debuggingIn, isDebugSetting, type Debugging } from "../../facts";
import {
  certain,
  join,
  known,
  pass,
  unknown,
  unproven,
  type Finding,
  type Judgement,
  type MessageData,
} from "../../model";
import type { Workload } from "../../subjects";
import { rule } from "../rule";

const example = (level: string) => `new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: JSON.stringify([
    {
      name: "web",
      image: "shop:1",
      memory: 512,
      command: ["gunicorn", "shop:app"],
      environment: [{ name: "LOG_LEVEL", value: "${level}" }],
    },
  ]),
});`;

export const loggingNotDebug = rule({
  id: "logging-not-debug",
  title: "Production neither debugs nor logs as if it did",
  severity: "high",
  audit: "Security: tokens in logs",
  why: "A debug mode shows callers its internals, and debug logs hold headers, tokens and statements with their values: whoever may read logs then reads credentials.",
  fix: "Set LOG_LEVEL to info or above, take --debug and --log-level debug off the command line, switch DEBUG, FLASK_DEBUG, DJANGO_DEBUG and SQLALCHEMY_ECHO off, and set NODE_ENV, FLASK_ENV and their like to production.",
  about: "workload",
  settings: ["logLevel"],
  mends: {
    level: [{ property: "@", value: "info" }],
    mode: [{ property: "@", value: "false" }],
    development: [{ property: "@", value: "production" }],
  },
  examples: { bad: example("debug"), good: example("info") },
  whenNot: "A stack that nobody but its developers uses: name it so (profile: development), and the rule advises only.",
  related: ["error-tracking-configured"],
  messages: {
    mode: "{label} has debugging switched on by {names}; in production it must be off.",
    development:
      "{label} runs as on a developer's machine by {names}, which shows callers its internals; it must be production.",
    level: "{label} logs below info by {names}, tokens and statements with it; in production it must be info or above.",
    command: "{label} debugs, or logs below info, by an option of its command line; in production it must not.",
  },
  // A blueprint that says it is a developer's may debug; a stack without one is judged by its profile.
  applies: (workload, { environment }) => known(environment !== "development", workload.location),
  check: (workload, { fail }) => [...variables(workload, fail), ...commandLine(workload, fail)],
});

type Fail = (messageId: "mode" | "development" | "level" | "command", data?: MessageData) => Finding;

function variables({ environment }: Workload, fail: Fail): readonly Judgement[] {
  const { variables: found, open, basis, location } = environment.matching(isDebugSetting);
  const by = (kind: Debugging) =>
    found.filter(({ name, value }) => value.state === "known" && debuggingBy(name, value.value) === kind);
  const unknowns = found.flatMap(({ value }) => (value.state === "unknown" ? value.unknowns : []));
  const say = (kind: Debugging): readonly Judgement[] => {
    const [first, ...others] = by(kind);
    if (first === undefined) return [];
    const names = join([...new Set([first, ...others].map(({ shown }) => shown))], ", ");
    return [certain(fail(kind, { names }), first.location, first.value.state === "known" ? first.value.basis : basis)];
  };
  const said = [...say("mode"), ...say("development"), ...say("level")];
  const rest = [...unknowns, ...open];
  return [
    ...(said.length > 0 ? said : [certain(pass, location, basis)]),
    ...(rest.length > 0 ? [unproven(unknown(...rest))] : []),
  ];
}

function commandLine({ command, reading }: Workload, fail: Fail): readonly Judgement[] {
  const programs = reading.state === "known" ? reading.value.programs : [];
  const known = programs.some(({ kind }) => kind === "server" || kind === "queue") ? "known" : "other";
  const reader = programs.some(({ kind }) => kind === "celery") ? "celery" : known;
  if (command.state === "unknown") return [unproven(command)];
  const { location, basis } = command;
  const words = command.state === "known" ? command.value.flatMap((word) => word.split(/\s+/)) : [];
  const found = debuggingIn(words, reader);
  // What `--debug` does to a program that is not known here nobody knows; a level speaks for itself.
  if (found === "mode" && reader === "other") {
    const option = { ...location, path: `${location.path} (--debug)` };
    return [unproven(unknown({ location: option, because: "unsupported", producers: [] }))];
  }
  return [certain(found === undefined ? pass : fail("command"), location, basis)];
}
