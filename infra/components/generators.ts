import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { DeclaredSecret } from "guardrails-policies/model";

export interface GeneratorsArgs {
  readonly declared: Readonly<Record<string, DeclaredSecret<pulumi.Output<string>>>>;
  /** The logical name of a secret's generator. */
  readonly nameOf: (secret: string) => string;
}

/** One generator for each generated secret. RandomPassword and RandomBytes mark their results secret; RandomId does not. */
export class Generators extends pulumi.ComponentResource {
  /** Generated and provided values, by the secret's key. */
  readonly values: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: GeneratorsArgs, opts: pulumi.ComponentResourceOptions) {
    super("guardrails:index:Generators", name, {}, opts);
    const values: Record<string, pulumi.Output<string>> = {};
    for (const [key, { origin }] of Object.entries(args.declared)) {
      if (origin.kind === "provided") values[key] = pulumi.secret(origin.value);
      if (origin.kind !== "generated") continue;
      const generator = args.nameOf(key);
      values[key] =
        origin.generator === "RandomBytes"
          ? new random.RandomBytes(generator, { length: origin.length }, { parent: this }).base64
          : new random.RandomPassword(
              generator,
              // Letters and digits only: safe in a URL, a shell and an ElastiCache token.
              { length: origin.length, special: false },
              { parent: this },
            ).result;
    }
    this.values = values;
    this.registerOutputs();
  }

  /** The value of a generated or provided secret. */
  value(key: string): pulumi.Output<string> {
    const value = this.values[key];
    if (value === undefined) throw new Error(`the blueprint declares no generated or provided secret ${key}`);
    return value;
  }
}
