import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import * as v from "valibot";
import { type Properties, type Value } from "../provider/values";

/** A resource as the account holds it. `outputs` is the truth; `inputs` is what it was last asked to be. */
export interface StoredResource {
  /** What is unique among its type; the id, unless AWS gives several the same (revisions of a task definition). */
  readonly key: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** AWS's switches that refuse a deletion, by input name (RDS and ECS-adjacent services; load balancers; DynamoDB). */
export const DELETION_PROTECTIONS = ["deletionProtection", "enableDeletionProtection", "deletionProtectionEnabled"];

/** The kind under which the account keeps the keys of resources it no longer holds: `type key`. */
const GONE = "gone";

/**
 * Everything one AWS account holds, kept in a JSON file between runs. It contains secret values, as AWS does: the file is
 * readable by its owner only and nothing of it is ever printed.
 */
export class Account {
  /** Made elsewhere, and not kept: each run finds them again. By type token, then by key. */
  private readonly elsewhere = new Map<string, Map<string, StoredResource>>();

  private constructor(
    private readonly file: string | undefined,
    private readonly content: Content,
  ) {}

  /**
   * @param file created when it does not exist
   * @throws Error when the file is there and is not an account
   */
  static open(file: string): Account {
    return new Account(file, load(file));
  }

  /** An empty one that is gone with its process. */
  static inMemory(): Account {
    return new Account(undefined, emptyContent());
  }

  /** Twelve digits. */
  get id(): string {
    return this.content.accountId;
  }

  get(type: string, key: string): StoredResource | undefined {
    const stored = this.content.resources[type]?.[key];
    return stored === undefined ? this.elsewhere.get(type)?.get(key) : { key, ...stored };
  }

  all(type: string): StoredResource[] {
    const made = this.made(type);
    const found = this.elsewhere.get(type);
    if (found === undefined) return made;
    const own = this.content.resources[type] ?? {};
    return [...[...found.values()].filter(({ key }) => !Object.hasOwn(own, key)), ...made];
  }

  /** The resources of a type that were made here, and not only found. */
  made(type: string): StoredResource[] {
    return Object.entries(this.content.resources[type] ?? {}).map(([key, stored]) => ({ key, ...stored }));
  }

  /** Every resource with its type. */
  everything(): (StoredResource & { type: string })[] {
    const types = new Set([...this.elsewhere.keys(), ...Object.keys(this.content.resources)]);
    return [...types].flatMap((type) => this.all(type).map((stored) => ({ type, ...stored })));
  }

  /** Adds a resource that somebody else made: it is found like any other, and is not kept. */
  find(type: string, resource: StoredResource): StoredResource {
    const ofType = this.elsewhere.get(type) ?? new Map<string, StoredResource>();
    this.elsewhere.set(type, ofType.set(resource.key, resource));
    return resource;
  }

  /** Whether a resource with this key was made here at some time: then it is known whether it is there. */
  hasMade(type: string, key: string): boolean {
    return this.content.resources[type]?.[key] !== undefined || this.isReserved(GONE, `${type} ${key}`);
  }

  put(type: string, { key, ...stored }: StoredResource): void {
    (this.content.resources[type] ??= {})[key] = stored;
    this.save();
  }

  remove(type: string, key: string): void {
    const ofType = Object.entries(this.content.resources[type] ?? {});
    this.content.resources[type] = Object.fromEntries(ofType.filter(([other]) => other !== key));
    this.reserve(GONE, `${type} ${key}`, true);
  }

  /** Lets every resource that refuses to be deleted go, as a person does in the console. */
  liftProtection(): void {
    for (const ofType of Object.values(this.content.resources)) {
      for (const { outputs } of Object.values(ofType)) {
        for (const name of DELETION_PROTECTIONS) if (outputs[name] === true) outputs[name] = false;
      }
    }
    this.save();
  }

  /** The next number of a series that never goes back (task definition revisions). Saved with the next change. */
  next(series: string): number {
    const value = (this.content.series[series] ?? 0) + 1;
    this.content.series[series] = value;
    return value;
  }

  /** Notes that a name stays taken after its resource is gone (a secret in its recovery window), or no longer does. */
  reserve(kind: string, name: string, taken: boolean): void {
    const names = new Set(this.content.reserved[kind] ?? []);
    if (taken) names.add(name);
    else names.delete(name);
    this.content.reserved[kind] = [...names];
    this.save();
  }

  isReserved(kind: string, name: string): boolean {
    return this.content.reserved[kind]?.includes(name) ?? false;
  }

  private save(): void {
    if (this.file === undefined) return;
    const temporary = `${this.file}.${randomUUID()}.tmp`;
    mkdirSync(dirname(this.file), { recursive: true });
    writeFileSync(temporary, JSON.stringify(this.content), { mode: 0o600 });
    renameSync(temporary, this.file);
  }
}

const valueSchema: v.GenericSchema<Value> = v.lazy(() =>
  v.union([v.string(), v.number(), v.boolean(), v.null(), v.array(valueSchema), v.record(v.string(), valueSchema)]),
);

const propertiesSchema = v.record(v.string(), valueSchema);

const contentSchema = v.object({
  schemaVersion: v.literal(1),
  accountId: v.pipe(v.string(), v.regex(/^\d{12}$/)),
  /** By type token, then by key. */
  resources: v.record(
    v.string(),
    v.record(v.string(), v.object({ id: v.string(), inputs: propertiesSchema, outputs: propertiesSchema })),
  ),
  series: v.record(v.string(), v.number()),
  reserved: v.record(v.string(), v.array(v.string())),
});

type Content = v.InferOutput<typeof contentSchema>;

/** The account number AWS uses in its own documentation: recognisably nobody's. */
const EXAMPLE_ACCOUNT = "123456789012";

function emptyContent(): Content {
  return { schemaVersion: 1, accountId: EXAMPLE_ACCOUNT, resources: {}, series: {}, reserved: {} };
}

function load(file: string): Content {
  let raw: string;
  try {
    raw = readFileSync(file, "utf8");
  } catch (error) {
    if (typeof error === "object" && error !== null && "code" in error && error.code === "ENOENT") {
      return emptyContent();
    }
    throw error;
  }
  let json: unknown;
  try {
    json = JSON.parse(raw);
  } catch {
    // The parser's own message quotes the text, which holds secrets.
    throw new Error(`The offline account ${file} is not valid JSON: delete it to start with an empty account.`);
  }
  const result = v.safeParse(contentSchema, json);
  if (result.success) return result.output;
  const where = result.issues[0].path?.map((item) => String(item.key)).join(".") ?? "the whole file";
  throw new Error(`The offline account ${file} does not have the expected form at ${where}: delete it to start empty.`);
}
