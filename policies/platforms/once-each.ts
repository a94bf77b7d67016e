/** Settings of which one name is set twice. */
import { corsSetting, secretLike } from "../facts";
import { absent, unknown, type Fact } from "../model/fact";
import type { Location } from "../model/verdict";
import { opennessOf } from "../subjects/cors-setting";
import type { Variable } from "../subjects/environment";

/**
 * The entries of a list. Which of two of one name wins is nobody's promise (neither ECS nor CodeBuild says it, and of Elastic
 * Beanstalk's options the provider keeps no order): unless they agree, the value is not known. What is written there as a
 * secret in plain text is readable all the same, whatever the process gets to see.
 */
export function onceEach(variables: readonly Variable[]): readonly Variable[] {
  const byName = new Map<string, Variable>();
  for (const found of variables) {
    const before = byName.get(found.name);
    byName.set(found.name, before === undefined ? found : both(before, found));
  }
  return [...byName.values()];
}

function both(before: Variable, found: Variable): Variable {
  const readable = [before, found].find((variable) => variable.channel === "plain" && isSecret(variable));
  const channel = before.channel === "plain" ? "plain" : found.channel;
  return readable ?? { ...found, channel, value: agreed([before.value, found.value], found.location) };
}

/** What several agree on of which nobody promises which wins; absent: there is none. */
export function agreed<T>(facts: readonly Fact<T>[], location: Location): Fact<T> {
  const [first = absent(location), ...others] = facts;
  const open = facts.flatMap((fact) => (fact.state === "unknown" ? fact.unknowns : []));
  if (open.length > 0) return unknown(...open);
  const isSame = (other: Fact<T>) =>
    first.state === "known" ? other.state === "known" && other.value === first.value : other.state === "absent";
  return others.every(isSame) ? first : unknown({ location, because: "unreadable", producers: [] });
}

/** What a text sets, for one program or for several: of one name what is a secret or open to anybody stands there all the same. */
export function worstOfEach(variables: readonly Variable[]): readonly Variable[] {
  const byName = new Map<string, Variable>();
  for (const found of variables) {
    const { name } = found;
    if (!byName.has(name) || isSecret(found) || isOpen(found)) byName.set(name, found);
  }
  return [...byName.values()];
}

function isSecret({ name, value }: Variable): boolean {
  return value.state === "known" && secretLike(name, value.value) !== undefined;
}

function isOpen({ name, value }: Variable): boolean {
  const kind = corsSetting(name);
  return kind !== undefined && value.state === "known" && opennessOf(kind, value.value).open !== undefined;
}
