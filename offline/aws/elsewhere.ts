/**
 * What is there without being made here: the network every account begins with, what the seed names, and (where that is
 * wanted) whatever a program refers to that nobody here has made, because somebody elsewhere may have.
 */
import { isObject, isUnknown, type Properties, text, type Value } from "../provider/values";
import { type Seed } from "../workspace/seed";
import { type Account, type StoredResource } from "./account";
import { assumedOutputs } from "./assumed-outputs";
import { resourceTypeOf } from "./catalogue";
import { discoverDefaultNetwork } from "./default-network";
import { neutralOutputs } from "./generic";
import { typeNamedBy } from "./identifiers";
import { stableHex } from "./names";
import { placeOf } from "./place";
import { type Place, type ResourceType } from "./resource-type";
import { sdkShape } from "./sdk-shape";
import { TASK_DEFINITION } from "./services/ecs/common";
import { findTaskDefinition } from "./services/ecs/task-definition";

const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";
const LISTENER = "aws:lb/listener:Listener";

/** What is answered of things that were never made here and that the seed does not name. */
export type Elsewhere = "assumed" | "refused";

export class World {
  private readonly regions = new Set<string>();

  /** @param noted told of what is taken to be there, a phrase each */
  constructor(
    private readonly account: Account,
    readonly seed: Seed,
    private readonly elsewhere: Elsewhere,
    private readonly noted: (note: string) => void,
  ) {}

  get assumes(): boolean {
    return this.elsewhere === "assumed";
  }

  /** The account in a region, with what is there from the beginning. */
  place(region: string): Place {
    const place = placeOf(this.account, region);
    if (!this.regions.has(region)) {
      this.regions.add(region);
      discoverDefaultNetwork(place);
      for (const seeded of this.seed.resources) this.discoverSeeded(place, seeded);
    }
    return place;
  }

  /** Says that something was answered that nobody knows. */
  note(what: string): void {
    this.noted(what);
  }

  /**
   * Takes a resource to be there, unless it is known whether it is, and says so. The answer is the same each time.
   * @returns undefined where nothing is to be assumed
   */
  assume(place: Place, token: string, key: string, properties: Properties, why: string): StoredResource | undefined {
    if (!this.assumes || this.account.hasMade(token, key)) return undefined;
    const known = this.account.get(token, key);
    if (known !== undefined) return known;
    this.note(why);
    return this.discover(place, token, key, { ...assumedOutputs(place, token, key), ...properties });
  }

  /** Takes to be there whatever the inputs refer to by an id, an ARN or a name of somebody else's. */
  assumeReferences(place: Place, type: ResourceType, inputs: Properties): void {
    if (!this.assumes) return;
    for (const { from, type: target, by } of type.references) {
      for (const reference of from(inputs, place)) {
        if (isUnknown(reference) || by !== undefined) continue;
        this.assumeNamed(place, target, reference);
      }
    }
    for (const [property, value] of textsIn(inputs)) {
      const named = typeNamedBy(place, type.token, property, value);
      if (named !== undefined) this.assumeNamed(place, named.type, named.key);
    }
  }

  private assumeNamed(place: Place, target: string, key: string): void {
    if (this.isKnown(place, target, key)) return;
    this.assume(place, target, key, {}, `${target.split(":").at(-1) ?? target} ${key} is there`);
    if (target === TARGET_GROUP) this.assumeListener(place, key);
  }

  /** A target group that serves somebody has a load balancer that forwards to it. */
  private assumeListener(place: Place, targetGroupArn: string): void {
    const arn = place.arn("elasticloadbalancing", `listener/app/assumed/${stableHex(targetGroupArn).slice(0, 16)}`);
    const defaultActions = [{ type: "forward", targetGroupArn }];
    this.account.find(LISTENER, {
      key: arn,
      id: arn,
      inputs: {},
      outputs: { arn, defaultActions, region: place.region },
    });
  }

  /** Whether a resource goes by this key, id, ARN or name; or did, and is gone. */
  private isKnown(place: Place, target: string, key: string): boolean {
    const { account } = this;
    if (account.get(target, key) !== undefined || isDefaultOf(account, key)) return true;
    const own = key.startsWith("arn:") ? key.split(":")[4] === place.account.id : true;
    if (own && [key, key.split(/[/:]/).at(-1) ?? key].some((name) => account.hasMade(target, name))) return true;
    if (target === TASK_DEFINITION) return findTaskDefinition(place, key) !== undefined;
    return account.all(target).some(({ id, outputs }) => id === key || outputs.arn === key);
  }

  private discoverSeeded(place: Place, { type, id, properties }: Seed["resources"][number]): void {
    if (!type.startsWith("aws:")) return;
    const token = resourceTypeOf(type).token;
    const region = text(properties.region) ?? place.region;
    if (region !== place.region || this.account.hasMade(token, id)) return;
    this.discover(place, token, id, { ...assumedOutputs(place, token, id), ...properties });
  }

  private discover(place: Place, token: string, id: string, properties: Properties): StoredResource {
    const outputs = { ...properties };
    if (outputs.tags !== undefined) outputs.tagsAll ??= outputs.tags;
    if (sdkShape(token).outputs.has("region")) outputs.region ??= place.region;
    const complete: Properties = { ...neutralOutputs(token, outputs, place, id), ...outputs };
    // Of a task definition made elsewhere it is not known what it runs, which is not the same as nothing.
    if (token === TASK_DEFINITION && outputs.containerDefinitions === undefined) delete complete.containerDefinitions;
    const key = resourceTypeOf(token).key?.(complete) ?? id;
    return this.account.find(token, { key, id, inputs: {}, outputs: complete });
  }
}

/** Whether a network of the account has this as its default security group, route table or access list. */
function isDefaultOf(account: Account, id: string): boolean {
  if (!/^(sg|rtb|acl|dopt)-/.test(id)) return false;
  return account.all("aws:ec2/vpc:Vpc").some(({ outputs }) => Object.values(outputs).includes(id));
}

/** Every text of the inputs with the name of the property it is the value of, JSON texts looked into. */
function* textsIn(value: Value, property = ""): Generator<readonly [property: string, value: string]> {
  if (typeof value === "string") {
    if (!isUnknown(value)) yield [property, value];
  } else if (Array.isArray(value)) {
    for (const item of value) yield* textsIn(item, property);
  } else if (isObject(value)) {
    for (const [name, item] of Object.entries(value)) yield* textsIn(item, name);
  }
}
