// Sound: a cluster of machines; what its charts run is in no resource.
// preview and up: nothing
// stood in for: kubernetes:helm.sh/v3:Release

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

// Classes as a local SDK has them: the vendor's package is not installed.
class KubernetesProvider extends pulumi.ProviderResource {
  constructor(name: string, args: pulumi.Inputs) {
    super("kubernetes", name, args);
  }
}
class Release extends pulumi.CustomResource {
  declare readonly status: pulumi.Output<{ readonly namespace: string }>;
  constructor(name: string, args: pulumi.Inputs, options: pulumi.CustomResourceOptions) {
    super("kubernetes:helm.sh/v3:Release", name, { status: undefined, ...args }, options);
  }
}

const subnetIds = aws.ec2.getSubnetsOutput({ filters: [{ name: "default-for-az", values: ["true"] }] }).ids;
const trust = (service: string) => aws.iam.assumeRolePolicyForPrincipal({ Service: service });
const clusterRole = new aws.iam.Role("cluster", { assumeRolePolicy: trust("eks.amazonaws.com") });
const nodeRole = new aws.iam.Role("nodes", { assumeRolePolicy: trust("ec2.amazonaws.com") });

const cluster = new aws.eks.Cluster("main", { roleArn: clusterRole.arn, version: "1.33", vpcConfig: { subnetIds } });
new aws.eks.NodeGroup("main", {
  clusterName: cluster.name,
  nodeRoleArn: nodeRole.arn,
  subnetIds,
  scalingConfig: { desiredSize: 2, minSize: 1, maxSize: 4 },
});
const issuer = cluster.identities.apply(([identity]) => identity?.oidcs?.[0]?.issuer ?? "");
new aws.iam.OpenIdConnectProvider("irsa", { url: issuer, clientIdLists: ["sts.amazonaws.com"] });

const kubeconfig = pulumi.jsonStringify({
  clusters: [
    {
      name: "main",
      cluster: { server: cluster.endpoint, "certificate-authority-data": cluster.certificateAuthority.data },
    },
  ],
});
const provider = new KubernetesProvider("main", { kubeconfig });
const ingress = new Release("ingress", { chart: "ingress-nginx", namespace: "ingress" }, { provider });

export const namespace = ingress.status.apply((status) => status?.namespace);
export const server = cluster.endpoint;
