import { RandomProvider } from "../random/provider";
import { type ProviderCall } from "../provider/provider";
import { serveProvider } from "../provider/server";
import { Account } from "./account";
import { AwsProvider } from "./provider";

export interface OfflineOptions {
  /** The JSON file that holds the account; created with the first resource. It holds secret values. */
  readonly accountFile: string;
  /** The region of provider instances that name none. */
  readonly region: string;
}

/** The running stand-ins for the `aws` and `random` providers. */
export interface OfflineProviders {
  /** The value for the engine's environment variable `PULUMI_DEBUG_PROVIDERS`. */
  readonly attach: string;
  /** Every call the engine has made so far. */
  readonly calls: readonly ProviderCall[];
  stop(): Promise<void>;
}

/**
 * Starts both providers on free ports of 127.0.0.1.
 * @throws Error when the account file is there and is not an account
 */
export async function startOfflineProviders(options: OfflineOptions): Promise<OfflineProviders> {
  const account = Account.open(options.accountFile);
  const calls: ProviderCall[] = [];
  const record = (call: ProviderCall) => void calls.push(call);
  const aws = new AwsProvider(account, options.region);
  const servers = [await serveProvider(aws, record), await serveProvider(new RandomProvider(), record)];
  return {
    attach: servers.map(({ name, port }) => `${name}:${port}`).join(","),
    calls,
    stop: async () => {
      aws.cancel();
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}
