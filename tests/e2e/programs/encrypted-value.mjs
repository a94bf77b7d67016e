// Needs a configuration value that its owner has encrypted.
import pulumi from "@pulumi/pulumi";

export default async function program() {
  new pulumi.ComponentResource("shop:index:Part", "part", { token: new pulumi.Config("shop").requireSecret("token") });
}
