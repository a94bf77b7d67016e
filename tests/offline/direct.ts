import { Account } from "../../offline/aws/account";
import { type Elsewhere, World } from "../../offline/aws/elsewhere";
import { AwsProvider } from "../../offline/aws/provider";
import type { Provider } from "../../offline/provider/provider";
import { SealedProvider } from "../../offline/provider/sealed";
import type { Properties } from "../../offline/provider/values";
import { RandomProvider } from "../../offline/random/provider";
import { EMPTY_SEED } from "../../offline/workspace/seed";
import { type Client, RANDOM_SEED, type Resource, urn } from "./client";

/** What a program is made with. */
export type Maker = Pick<Client, "create" | "invoke">;

/**
 * Both providers on one account in memory, without the protocol between: for what is made hundreds of times.
 * @param elsewhere what is answered of things that were never made here
 */
export function offlineDirectly(elsewhere: Elsewhere = "refused"): { readonly aws: Maker; readonly random: Maker } {
  const account = Account.inMemory();
  const world = new World(account, EMPTY_SEED, elsewhere, () => undefined);
  return {
    aws: new DirectClient(new AwsProvider(account, "eu-west-1", world)),
    random: new DirectClient(new RandomProvider()),
  };
}

class DirectClient<Session> implements Maker {
  readonly #provider: SealedProvider<Session>;
  readonly #session: Session;

  constructor(provider: Provider<Session>) {
    this.#provider = new SealedProvider(provider, () => undefined);
    this.#session = this.#provider.configure({});
  }

  async create(type: string, name: string, given: Properties, preview = false): Promise<Resource> {
    const { inputs, failures } = this.#provider.check(this.#session, {
      urn: urn(type, name),
      inputs: given,
      oldInputs: undefined,
      randomSeed: RANDOM_SEED,
      proposedName: undefined,
    });
    if (failures.length > 0) throw new Error(failures.map((one) => `${one.property}: ${one.reason}`).join("\n"));
    const { id, outputs } = await this.#provider.create(this.#session, { urn: urn(type, name), inputs, preview });
    return { type, name, id, inputs, outputs };
  }

  invoke(token: string, args: Properties = {}): Promise<Properties> {
    return this.#provider.invoke(this.#session, { token, args, preview: false });
  }
}
