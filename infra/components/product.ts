import * as pulumi from "@pulumi/pulumi";
import { BLUEPRINT_TYPE } from "guardrails-policies/model";
import type { ProductBlueprint } from "../blueprint";

/**
 * The component every other resource descends from. Its inputs are the blueprint itself, so that a policy pack sees the whole
 * declared architecture before the first cloud resource is registered.
 */
export class Product extends pulumi.ComponentResource {
  constructor(blueprint: ProductBlueprint<pulumi.Output<string>>) {
    super(BLUEPRINT_TYPE, blueprint.product, { ...blueprint });
    this.registerOutputs({ ...blueprint });
  }
}
