import type {
  CheckFailure,
  Created,
  CreateRequest,
  CheckRequest,
  DeleteRequest,
  Difference,
  DiffRequest,
  Found,
  InvokeRequest,
  Provider,
  ProviderCall,
  ReadRequest,
  UpdateRequest,
} from "./provider";
import { openProperties, type Properties, redact, seal, sealLike, sealPropertiesLike } from "./values";

/** A request without what its URN says. */
type Asked<Request> = Omit<Request, "type">;

/**
 * What the protocol asks of every provider and no AWS type knows of: what comes in and goes out are values as they travel, with
 * secrets in their envelopes. They are opened before the provider sees them, put back on what it answers, and cut out of what
 * it refuses with.
 */
export class SealedProvider<Session> {
  readonly #provider: Provider<Session>;
  readonly #record: (call: ProviderCall) => void;

  /** @param record told of every call that concerns a resource or a function */
  constructor(provider: Provider<Session>, record: (call: ProviderCall) => void) {
    this.#provider = provider;
    this.#record = record;
  }

  configure(config: Properties): Session {
    return this.#provider.configure(openProperties(config));
  }

  check(session: Session, { urn, inputs, oldInputs, randomSeed, proposedName }: Asked<CheckRequest>) {
    const type = this.#noted("check", urn, false);
    const result = this.#provider.check(session, {
      type,
      urn,
      inputs: openProperties(inputs),
      oldInputs: oldInputs && openProperties(oldInputs),
      randomSeed,
      proposedName,
    });
    const failures = result.failures.map(({ property, reason }): CheckFailure => ({
      property,
      reason: redact(reason, inputs),
    }));
    return { inputs: sealPropertiesLike(result.inputs, inputs), failures };
  }

  diff(session: Session, { urn, id, oldInputs, oldOutputs, inputs, ignoreChanges }: Asked<DiffRequest>): Difference {
    return this.#provider.diff(session, {
      type: this.#noted("diff", urn, false),
      urn,
      id,
      oldInputs: openProperties(oldInputs),
      oldOutputs: openProperties(oldOutputs),
      inputs: openProperties(inputs),
      ignoreChanges,
    });
  }

  async create(session: Session, { urn, inputs, preview }: Asked<CreateRequest>): Promise<Created> {
    const type = this.#noted("create", urn, preview);
    const opened = openProperties(inputs);
    const { id, outputs } = await withoutSecrets(inputs, () =>
      this.#provider.create(session, { type, urn, inputs: opened, preview }),
    );
    return { id, outputs: this.#sealed(type, outputs, inputs) };
  }

  read(session: Session, { urn, id, inputs, outputs }: Asked<ReadRequest>): Found | undefined {
    const type = this.#noted("read", urn, false);
    const opened = { inputs: openProperties(inputs), outputs: openProperties(outputs) };
    const found = this.#provider.read(session, { type, urn, id, ...opened });
    return (
      found && {
        id: found.id,
        inputs: this.#sealed(type, found.inputs, inputs),
        outputs: this.#sealed(type, found.outputs, outputs),
      }
    );
  }

  async update(session: Session, asked: Asked<UpdateRequest>): Promise<Properties> {
    const { urn, id, oldInputs, oldOutputs, inputs, preview } = asked;
    const type = this.#noted("update", urn, preview);
    const outputs = await withoutSecrets(inputs, () =>
      this.#provider.update(session, {
        type,
        urn,
        id,
        oldInputs: openProperties(oldInputs),
        oldOutputs: openProperties(oldOutputs),
        inputs: openProperties(inputs),
        preview,
      }),
    );
    // What was secret and is not among the inputs (a computed secret) stays secret.
    return this.#sealed(type, outputs, { ...oldOutputs, ...inputs });
  }

  async delete(session: Session, { urn, id, inputs, outputs }: Asked<DeleteRequest>): Promise<void> {
    const type = this.#noted("delete", urn, false);
    const opened = { inputs: openProperties(inputs), outputs: openProperties(outputs) };
    await this.#provider.delete(session, { type, urn, id, ...opened });
  }

  async invoke(session: Session, { token, args, preview }: InvokeRequest): Promise<Properties> {
    this.#record({ method: "invoke", type: token, preview });
    return withoutSecrets(args, () => this.#provider.invoke(session, { token, args: openProperties(args), preview }));
  }

  /** The type of the resource that a URN names. */
  #noted(method: Exclude<ProviderCall["method"], "invoke">, urn: string, preview: boolean): string {
    const type = typeOf(urn);
    this.#record({ method, type, urn, preview });
    return type;
  }

  /** The outputs with the secrets of what they came from put back, and those secret by nature marked. */
  #sealed(type: string, outputs: Properties, wire: Properties): Properties {
    const secret = this.#provider.secretOutputs(type);
    return Object.fromEntries(
      Object.entries(outputs).map(([key, value]) => [
        key,
        secret.includes(key) ? seal(value) : sealLike(value, wire[key]),
      ]),
    );
  }
}

/** Runs `work`; whatever it refuses with, the secrets of `wire` are cut out of the message. */
async function withoutSecrets<Result>(wire: Properties, work: () => Result | Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw new Error(redact(error instanceof Error ? error.message : String(error), wire), { cause: error });
  }
}

/** The last of its chain of types. */
function typeOf(urn: string): string {
  const qualified = urn.split("::")[2] ?? "";
  return qualified.split("$").at(-1) ?? qualified;
}

/** The name part of a URN. */
export function logicalName(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
