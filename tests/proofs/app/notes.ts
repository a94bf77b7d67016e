/** The application as its user sees it: notes, whose words a worker counts. */
import type { Client } from "pg";
import type { Deployment, Web } from "./deployment";
import { ask } from "./http";
import { eventually } from "./process";

export class Notes {
  private constructor(
    private readonly web: Web,
    readonly token: string,
  ) {}

  /** Logged in as the first administrator, with the password that only the migration was told. */
  static async loggedIn(deployment: Deployment, web: Web): Promise<Notes> {
    const told = deployment.environment(deployment.blueprint.workloads.migration);
    const body = { email: told["FIRST_SUPERUSER"], password: told["FIRST_SUPERUSER_PASSWORD"] };
    const { status, body: text } = await ask({ port: web.port, path: "/v1/token", method: "POST", body });
    if (status !== 200) throw new Error(`logging in was answered with ${status}\n${web.output.slice(-4000)}`);
    return new Notes(web, (JSON.parse(text) as { access_token: string }).access_token);
  }

  get authorization(): Record<string, string> {
    return { Authorization: `Bearer ${this.token}` };
  }

  /** Writes a note and returns its number. */
  async write(text: string): Promise<number> {
    const { port } = this.web;
    const asked = { port, path: "/v1/notes", method: "POST", headers: this.authorization, body: { text } } as const;
    const { status, body } = await ask(asked);
    if (status !== 201) throw new Error(`a note was answered with ${status}\n${this.web.output.slice(-4000)}`);
    return (JSON.parse(body) as { id: number }).id;
  }

  /** How many words a worker has counted; null: none has yet. Asked once: whoever waits looks with {@link areCounted}. */
  async words(id: number): Promise<number | null> {
    const { port, output } = this.web;
    const { status, body } = await ask({ port, path: `/v1/notes/${id}`, headers: this.authorization });
    if (status !== 200) throw new Error(`a note was shown with ${status}\n${output.slice(-4000)}`);
    return (JSON.parse(body) as { words: number | null }).words;
  }
}

/**
 * Whether workers have counted so many words in each of these notes. Read past the API: a look takes nothing from what its
 * client may ask a minute.
 */
export async function areCounted(operator: Client, ids: readonly number[], words: number): Promise<boolean> {
  const { rows } = await operator.query<{ counted: number }>(
    "SELECT count(*)::int AS counted FROM notes WHERE id = ANY($1) AND words = $2",
    [ids, words],
  );
  return rows[0]?.counted === ids.length;
}

/** Holds notes back: whoever counts one waits in the middle of its task until they are released. */
export class Held {
  private constructor(
    private readonly client: Client,
    /** In one transaction PostgreSQL shows its activity as it was at the first look. */
    private readonly looking: Client,
  ) {}

  static async hold(deployment: Deployment, ids: readonly number[]): Promise<Held> {
    const client = await deployment.stores.operator();
    await client.query("BEGIN");
    await client.query("SELECT id FROM notes WHERE id = ANY($1) FOR UPDATE", [ids]);
    return new Held(client, await deployment.stores.operator());
  }

  /** Resolves once so many tasks are in the middle. */
  async waiting(count: number): Promise<void> {
    await eventually(`${count} tasks wait in the middle`, async () => {
      const { rows } = await this.looking.query<{ waiting: number }>(
        "SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE usename = 'app' AND wait_event_type = 'Lock'",
      );
      return rows[0]?.waiting === count;
    });
  }

  async release(): Promise<void> {
    await this.client.query("ROLLBACK");
  }
}
