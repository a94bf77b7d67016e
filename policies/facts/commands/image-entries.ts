/**
 * Images whose entry point puts its own program before the command: `scheduler` is `airflow scheduler` there, both ways of writing it
 * work, and what the bare word would say elsewhere does not hold.
 *
 * Source: Airflow, `scripts/docker/entrypoint_prod.sh` ("This way both command types work the same way"), and its Dockerfile's entry
 * point, `/usr/bin/dumb-init -- /entrypoint`.
 */
import { imageReference } from "../images";
import { baseName } from "./words";

/** Airflow's own sub-commands that run in a container: 1.10, 2 and 3. */
const AIRFLOW = new Set([
  ...["scheduler", "webserver", "api-server", "dag-processor", "triggerer", "worker", "standalone", "kerberos"],
  ...["celery", "flower", "db", "dags", "tasks", "users", "version"],
]);

/** What `airflow celery` has beneath it; an application (`-A`) is given to Celery itself only. */
const AIRFLOW_CELERY = new Set(["worker", "flower", "stop"]);

/** What may say whose image it is: undefined, it is not known yet. */
export interface StartedFrom {
  readonly image: string | undefined;
  readonly variables: readonly string[];
}

/** Whether a variable is Airflow's own: `AIRFLOW__SECTION__KEY`, which nothing else reads. */
export function isAirflowSetting(name: string): boolean {
  return name.startsWith("AIRFLOW__");
}

/** The command with the program that its image's entry point puts before it. */
export function withEntryProgram(argv: readonly string[], { image, variables }: StartedFrom): readonly string[] {
  const at = bareCommand(argv);
  if (at === undefined || !(isAirflowImage(image ?? "") || variables.some(isAirflowSetting))) return argv;
  return [...argv.slice(0, at).filter((word) => word !== "/entrypoint"), "airflow", ...argv.slice(at)];
}

/** Whether it depends on the image what a command is: a scheduler that takes turns, or any; a Celery of its own, or Airflow's. */
export function dependsOnImage(argv: readonly string[]): boolean {
  const at = bareCommand(argv);
  return at !== undefined && ["scheduler", "celery"].includes(argv[at] ?? "");
}

function isAirflowImage(image: string): boolean {
  return /(?:^|\/)airflow$/.test(imageReference(image)?.repository ?? "");
}

function bareCommand(argv: readonly string[]): number | undefined {
  let at = baseName(argv[0] ?? "") === "dumb-init" ? 1 : 0;
  if (argv[at] === "--") at += 1;
  if (argv[at] === "/entrypoint") at += 1;
  const [word = "", next = ""] = argv.slice(at);
  if (!AIRFLOW.has(word) || (word === "celery" && !AIRFLOW_CELERY.has(next))) return undefined;
  return word === "celery" && argv.some((one) => /^(?:-A|--app)/.test(one)) ? undefined : at;
}
