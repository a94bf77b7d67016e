import { fetchedSecretName } from "../facts";
import { unknown, type Fact } from "../model/fact";
import type { Stack } from "../model/stack";
import { holdersOf, secretHoldersNamed } from "../platforms/secretsmanager";
import { secretReference } from "../platforms/secretsmanager/reference";
import type { Variable } from "../subjects/environment";

/** A variable as its program has it: of one that names a secret of the stack, what that holds. */
export interface Seen extends Variable {
  /** Its program fetches the value by itself when it runs. */
  readonly fetched: boolean;
}

/** An ARN, or a parameter's path: what stands in such a text is a reference, whatever the variable is called. */
const REFERENCE = /^(?:arn:[\w-]+:(?:secretsmanager|ssm):|\/[\w.-])/;

export function seenBy(stack: Stack, variable: Variable): Seen {
  const held = heldBy(stack, variable);
  return held === undefined ? { ...variable, fetched: false } : { ...variable, value: held, fetched: true };
}

/** What the secret or parameter of the stack holds that a plain variable names; undefined: it names none. */
function heldBy(stack: Stack, { name, channel, value, location }: Variable): Fact<string> | undefined {
  if (channel === "secret" || value.state !== "known") return undefined;
  const isReference = REFERENCE.test(value.value);
  if (!isReference && !fetchedSecretName(name)) return undefined;
  const reference = secretReference(value.value);
  const holders = [
    ...(reference === undefined ? [] : holdersOf(stack.graph, reference, location.urn)),
    ...(value.value.startsWith("arn:") ? [] : secretHoldersNamed(stack.graph, value.value, location.urn)),
  ];
  const secrets = holders.flatMap(({ urn }) => stack.of("secret", urn));
  const [secret] = secrets;
  if (secret === undefined) return undefined;
  // Which of several versions is the current one is decided by their stages, at AWS.
  return secrets.length === 1 ? secret.value : unknown({ location, because: "outside", producers: [] });
}
