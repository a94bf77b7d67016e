/** What was not made here: the network every account begins with, the seed, and what is assumed where that is wanted. */
import { type Seed } from "../../../offline/workspace/seed";
import { type Client, Offline, str } from "../client";

const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const holding = (part: string): unknown => expect.stringContaining(part);

const seed: Seed = {
  resources: [
    {
      type: "aws:ec2/vpc:Vpc",
      id: "vpc-0aaaaaaaaaaaaaaaa",
      properties: { cidrBlock: "10.50.0.0/16", tags: { env: "x" } },
    },
  ],
  functions: [
    { token: "aws:ssm/getParameter:getParameter", args: { name: "/app/image" }, result: { id: "i", value: "v1.2" } },
    { token: "aws:made/getUp:getUp", args: {}, result: { id: "u", answer: 42 } },
  ],
  stacks: {},
};
const VPC = "aws:ec2/getVpc:getVpc";
const SUBNETS = "aws:ec2/getSubnets:getSubnets";
const inVpc = (id: string) => ({ filters: [{ name: "vpc-id", values: [id] }] });

describe("an account in which things are assumed", () => {
  const noted: string[] = [];
  const offline = new Offline({ seed, elsewhere: "assumed", assumed: (note) => void noted.push(note) });
  let aws: Client;

  beforeAll(async () => {
    aws = await offline.client();
  });
  beforeEach(() => {
    noted.length = 0;
  });
  afterAll(() => offline.remove());

  it("begins with the default network, as every account", async () => {
    const vpc = await aws.invoke(VPC, { default: true });
    expect(vpc).toMatchObject({ cidrBlock: "172.31.0.0/16", default: true });
    const { ids } = await aws.invoke(SUBNETS, inVpc(str(vpc.id)));
    expect(ids).toHaveLength(3);
    const adopted = await aws.made("aws:ec2/defaultVpc:DefaultVpc", "d", {});
    const subnet = await aws.made("aws:ec2/defaultSubnet:DefaultSubnet", "s", { availabilityZone: "eu-west-1b" });
    expect(adopted.id).toBe(vpc.id);
    expect(ids).toContain(subnet.id);
    await expect(
      aws.made("aws:ec2/subnet:Subnet", "overlaps", { vpcId: str(vpc.id), cidrBlock: "172.31.0.0/20" }),
    ).rejects.toThrow("InvalidSubnet.Conflict");
    await expect(aws.made("aws:ec2/defaultSubnet:DefaultSubnet", "z", { availabilityZone: "mars-1a" })).rejects.toThrow(
      "parameter availabilityZone is invalid",
    );
    expect(noted).toEqual([]);
  });

  it("restores what nobody here has seen, as it is stated", async () => {
    const stated = {
      ...{ engine: "postgres", engineVersion: "16", instanceClass: "db.t4g.medium", allocatedStorage: 50 },
      ...{ storageEncrypted: true, skipFinalSnapshot: true },
    };
    const restores = [
      { snapshotIdentifier: "somebody-elses" },
      { restoreToPointInTime: { sourceDbInstanceIdentifier: "somebody-elses", useLatestRestorableTime: true } },
    ];
    for (const [index, restore] of restores.entries()) {
      const made = await aws.made("aws:rds/instance:Instance", `restored-${index}`, { ...stated, ...restore });
      expect(made).toMatchObject(stated);
    }
    expect(noted).toEqual(["Snapshot somebody-elses is there", "Instance somebody-elses is there"]);
  });

  it("answers from the seed without assuming anything", async () => {
    expect(await aws.invoke(VPC, { tags: { env: "x" } })).toMatchObject({ id: "vpc-0aaaaaaaaaaaaaaaa" });
    expect(await aws.invoke("aws:ssm/getParameter:getParameter", { name: "/app/image" })).toEqual({
      id: "i",
      value: "v1.2",
    });
    expect(await aws.invoke("aws:made/getUp:getUp", { any: "thing" })).toEqual({ id: "u", answer: 42 });
    await aws.made("aws:ec2/subnet:Subnet", "inside", { vpcId: "vpc-0aaaaaaaaaaaaaaaa", cidrBlock: "10.50.1.0/24" });
    await expect(
      aws.made("aws:ec2/subnet:Subnet", "outside", { vpcId: "vpc-0aaaaaaaaaaaaaaaa", cidrBlock: "10.60.1.0/24" }),
    ).rejects.toThrow("InvalidSubnet.Range");
    expect(noted).toEqual([]);
  });

  it.each<readonly [string, Record<string, string>, object]>([
    ["ec2/getVpc", { cidrBlock: "10.77.0.0/16" }, { id: like(/^vpc-0[0-9a-f]{16}$/) }],
    ["ec2/getSecurityGroup", { name: "bastion" }, { id: like(/^sg-/), name: "bastion" }],
    ["ec2/getRouteTable", { subnetId: "subnet-1" }, { id: like(/^rtb-/) }],
    ["iam/getRole", { name: "deploy" }, { arn: "arn:aws:iam::123456789012:role/deploy", name: "deploy" }],
    ["route53/getZone", { name: "example.net" }, { name: "example.net", zoneId: like(/^Z/) }],
    ["acm/getCertificate", { domain: "example.net" }, { arn: holding(":certificate/"), status: "ISSUED" }],
    ["ecs/getCluster", { clusterName: "main" }, { arn: like(/:cluster\/main$/), clusterName: "main" }],
    ["rds/getInstance", { dbInstanceIdentifier: "main" }, { address: like(/^main\..*\.rds\.amazonaws\.com$/) }],
    ["elasticache/getReplicationGroup", { replicationGroupId: "q" }, { primaryEndpointAddress: like(/^q\./) }],
    ["secretsmanager/getSecret", { name: "prod/db" }, { arn: like(/:secret:prod\/db-/), name: "prod/db" }],
    ["kms/getKey", { keyId: "alias/app" }, { arn: holding(":kms:") }],
    ["kms/getAlias", { name: "alias/app" }, { targetKeyArn: holding(":key/") }],
    ["ecr/getRepository", { name: "app" }, { repositoryUrl: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/app" }],
    ["s3/getBucket", { bucket: "logs" }, { arn: "arn:aws:s3:::logs", bucketDomainName: "logs.s3.amazonaws.com" }],
    ["sns/getTopic", { name: "alerts" }, { arn: holding("sns") }],
    ["lb/getLoadBalancer", { name: "edge" }, { arn: holding(":loadbalancer/app/edge/"), dnsName: like(/^edge-.*elb/) }],
    ["lambda/getFunction", { functionName: "f" }, { arn: holding("lambda") }],
    ["dynamodb/getTable", { name: "t" }, { arn: holding("dynamodb") }],
    ["eks/getCluster", { name: "k" }, { arn: holding("eks") }],
  ])("answers %s of what nobody here made plausibly, the same each time, and says so", async (name, args, wanted) => {
    const token = `aws:${name}:${name.split("/")[1] ?? ""}`;
    const answer = await aws.invoke(token, args);
    expect(answer).toMatchObject(wanted);
    expect(noted).toHaveLength(1);
    const again = await aws.invoke(token, args);
    expect(again.id).toBe(answer.id);
  });

  it.each([
    ["ec2/getAmi", { owners: ["amazon"] }, "imageId", /^ami-0[0-9a-f]{16}$/],
    ["ecr/getAuthorizationToken", {}, "userName", /^AWS$/],
    ["ecr/getCredentials", {}, "authorizationToken", /^[\w+/=]+$/],
    ["iam/getPolicy", { name: "AdministratorAccess" }, "arn", /^arn:aws:iam::aws:policy\/AdministratorAccess$/],
    ["eks/getAddonVersion", { addonName: "vpc-cni" }, "version", /^v1\./],
    ["s3/getCanonicalUserId", {}, "id", /^[0-9a-f]{64}$/],
    ["rds/getEngineVersion", { engine: "postgres" }, "parameterGroupFamily", /^postgres\d+$/],
    ["cloudfront/getCachePolicy", { name: "Managed-CachingOptimized" }, "id", /^658327ea-/],
  ])("knows of %s what AWS publishes for everybody", async (name, args, field, form) => {
    const answer = await aws.invoke(`aws:${name}:${name.split("/")[1] ?? ""}`, args);
    expect(str(answer[field])).toMatch(form);
    expect(noted).toEqual([]);
  });

  it("publishes ECS images as JSON, and their parts as text", async () => {
    const name = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended";
    const token = "aws:ssm/getParameter:getParameter";
    expect(JSON.parse(str((await aws.invoke(token, { name })).value))).toMatchObject({ schema_version: 1 });
    expect(str((await aws.invoke(token, { name: `${name}/image_id` })).value)).toMatch(/^ami-/);
  });

  it("takes what the arguments name by id, ARN or name to be there, and refuses what is known to be gone", async () => {
    const subnets = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"];
    const group = await aws.made("aws:rds/subnetGroup:SubnetGroup", "g", { subnetIds: subnets });
    await aws.made("aws:rds/instance:Instance", "db", {
      instanceClass: "db.t4g.micro",
      engine: "postgres",
      allocatedStorage: 20,
      username: "app",
      manageMasterUserPassword: true,
      skipFinalSnapshot: true,
      dbSubnetGroupName: group.id,
      parameterGroupName: "company-postgres16",
      vpcSecurityGroupIds: ["sg-0123456789abcdef0"],
      storageEncrypted: true,
      kmsKeyId: "arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555",
    });
    const targets = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/api/0123456789abcdef";
    const service = await aws.made("aws:ecs/service:Service", "api", {
      cluster: "main",
      taskDefinition: "api:12",
      networkConfiguration: { subnets },
      loadBalancers: [{ targetGroupArn: targets, containerName: "api", containerPort: 80 }],
      launchType: "FARGATE",
    });
    expect(service.id).toMatch(/:service\/main\//);
    expect(noted).toContain("ParameterGroup company-postgres16 is there");
    expect(noted).toContain("TaskDefinition api:12 is there");

    const own = await aws.create("aws:ec2/securityGroup:SecurityGroup", "own", { vpcId: "vpc-0aaaaaaaaaaaaaaaa" });
    await aws.delete(own);
    await expect(
      aws.made("aws:elasticache/replicationGroup:ReplicationGroup", "r", {
        description: "r",
        nodeType: "cache.t4g.small",
        numCacheClusters: 1,
        securityGroupIds: [own.id],
      }),
    ).rejects.toThrow(own.id);
  });

  it("makes what has the name of something it assumed", async () => {
    await aws.made("aws:iam/rolePolicy:RolePolicy", "p", {
      role: "later",
      policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
    });
    const assumeRolePolicy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole"}]}';
    expect((await aws.made("aws:iam/role:Role", "later", { name: "later", assumeRolePolicy })).id).toBe("later");
  });

  it("does not guess a value that somebody keeps elsewhere", async () => {
    for (const [token, args] of [
      ["aws:secretsmanager/getSecretVersion:getSecretVersion", { secretId: "prod/key" }],
      ["aws:ssm/getParameter:getParameter", { name: "/prod/key" }],
    ] as const) {
      await expect(aws.invoke(token, args)).rejects.toThrow(/the value of the \w+ \/?prod\/key, .* --seed file/);
    }
  });

  it("says of a function that the SDK does not have how to answer it", async () => {
    await expect(aws.invoke("aws:nothing/getNothing:getNothing")).rejects.toThrow(
      'offline AWS does not know the function aws:nothing/getNothing:getNothing: give its answer under "functions" in a --seed file',
    );
  });
});

describe("an account in which nothing is assumed", () => {
  const offline = new Offline();
  let aws: Client;

  beforeAll(async () => {
    aws = await offline.client();
  });
  afterAll(() => offline.remove());

  it("refuses what it does not hold", async () => {
    await expect(aws.invoke(VPC, { tags: { env: "x" } })).rejects.toThrow("no matching EC2 VPC found");
    await expect(aws.invoke("aws:iam/getRole:getRole", { name: "x" })).rejects.toThrow("no matching Role found");
    await expect(aws.invoke("aws:iam/getPolicy:getPolicy", { name: "mine" })).rejects.toThrow("no matching IAM Policy");
    await expect(
      aws.made("aws:rds/subnetGroup:SubnetGroup", "g", { subnetIds: ["subnet-0123456789abcdef0"] }),
    ).rejects.toThrow("InvalidSubnet");
    expect(await aws.invoke(SUBNETS, inVpc("vpc-0123456789abcdef0"))).toMatchObject({ ids: [] });
  });
});
