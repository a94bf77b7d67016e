import { secretLike } from "../../facts";
import { certain, closed, join, judge, pass, unknown, unproven, type Judgement } from "../../model";
import type { Variable } from "../../subjects";
import { rule } from "../rule";

export const secretNotInPlainEnvironment = rule({
  id: "secret-not-in-plain-environment",
  title: "Secrets are injected, not written into task definitions",
  severity: "critical",
  audit: "Top risk 1 (P0): JWT secret key hardcoded default",
  why: "A plain environment variable is readable by everyone who may describe a task definition, stays in every old revision, and is printed by debuggers and crash reports.",
  fix: "Put the value into Secrets Manager and refer to it: secrets: [{ name, valueFrom: <secret ARN>:<json key>::<version id> }].",
  about: "workload",
  messages: {
    plain: "{label} has {names} in plain environment; secrets must be injected with valueFrom.",
    argument: "{label} has a secret on its command line ({reason}); secrets must be injected with valueFrom.",
  },
  check: (workload, { fail }) => {
    const { variables, open, basis, location } = workload.environment.all;
    const plain = variables.filter(({ channel }) => channel !== "secret");
    const secrets = plain.filter(isSecret);
    const unknowns = plain.flatMap(({ value }) => (value.state === "unknown" ? value.unknowns : []));
    const judgements: Judgement[] = [
      secrets.length > 0
        ? certain(
            fail("plain", {
              names: join(
                secrets.map(({ shown }) => shown),
                ", ",
              ),
            }),
            location,
            basis,
          )
        : certain(pass, location, basis),
      judge(
        workload.command,
        (argv) => {
          const reason = argv.map((argument) => secretLike("", argument)?.detail).find((found) => found !== undefined);
          return reason === undefined ? pass : fail("argument", { reason: closed(reason) });
        },
        () => pass,
      ),
    ];
    // A plain value that is still unknown may turn out to be a secret, whatever its name.
    if (unknowns.length + open.length > 0) judgements.push(unproven(unknown(...unknowns, ...open)));
    return judgements;
  },
});

/** By its name alone where the value is unknown: a secret's name is enough. */
function isSecret({ name, value }: Variable): boolean {
  return secretLike(name, value.state === "known" ? value.value : undefined) !== undefined;
}
