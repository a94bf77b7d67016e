import { RandomProvider } from "../random/provider";
import { type ProviderCall } from "../provider/provider";
import { serveProvider } from "../provider/server";
import { StandInProvider } from "../stand-in/provider";
import { EMPTY_SEED, type Seed } from "../workspace/seed";
import { Account } from "./account";
import { type Elsewhere, World } from "./elsewhere";
import { AwsProvider } from "./provider";

export interface OfflineOptions {
  /** The JSON file that holds the account; created with the first resource. It holds secret values. */
  readonly accountFile: string;
  /** The region of provider instances that name none. */
  readonly region: string;
  /** What is there without being made here; undefined: nothing. */
  readonly seed?: Seed;
  /** What is answered of things that were never made here and that the seed does not name. Default: they are not there. */
  readonly elsewhere?: Elsewhere;
  /** Told of everything that was taken to be there without being known. */
  readonly assumed?: (note: string) => void;
}

/** The running stand-ins for the `aws` and `random` providers, and for every other that a program may use. */
export interface OfflineProviders {
  /** The value for the engine's environment variable `PULUMI_DEBUG_PROVIDERS`. */
  readonly attach: string;
  /** Where a stand-in for every other provider listens. */
  readonly standInPort: number;
  /** Every call the engine has made so far. */
  readonly calls: readonly ProviderCall[];
  /** Switches off what refuses a deletion in the account. */
  liftProtection(): void;
  stop(): Promise<void>;
}

/**
 * Starts the providers on free ports of 127.0.0.1.
 * @throws Error when the account file is there and is not an account
 */
export async function startOfflineProviders(options: OfflineOptions): Promise<OfflineProviders> {
  const { accountFile, region, seed = EMPTY_SEED, elsewhere = "refused", assumed = () => undefined } = options;
  const account = Account.open(accountFile);
  const calls: ProviderCall[] = [];
  const record = (call: ProviderCall) => void calls.push(call);
  const world = new World(account, seed, elsewhere, assumed);
  const aws = new AwsProvider(account, region, world);
  const servers = [await serveProvider(aws, record), await serveProvider(new RandomProvider(), record)];
  const generic = await serveProvider(new StandInProvider(seed), record);
  return {
    attach: servers.map(({ name, port }) => `${name}:${port}`).join(","),
    standInPort: generic.port,
    calls,
    liftProtection: () => {
      account.liftProtection();
    },
    stop: async () => {
      aws.cancel();
      await Promise.all([...servers, generic].map((server) => server.stop()));
    },
  };
}
