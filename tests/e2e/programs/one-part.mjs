// The smallest program there is: one component.
import pulumi from "@pulumi/pulumi";

export default async function program() {
  new pulumi.ComponentResource("shop:index:Part", "part");
}
