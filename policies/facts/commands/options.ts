/** Reads the words behind a program by its option table, as Python's argparse, optparse and click do. */
import type { OptionTable } from "./option-tables";

export interface GivenOptions {
  /** By destination, in the order given: the last one counts where a program takes one. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly switches: ReadonlySet<string>;
  readonly positionals: readonly string[];
  /** What stands from the first positional on, it included; only where reading stops there. */
  readonly rest: readonly string[];
}

interface Index {
  readonly values: ReadonlyMap<string, string>;
  readonly switches: ReadonlyMap<string, string>;
  readonly long: readonly string[];
}

const indexes = new WeakMap<OptionTable, Index>();

function indexOf(table: OptionTable): Index {
  const known = indexes.get(table);
  if (known !== undefined) return known;
  const byName = (options: OptionTable["values"]) =>
    new Map(
      Object.entries(options).flatMap(([destination, names]) => names.map((name) => [name, destination] as const)),
    );
  const values = byName(table.values);
  const switches = byName(table.switches);
  const index = {
    values,
    switches,
    long: [...values.keys(), ...switches.keys()].filter((name) => name.startsWith("--")),
  };
  indexes.set(table, index);
  return index;
}

/** Never throws; linear in the words (times the table's size for a long option that is cut). */
export function readOptions(words: readonly string[], table: OptionTable, stopAtPositional = false): GivenOptions {
  const index = indexOf(table);
  const values = new Map<string, string[]>();
  const switches = new Set<string>();
  const positionals: string[] = [];
  const give = (destination: string, value: string) => {
    const given = values.get(destination);
    if (given === undefined) values.set(destination, [value]);
    else given.push(value);
  };
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? "";
    if (word === "--") {
      const rest = words.slice(at + 1);
      positionals.push(...rest);
      return { values, switches, positionals, rest: stopAtPositional ? rest : [] };
    }
    if (word.startsWith("--")) {
      const equals = word.indexOf("=");
      const name = fullName(equals < 0 ? word : word.slice(0, equals), table, index);
      const destination = index.values.get(name);
      if (destination !== undefined) give(destination, equals < 0 ? (words[(at += 1)] ?? "") : word.slice(equals + 1));
      else switches.add(index.switches.get(name) ?? name);
    } else if (word.startsWith("-") && word.length > 1) {
      // A name of its own (`-tp`), or letters: switches, and at last one with a value.
      const whole = index.values.get(word);
      if (whole !== undefined) {
        give(whole, words[(at += 1)] ?? "");
        continue;
      }
      const wholeSwitch = index.switches.get(word);
      if (wholeSwitch !== undefined) {
        switches.add(wholeSwitch);
        continue;
      }
      for (let letter = 1; letter < word.length; letter += 1) {
        const name = `-${word.charAt(letter)}`;
        const destination = index.values.get(name);
        if (destination !== undefined) {
          const joined = word.slice(letter + 1).replace(/^=/, "");
          give(destination, joined === "" ? (words[(at += 1)] ?? "") : joined);
          break;
        }
        switches.add(index.switches.get(name) ?? name);
      }
    } else {
      if (stopAtPositional) return { values, switches, positionals: [word], rest: words.slice(at) };
      positionals.push(word);
    }
  }
  return { values, switches, positionals, rest: [] };
}

/** argparse and optparse take an unambiguous beginning for the whole. */
function fullName(name: string, table: OptionTable, index: Index): string {
  if (table.style !== "argparse" || index.values.has(name) || index.switches.has(name)) return name;
  if (name.length > 40) return name;
  const meant = index.long.filter((option) => option.startsWith(name));
  return meant.length === 1 ? (meant[0] ?? name) : name;
}
