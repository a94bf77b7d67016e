import * as pulumi from "@pulumi/pulumi";
import type { OwnCache } from "../config-cache";
import type { Store } from "./store";

/** A Redis that somebody else made. Nothing of it is made, changed or deleted; its door is opened as a given database's is. */
export class GivenRedis extends pulumi.ComponentResource implements Store {
  readonly behindProxy = null;
  readonly port: number;
  readonly host: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;

  constructor(
    readonly name: string,
    { host, port, securityGroupId }: OwnCache,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("guardrails:index:GivenRedis", name, {}, opts);
    this.port = port;
    this.host = pulumi.output(host);
    this.securityGroupId = pulumi.output(securityGroupId);
    this.registerOutputs();
  }
}
