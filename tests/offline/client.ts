import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as rpc from "@pulumi/pulumi/proto/provider_pb";
import { type OfflineOptions, type OfflineProviders, startOfflineProviders } from "../../offline/aws";
import { isObject, open, type Properties, type Value } from "../../offline/provider/values";

export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  /** Inputs after the provider's check, and outputs, both as on the wire: secrets are still marked. */
  readonly inputs: Properties;
  readonly outputs: Properties;
}

export interface Plan {
  readonly changed: string[];
  readonly replaces: string[];
  readonly deleteBeforeReplace: boolean;
}

/** What the engine's `autonaming` configuration asks of a check. */
export type Naming = "none" | { readonly propose: string };

/** What an engine draws once for a resource. */
export const RANDOM_SEED = Buffer.from("a seed for this resource");

/** What an engine does with a provider, over the real protocol, one resource at a time. */
export class Client {
  private constructor(private readonly rpc: ResourceProviderClient) {}

  static async connect(attach: string, provider: string, config: Properties = {}): Promise<Client> {
    const port = new RegExp(`${provider}:(\\d+)`).exec(attach)?.[1] ?? "";
    const rpcClient = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), {
      // A channel of its own, as each provider instance of an engine has.
      "grpc.use_local_subchannel_pool": 1,
    });
    const client = new Client(rpcClient);
    await client.call<rpc.ConfigureResponse>((done) => {
      rpcClient.configure(
        new rpc.ConfigureRequest().setArgs(struct(config)).setAcceptsecrets(true).setAcceptresources(true),
        done,
      );
    });
    return client;
  }

  close(): void {
    this.rpc.close();
  }

  /** @returns the checked inputs, and the failures as `property: reason` */
  async check(type: string, name: string, inputs: Properties, old?: Properties, naming?: Naming) {
    const request = new rpc.CheckRequest().setUrn(urn(type, name)).setNews(struct(inputs)).setRandomseed(RANDOM_SEED);
    if (old) request.setOlds(struct(old));
    if (naming) {
      const { DISABLE, PROPOSE } = rpc.CheckRequest.AutonamingOptions.Mode;
      const options = new rpc.CheckRequest.AutonamingOptions().setMode(naming === "none" ? DISABLE : PROPOSE);
      request.setAutonaming(naming === "none" ? options : options.setProposedName(naming.propose));
    }
    const response = await this.call<rpc.CheckResponse>((done) => this.rpc.check(request, done));
    return {
      inputs: plain(response.getInputs()),
      failures: response.getFailuresList().map((failure) => `${failure.getProperty()}: ${failure.getReason()}`),
    };
  }

  /** Checks and creates. @throws Error with the failures or the provider's refusal */
  async create(type: string, name: string, given: Properties, preview = false): Promise<Resource> {
    const { inputs, failures } = await this.check(type, name, given);
    if (failures.length > 0) throw new Error(failures.join("\n"));
    const request = new rpc.CreateRequest().setUrn(urn(type, name)).setProperties(struct(inputs)).setPreview(preview);
    const response = await this.call<rpc.CreateResponse>((done) => this.rpc.create(request, done));
    return { type, name, id: response.getId(), inputs, outputs: plain(response.getProperties()) };
  }

  /** The ids and outputs of a resource made only to be referred to. */
  async made(type: string, name: string, given: Properties): Promise<Properties & { id: string }> {
    const { id, outputs } = await this.create(type, name, given);
    return { ...(open(outputs) as Properties), id };
  }

  async diff(old: Resource, given: Properties, ignoreChanges: string[] = []): Promise<Plan> {
    const { inputs } = await this.check(old.type, old.name, given, old.inputs);
    const request = new rpc.DiffRequest()
      .setUrn(urn(old.type, old.name))
      .setId(old.id)
      .setOlds(struct(old.outputs))
      .setOldInputs(struct(old.inputs))
      .setNews(struct(inputs))
      .setIgnorechangesList(ignoreChanges);
    const response = await this.call<rpc.DiffResponse>((done) => this.rpc.diff(request, done));
    const changed = response.getDiffsList();
    const some = response.getChanges() === rpc.DiffResponse.DiffChanges.DIFF_SOME;
    if (some !== changed.length > 0) throw new Error("the answer contradicts itself");
    return { changed, replaces: response.getReplacesList(), deleteBeforeReplace: response.getDeletebeforereplace() };
  }

  async update(old: Resource, given: Properties, preview = false): Promise<Resource> {
    const { inputs, failures } = await this.check(old.type, old.name, given, old.inputs);
    if (failures.length > 0) throw new Error(failures.join("\n"));
    const request = new rpc.UpdateRequest()
      .setUrn(urn(old.type, old.name))
      .setId(old.id)
      .setOlds(struct(old.outputs))
      .setOldInputs(struct(old.inputs))
      .setNews(struct(inputs))
      .setPreview(preview);
    const response = await this.call<rpc.UpdateResponse>((done) => this.rpc.update(request, done));
    return { ...old, inputs, outputs: plain(response.getProperties()) };
  }

  async delete(resource: Resource): Promise<void> {
    const request = new rpc.DeleteRequest()
      .setUrn(urn(resource.type, resource.name))
      .setId(resource.id)
      .setProperties(struct(resource.outputs))
      .setOldInputs(struct(resource.inputs));
    await this.call((done) => this.rpc.delete(request, done));
  }

  /** The resource as it is; undefined when it is gone. Without `known` it is an import by id. */
  async read(type: string, name: string, id: string, known?: Resource): Promise<Resource | undefined> {
    const request = new rpc.ReadRequest().setUrn(urn(type, name)).setId(id);
    if (known) request.setProperties(struct(known.outputs)).setInputs(struct(known.inputs));
    const response = await this.call<rpc.ReadResponse>((done) => this.rpc.read(request, done));
    if (response.getId() === "") return undefined;
    return {
      type,
      name,
      id: response.getId(),
      inputs: plain(response.getInputs()),
      outputs: plain(response.getProperties()),
    };
  }

  async invoke(token: string, args: Properties = {}): Promise<Properties> {
    const request = new rpc.InvokeRequest().setTok(token).setArgs(struct(args));
    const response = await this.call<rpc.InvokeResponse>((done) => this.rpc.invoke(request, done));
    return plain(response.getReturn());
  }

  /** What an engine sends when it is told to stop. */
  async cancel(): Promise<void> {
    await this.call((done) => this.rpc.cancel(new Empty(), done));
  }

  private call<Response>(
    start: (done: (error: grpc.ServiceError | null, response: Response) => void) => unknown,
  ): Promise<Response> {
    return new Promise((resolve, reject) => {
      start((error, response) => {
        if (error) reject(new Error(error.details));
        else resolve(response);
      });
    });
  }
}

