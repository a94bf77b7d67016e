// Sound: a machine that serves files, and no secret in what it starts with.
// preview and up: secret-not-in-plain-environment passes

import * as aws from "@pulumi/aws";

const image = aws.ec2.getAmiOutput({
  owners: ["amazon"],
  mostRecent: true,
  filters: [{ name: "name", values: ["al2023-ami-2023.*-x86_64"] }],
});

const group = new aws.ec2.SecurityGroup("web", {
  ingress: [{ protocol: "tcp", fromPort: 80, toPort: 80, cidrBlocks: ["0.0.0.0/0"] }],
  egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
});

const server = new aws.ec2.Instance("web", {
  ami: image.id,
  instanceType: "t3.micro",
  vpcSecurityGroupIds: [group.id],
  userData: "#!/bin/bash\npython3 -m http.server 80 &\n",
});

export const address = server.publicIp;
export const host = server.publicDns;
