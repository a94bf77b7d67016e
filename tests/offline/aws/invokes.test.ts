import { type Properties, seal } from "../../../offline/provider/values";
import { str } from "../client";
import { aws, offline, world } from "./fresh-world";

test("the account, region, partition and zones", async () => {
  expect(await aws.invoke("aws:index/getCallerIdentity:getCallerIdentity")).toMatchObject({
    accountId: "123456789012",
  });
  expect(await aws.invoke("aws:index/getRegion:getRegion")).toMatchObject({ region: "eu-west-1", name: "eu-west-1" });
  expect(await aws.invoke("aws:index/getRegion:getRegion", { region: "us-east-1" })).toMatchObject({
    region: "us-east-1",
  });
  expect(await aws.invoke("aws:index/getPartition:getPartition")).toMatchObject({
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  });
  expect(await aws.invoke("aws:index/getPartition:getPartition", { region: "cn-north-1" })).toMatchObject({
    partition: "aws-cn",
    dnsSuffix: "amazonaws.com.cn",
  });
  const zones = await aws.invoke("aws:index/getAvailabilityZones:getAvailabilityZones", {
    excludeNames: ["eu-west-1b"],
  });
  expect(zones).toMatchObject({ names: ["eu-west-1a", "eu-west-1c"], zoneIds: ["euw1-az1", "euw1-az3"] });
  const tagged = await offline.client("aws", { defaultTags: { tags: { a: "b" } } });
  expect((await tagged.invoke("aws:index/getDefaultTags:getDefaultTags")).tags).toEqual({ a: "b" });
  expect((await aws.invoke("aws:index/getServicePrincipal:getServicePrincipal", { serviceName: "ecs" })).name).toBe(
    "ecs.amazonaws.com",
  );
});

test("what AWS keeps for its services", async () => {
  expect((await aws.invoke("aws:elb/getServiceAccount:getServiceAccount")).arn).toBe("arn:aws:iam::156460612806:root");
  await expect(aws.invoke("aws:elb/getServiceAccount:getServiceAccount", { region: "mars-1" })).rejects.toThrow(
    "unsupported AWS Region: mars-1",
  );
  const list = "aws:ec2/getManagedPrefixList:getManagedPrefixList";
  expect((await aws.invoke(list, { name: "com.amazonaws.eu-west-1.s3" })).id).toMatch(/^pl-\d{8}$/);
  const filtered = { filters: [{ name: "prefix-list-name", values: ["com.amazonaws.eu-west-1.s3"] }] };
  expect((await aws.invoke(list, filtered)).name).toBe("com.amazonaws.eu-west-1.s3");
  await expect(aws.invoke(list, { name: "mine" })).rejects.toThrow("no matching EC2 Managed Prefix List found: mine");
  expect((await aws.invoke("aws:ssm/getParameter:getParameter", { name: "/aws/service/ecs/ami" })).value).toMatch(
    /^ami-/,
  );
  const alias = await aws.invoke("aws:kms/getAlias:getAlias", { name: "alias/aws/rds" });
  expect(alias.targetKeyArn).toMatch(/^arn:aws:kms:eu-west-1:123456789012:key\/[0-9a-f-]{36}$/);
});

