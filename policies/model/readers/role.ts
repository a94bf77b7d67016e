import { celeryCommand } from "../../facts";
import type { WorkloadRole } from "../blueprint";
import { absent, chain, known, type Fact } from "../fact";

/**
 * What a workload is for. Its own command says it best (a beat process is a scheduler whatever it is called); the
 * blueprint says it where the command does not.
 */
export function roleOf(command: Fact<readonly string[]>, declared: Fact<WorkloadRole> | undefined): Fact<WorkloadRole> {
  const read = chain(command, (argv): Fact<WorkloadRole> => {
    const role = commandRole(argv);
    const at = command.state === "unknown" ? { urn: "", path: "" } : command.location;
    return role === undefined ? absent(at) : known(role, at);
  });
  return read.state !== "known" && declared?.state === "known" ? declared : read;
}

function commandRole(argv: readonly string[]): WorkloadRole | undefined {
  const celery = celeryCommand(argv);
  if (celery.kind === "beat") return "scheduler";
  if (celery.kind === "worker" || celery.kind === "worker-with-beat") return "worker";
  const line = argv.join(" ");
  if (/\b(uvicorn|gunicorn|hypercorn|fastapi|granian|daphne)\b/.test(line)) return "web";
  if (/\b(alembic|migrate|migration)\b/.test(line)) return "migration";
  return undefined;
}