/** Both providers on a fresh account in a folder of their own, with a connected client for each. */
export class Offline {
  private readonly folder = mkdtempSync(join(tmpdir(), "guardrails-offline-"));
  readonly accountFile = join(this.folder, "account.json");
  private providers: OfflineProviders | undefined;
  private readonly clients: Client[] = [];

  constructor(private readonly options: Omit<OfflineOptions, "accountFile" | "region"> = {}) {}

  async start(): Promise<OfflineProviders> {
    this.providers = await startOfflineProviders({
      ...this.options,
      accountFile: this.accountFile,
      region: "eu-west-1",
    });
    return this.providers;
  }

  async client(provider: "aws" | "random" = "aws", config: Properties = {}): Promise<Client> {
    const providers = this.providers ?? (await this.start());
    const client = await Client.connect(providers.attach, provider, config);
    this.clients.push(client);
    return client;
  }

  get calls() {
    return this.providers?.calls ?? [];
  }

  /** Stops the providers; the account file stays. */
  async stop(): Promise<void> {
    for (const client of this.clients.splice(0)) client.close();
    await this.providers?.stop();
    this.providers = undefined;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function urn(type: string, name: string): string {
  return `urn:pulumi:test::guardrails::my:module:Parent$${type}::${name}`;
}

/** A text, as a test expects one. */
export function str(value: Value | undefined): string {
  if (typeof value !== "string") throw new Error(`not a text: ${JSON.stringify(value)}`);
  return value;
}

function struct(properties: Properties): Struct {
  return Struct.fromJavaScript(properties);
}

function plain(message: Struct | undefined): Properties {
  const value: Value = message?.toJavaScript() ?? {};
  return isObject(value) ? value : {};
}
