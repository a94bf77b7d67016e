import { secretLike } from "../../facts";
import { all, chain, judge, pass, type Fact, type Finding, type Variable, type Workload } from "../../model";
import { rule } from "../rule";

export const secretNotInPlainEnvironment = rule({
  id: "secret-not-in-plain-environment",
  title: "Secrets are injected, not written into task definitions",
  severity: "critical",
  audit: "Top risk 1 (P0): JWT secret key hardcoded default",
  why: "A plain environment variable is readable by everyone who may describe a task definition, stays in every old revision, and is printed by debuggers and crash reports.",
  fix: "Put the value into Secrets Manager and refer to it: secrets: [{ name, valueFrom: <secret ARN>:<json key>::<version id> }].",
  messages: {
    plain: "{label} has {names} in plain environment; secrets must be injected with valueFrom.",
    argument: "{label} has a secret on its command line ({reason}); secrets must be injected with valueFrom.",
  },
  subjects: (stack) => stack.workloads(),
  check: (workload, { fail }) =>
    all([
      judge(
        workload.environment.all,
        (variables) => {
          const names = variables.filter(isPlainSecret).map(({ name }) => name);
          return names.length === 0 ? pass : fail("plain", { label: workload.label, names: names.join(", ") });
        },
        () => pass,
      ),
      unknownValues(workload),
      judge(
        workload.command,
        (argv): Finding => {
          const reason = argv.map((argument) => secretLike("", argument)?.detail).find((found) => found !== undefined);
          return reason === undefined ? pass : fail("argument", { label: workload.label, reason });
        },
        () => pass,
      ),
    ]),
});

/** By its name alone where the value is unknown: a secret's name is enough. */
function isPlainSecret({ name, channel, value }: Variable): boolean {
  return channel === "plain" && secretLike(name, value.state === "known" ? value.value : undefined) !== undefined;
}

/** A plain value that is still unknown may turn out to be a secret, whatever its name. */
function unknownValues({ environment }: Workload) {
  const values = chain(environment.all, (variables): Fact<unknown> => {
    const open = variables.find(({ channel, value }) => channel === "plain" && value.state === "unknown");
    return open?.value ?? environment.all;
  });
  return judge(
    values,
    () => pass,
    () => pass,
  );
}
