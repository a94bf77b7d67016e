import { known, map, orDefault, together } from "../model/fact";
import type { Platform } from "../model/platform";
import { read, record, type Resource } from "../model/resource";
import { named, words } from "../model/shown";
import type { Stack } from "../model/stack";
import type { Credential } from "../subjects/credential";
import type { Variable } from "../subjects/environment";
import type { PlainSettings } from "../subjects/plain-settings";
import { passwordReader, passwordsBelow } from "./credentials";
import { plainSettings } from "./plain-settings";
import { settingsAt } from "./settings";

const JOB = "aws:glue/job:Job";
const CONNECTION = "aws:glue/connection:Connection";

/** What whoever may describe a job or a connection reads of it; what its script does nobody looks at. */
export const glue: Platform = {
  name: "glue",
  types: { [JOB]: "settings", [CONNECTION]: "settings" },
  subjects: {
    "plain-settings": { [JOB]: readArguments, [CONNECTION]: readProperties },
    credential: { [CONNECTION]: readPasswords },
  },
};

/** A job's arguments are in plain text (Glue API reference, *Job*: "do not pass plaintext secrets as arguments"). */
function readArguments(job: Resource): readonly PlainSettings[] {
  const path = "defaultArguments";
  const given = [path, "nonOverridableArguments"].map((property) => settingsAt(job, [property], "plain"));
  const variables = given.flatMap((found) => (found.state === "known" ? found.value.map(withoutDashes) : []));
  return [
    plainSettings(job, {
      ...{ holder: "glue", noun: words("Glue job"), path },
      variables: known(variables, { urn: job.urn, path }),
      unread: given.flatMap((found) => (found.state === "unknown" ? found.unknowns : [])),
    }),
  ];
}

/** `--DB_PASSWORD`. */
function withoutDashes(variable: Variable): Variable {
  const name = variable.name.replace(/^--/, "");
  return { ...variable, name, shown: named(name, words("an argument")) };
}

const PROPERTIES = "connectionProperties";

/** Those whose values the catalog encrypts where it is told to, for the whole account: wherever that is, the rest is in plain text. */
const PASSWORD = /^(?:[A-Z_]{1,60}_)?PASSWORD$/;

function readProperties(connection: Resource): readonly PlainSettings[] {
  const at = (property: string) => orDefault(settingsAt(connection, [property], "plain"), []);
  const variables = map(together({ own: at(PROPERTIES), athena: at("athenaProperties") }), ({ own, athena }) => [
    ...own.filter(({ name }) => !PASSWORD.test(name)),
    ...athena,
  ]);
  return [plainSettings(connection, { holder: "glue", noun: words("Glue connection"), path: PROPERTIES, variables })];
}

function readPasswords(connection: Resource, stack: Stack): readonly Credential[] {
  const written = read(connection, [PROPERTIES], record);
  const names =
    written.state === "known"
      ? Object.keys(written.value).filter((name) => PASSWORD.test(name) && !name.startsWith("ENCRYPTED_"))
      : [];
  const properties = names.map((name) => ({
    property: `${PROPERTIES}.${name}`,
    label: words("password"),
    purpose: "connection" as const,
  }));
  const noun = words("Glue connection");
  return [
    ...passwordReader(noun, properties)(connection, stack),
    ...passwordsBelow(noun, ["authenticationConfiguration"])(connection, stack),
  ];
}