test("what the account holds, and nothing it does not", async () => {
  const vpcs = "aws:ec2/getVpc:getVpc";
  expect(await aws.invoke(vpcs, { id: world.vpcId })).toMatchObject({ cidrBlock: "10.0.0.0/16", state: "available" });
  expect(await aws.invoke(vpcs, { default: true })).toMatchObject({ cidrBlock: "172.31.0.0/16", default: true });
  await expect(aws.invoke(vpcs, { tags: { name: "ghost" } })).rejects.toThrow("no matching EC2 VPC found");
  const tagged = await aws.made("aws:ec2/vpc:Vpc", "tagged", { cidrBlock: "10.9.0.0/16", tags: { name: "b" } });
  expect((await aws.invoke(vpcs, { tags: { name: "b" } })).id).toBe(tagged.id);
  await expect(aws.invoke(vpcs)).rejects.toThrow("multiple EC2 VPCs matched");
  const inVpc = { filters: [{ name: "vpc-id", values: [world.vpcId] }] };
  expect((await aws.invoke("aws:ec2/getSubnets:getSubnets", inVpc)).ids).toEqual([...world.subnetIds].sort());
  expect((await aws.invoke("aws:ec2/getSubnet:getSubnet", { cidrBlock: "10.0.1.0/24" })).id).toBe(world.subnetIds[1]);
  expect((await aws.invoke("aws:ec2/getSecurityGroup:getSecurityGroup", { vpcId: world.vpcId })).id).toBe(
    world.securityGroupId,
  );
  expect(await aws.invoke("aws:kms/getKey:getKey", { keyId: world.keyArn })).toMatchObject({
    arn: world.keyArn,
    enabled: true,
  });
  await expect(aws.invoke("aws:kms/getAlias:getAlias", { name: "alias/ghost" })).rejects.toThrow(
    "reading KMS Alias (alias/ghost): couldn't find resource",
  );
  const zone = await aws.made("aws:route53/zone:Zone", "z", { name: "example.com" });
  expect((await aws.invoke("aws:route53/getZone:getZone", { name: "example.com." })).zoneId).toBe(zone.id);
  await expect(aws.invoke("aws:route53/getZone:getZone", { name: "example.org" })).rejects.toThrow(
    "no matching Route 53 Hosted Zone found",
  );
  await aws.made("aws:ssm/parameter:Parameter", "p", { name: "/shop/a", type: "String", value: "one" });
  expect((await aws.invoke("aws:ssm/getParameter:getParameter", { name: "/shop/a" })).value).toBe("one");
  await expect(aws.invoke("aws:ssm/getParameter:getParameter", { name: "/ghost" })).rejects.toThrow(
    "reading SSM Parameter (/ghost): couldn't find resource",
  );
  await aws.made("aws:ecr/repository:Repository", "r", { name: "shop" });
  expect((await aws.invoke("aws:ecr/getRepository:getRepository", { name: "shop" })).repositoryUrl).toContain("/shop");
});

test("an image is what its reference says, the same each time", async () => {
  const image = "aws:ecr/getImage:getImage";
  const first = await aws.invoke(image, { repositoryName: "shop", imageTag: "1.2" });
  expect(first.imageDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(first.imageUri).toBe(`123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop@${str(first.imageDigest)}`);
  expect((await aws.invoke(image, { repositoryName: "shop", imageTag: "1.2" })).imageDigest).toBe(first.imageDigest);
  expect((await aws.invoke(image, { repositoryName: "shop", imageTag: "1.3" })).imageDigest).not.toBe(
    first.imageDigest,
  );
});

test("the current version of a secret, or the one asked for", async () => {
  const secret = await aws.made("aws:secretsmanager/secret:Secret", "s", { name: "shop/jwt" });
  const type = "aws:secretsmanager/secretVersion:SecretVersion";
  const first = await aws.made(type, "one", { secretId: secret.id, secretString: seal("one") });
  await aws.made(type, "two", { secretId: secret.id, secretString: seal("two") });
  const read = "aws:secretsmanager/getSecretVersion:getSecretVersion";
  expect((await aws.invoke(read, { secretId: "shop/jwt" })).secretString).toBe("two");
  expect((await aws.invoke(read, { secretId: secret.id, versionId: str(first.versionId) })).secretString).toBe("one");
  expect((await aws.invoke("aws:secretsmanager/getSecret:getSecret", { name: "shop/jwt" })).arn).toBe(secret.id);
});

test("an unknown function is named", async () => {
  await expect(aws.invoke("aws:future/getThing:getThing")).rejects.toThrow(
    "offline AWS does not know the function aws:future/getThing:getThing",
  );
});

describe("getPolicyDocument", () => {
  const render = (args: Properties) => aws.invoke("aws:iam/getPolicyDocument:getPolicyDocument", args);

  test("renders a document as the provider does", async () => {
    const { json, minifiedJson, id } = await render({
      policyId: "main",
      statements: [
        {
          sid: "Read",
          actions: ["s3:GetBucketLocation", "s3:ListAllMyBuckets"],
          resources: ["arn:aws:s3:::a", "arn:aws:s3:::b/&{aws:username}/*"],
          principals: [
            { type: "Service", identifiers: ["ecs.amazonaws.com"] },
            { type: "AWS", identifiers: ["111111111111", "222222222222"] },
          ],
          conditions: [
            { test: "StringLike", variable: "s3:prefix", values: ["home/", ""] },
            { test: "StringLike", variable: "s3:prefix", values: ["tmp/"] },
            { test: "Bool", variable: "aws:SecureTransport", values: ["true"] },
          ],
        },
        { effect: "Deny", notActions: ["iam:*"], notResources: ["*"], principals: [{ type: "*", identifiers: ["*"] }] },
        { actions: ["a:<b>"], resources: ["*"], notPrincipals: [{ type: "AWS", identifiers: ["*"] }] },
      ],
    });
    expect(json).toBe(`{
  "Version": "2012-10-17",
  "Id": "main",
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Action": [
        "s3:ListAllMyBuckets",
        "s3:GetBucketLocation"
      ],
      "Resource": [
        "arn:aws:s3:::b/\${aws:username}/*",
        "arn:aws:s3:::a"
      ],
      "Principal": {
        "AWS": [
          "222222222222",
          "111111111111"
        ],
        "Service": "ecs.amazonaws.com"
      },
      "Condition": {
        "Bool": {
          "aws:SecureTransport": "true"
        },
        "StringLike": {
          "s3:prefix": [
            "home/",
            "",
            "tmp/"
          ]
        }
      }
    },
    {
      "Effect": "Deny",
      "NotAction": "iam:*",
      "NotResource": "*",
      "Principal": "*"
    },
    {
      "Effect": "Allow",
      "Action": "a:\\u003cb\\u003e",
      "Resource": "*",
      "NotPrincipal": {
        "AWS": "*"
      }
    }
  ]
}`);
    expect(JSON.parse(str(minifiedJson))).toEqual(JSON.parse(str(json)));
    expect(minifiedJson).not.toContain("\n");
    expect(id).toMatch(/^\d+$/);
  });

  test("merges documents, overrides by Sid, and refuses what it cannot", async () => {
    const statement = (sid: string, actions: string[]) => ({ sid, actions, resources: ["*"] });
    const source = str((await render({ statements: [statement("A", ["a:1"]), statement("B", ["b:1"])] })).json);
    const override = str((await render({ statements: [statement("B", ["b:2"])] })).json);
    const merged = JSON.parse(
      str(
        (
          await render({
            sourcePolicyDocuments: [source],
            overridePolicyDocuments: [override],
            statements: [statement("C", ["c:1"])],
          })
        ).json,
      ),
    ) as { Statement: { Sid: string; Action: string }[] };
    expect(merged.Statement.map(({ Sid, Action }) => [Sid, Action])).toEqual([
      ["A", "a:1"],
      ["B", "b:2"],
      ["C", "c:1"],
    ]);
    await expect(render({ sourcePolicyDocuments: [source, source] })).rejects.toThrow("duplicate Sid (A)");
    await expect(render({ sourceJson: "{" })).rejects.toThrow("is not valid JSON");
    await expect(render({ version: "2020-01-01" })).rejects.toThrow(
      'expected version to be one of ["2008-10-17" "2012-10-17"], got 2020-01-01',
    );
    const old = { version: "2008-10-17", statements: [{ actions: ["a:b"], resources: ["&{aws:username}"] }] };
    await expect(render(old)).rejects.toThrow("not supported in document version 2008-10-17");
  });
});
