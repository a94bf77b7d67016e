/** Lambda, S3, ECR, Backup, budgets, service discovery and parameters. */
import { type Properties, seal } from "../../../../offline/provider/values";
import { str } from "../../client";
import { aws, world } from "../fresh-world";

const FUNCTION = "aws:lambda/function:Function";
const BUCKET = "aws:s3/bucket:Bucket";
const PARAMETER = "aws:ssm/parameter:Parameter";
const VAULT = "aws:backup/vault:Vault";
const PLAN = "aws:backup/plan:Plan";

function lambda(changes: Properties = {}): Properties {
  return {
    role: world.roleArn,
    runtime: "nodejs22.x",
    handler: "index.handler",
    s3Bucket: "code",
    s3Key: "one.zip",
    ...changes,
  };
}

describe("a function", () => {
  test("has AWS's names, and other ones with other code", async () => {
    const made = await aws.create(FUNCTION, "publisher", lambda({ name: "publisher", publish: true }));
    expect(made.outputs).toMatchObject({
      arn: "arn:aws:lambda:eu-west-1:123456789012:function:publisher",
      qualifiedArn: "arn:aws:lambda:eu-west-1:123456789012:function:publisher:1",
      version: "1",
    });
    const next = lambda({ name: "publisher", publish: true, s3Key: "two.zip" });
    expect((await aws.update(made, next, true)).outputs).not.toHaveProperty("version");
    const updated = await aws.update(made, next);
    expect(updated.outputs.version).toBe("2");
    expect(updated.outputs.codeSha256).not.toBe(made.outputs.codeSha256);
    const url = await aws.create("aws:lambda/functionUrl:FunctionUrl", "u", {
      functionName: "publisher",
      authorizationType: "NONE",
    });
    expect(url.outputs.functionUrl).toMatch(/^https:\/\/[a-z0-9]{32}\.lambda-url\.eu-west-1\.on\.aws\/$/);
    const call = await aws.create("aws:lambda/invocation:Invocation", "i", { functionName: "publisher", input: "{}" });
    expect(call.outputs.result).toBe("null");
    const alias = { functionName: "publisher", functionVersion: "9" };
    await expect(aws.create("aws:lambda/alias:Alias", "live", alias)).rejects.toThrow("Function not found:");
    const again = { functionName: "publisher", authorizationType: "NONE" };
    await expect(aws.create("aws:lambda/functionUrl:FunctionUrl", "again", again)).rejects.toThrow(
      "FunctionUrlConfig exists",
    );
  });

  test.each<[string, () => Properties, string]>([
    [
      "with a role that is not there",
      () => lambda({ role: "arn:aws:iam::123456789012:role/ghost" }),
      "The role defined for the function cannot be assumed by Lambda.",
    ],
    [
      "without a handler",
      () => ({ role: world.roleArn, runtime: "nodejs22.x" }),
      "Runtime and Handler are mandatory parameters",
    ],
    ["of an image without one", () => ({ role: world.roleArn, packageType: "Image" }), "ImageUri is mandatory"],
    [
      "in a subnet that is not there",
      () => lambda({ vpcConfig: { subnetIds: ["subnet-0"], securityGroupIds: [] } }),
      "The subnet ID 'subnet-0' does not exist",
    ],
    [
      "in a group that is not there",
      () => lambda({ vpcConfig: { subnetIds: [], securityGroupIds: ["sg-0"] } }),
      "The security group 'sg-0' does not exist",
    ],
    [
      "with a reserved variable",
      () => lambda({ environment: { variables: { AWS_REGION: "x" } } }),
      "Reserved keys used in this request: AWS_REGION",
    ],
    [
      "with too much environment",
      () => lambda({ environment: { variables: { A: seal("x".repeat(5000)) } } }),
      "exceeded the 4KB limit",
    ],
  ])("is refused %s", async (_what, inputs, message) => {
    await expect(aws.create(FUNCTION, "refused", inputs())).rejects.toThrow(message);
  });

  test("is taken by its name once, and nothing belongs to one that is not there", async () => {
    await aws.create(FUNCTION, "one", lambda({ name: "taken" }));
    await expect(aws.create(FUNCTION, "two", lambda({ name: "taken" }))).rejects.toThrow(
      "Function already exist: taken",
    );
    const permission = { action: "lambda:InvokeFunction", function: "ghost", principal: "sns.amazonaws.com" };
    await expect(aws.create("aws:lambda/permission:Permission", "p", permission)).rejects.toThrow(
      "ResourceNotFoundException: Function not found: arn:aws:lambda:eu-west-1:123456789012:function:ghost",
    );
    await expect(
      aws.create("aws:lambda/eventSourceMapping:EventSourceMapping", "m", { functionName: "ghost" }),
    ).rejects.toThrow("Function not found");
  });
});

describe("a bucket", () => {
  test("has its names and its settings, under the old and the new type names", async () => {
    const { id, outputs } = await aws.create(BUCKET, "Logs", {});
    expect(id).toMatch(/^logs-[0-9a-f]{7}$/);
    expect(outputs).toMatchObject({
      arn: `arn:aws:s3:::${id}`,
      bucketRegionalDomainName: `${id}.s3.eu-west-1.amazonaws.com`,
    });
    for (const type of ["aws:s3/bucketVersioning:BucketVersioning", "aws:s3/bucketVersioningV2:BucketVersioningV2"]) {
      const versioning = { bucket: id, versioningConfiguration: { status: "Enabled" } };
      expect((await aws.create(type, "v", versioning)).id).toBe(id);
    }
    const ghost = { bucket: "ghost", versioningConfiguration: { status: "Enabled" } };
    await expect(aws.create("aws:s3/bucketVersioning:BucketVersioning", "g", ghost)).rejects.toThrow(
      "NoSuchBucket: The specified bucket does not exist",
    );
    const logging = { bucket: id, targetBucket: "ghost", targetPrefix: "" };
    await expect(aws.create("aws:s3/bucketLogging:BucketLogging", "l", logging)).rejects.toThrow("NoSuchBucket");
  });

  test("is taken by its name once, and stays while it holds something", async () => {
    const made = await aws.create(BUCKET, "one", { bucket: "guardrails-taken" });
    await expect(aws.create(BUCKET, "two", { bucket: "guardrails-taken" })).rejects.toThrow("BucketAlreadyOwnedByYou");
    const object = await aws.create("aws:s3/bucketObject:BucketObject", "o", {
      bucket: made.id,
      key: "a",
      content: "b",
    });
    await expect(aws.delete(made)).rejects.toThrow(
      "api error BucketNotEmpty: The bucket you tried to delete is not empty.",
    );
    await aws.delete(object);
    const balancer = await aws.create("aws:lb/loadBalancer:LoadBalancer", "logged", {
      subnets: world.subnetIds,
      accessLogs: { bucket: made.id, enabled: true },
    });
    await expect(aws.delete(made)).rejects.toThrow("BucketNotEmpty");
    await aws.delete(balancer);
    await aws.delete(made);
  });

  test("whose public policies are blocked takes none", async () => {
    const { id } = await aws.create(BUCKET, "closed", {});
    await aws.create("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "b", {
      bucket: id,
      blockPublicPolicy: true,
    });
    const policy = (principal: string) => ({
      bucket: id,
      policy: JSON.stringify({
        Statement: [{ Effect: "Allow", Principal: principal, Action: "s3:GetObject", Resource: "*" }],
      }),
    });
    const type = "aws:s3/bucketPolicy:BucketPolicy";
    await expect(aws.create(type, "open", policy("*"))).rejects.toThrow(
      "public policies are blocked by the BlockPublicPolicy",
    );
    const closed = await aws.create(type, "own", policy("arn:aws:iam::123456789012:root"));
    await expect(aws.update(closed, policy("*"))).rejects.toThrow("AccessDenied");
  });
});

describe("parameters, registries, backups, budgets", () => {
  test("have AWS's forms", async () => {
    const parameter = await aws.create(PARAMETER, "p", { name: "/shop/a", type: "SecureString", value: seal("v") });
    expect(parameter.outputs).toMatchObject({
      arn: "arn:aws:ssm:eu-west-1:123456789012:parameter/shop/a",
      version: 1,
      keyId: "alias/aws/ssm",
    });
    expect(
      (await aws.update(parameter, { name: "/shop/a", type: "SecureString", value: seal("w") })).outputs.version,
    ).toBe(2);
    const repository = await aws.create("aws:ecr/repository:Repository", "app", { name: "shop" });
    expect(repository.outputs.repositoryUrl).toBe("123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop");
    const budget = await aws.create("aws:budgets/budget:Budget", "b", {
      name: "month",
      budgetType: "COST",
      timeUnit: "MONTHLY",
    });
    expect(budget.id).toBe("123456789012:month");
    const space = await aws.create("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace", "n", {
      name: "shop.local",
      vpc: world.vpcId,
    });
    expect(space.id).toMatch(/^ns-[a-z0-9]{16}$/);
    const service = await aws.create("aws:servicediscovery/service:Service", "s", { namespaceId: space.id });
    await expect(aws.delete(space)).rejects.toThrow("Namespace has associated services");
    await aws.delete(service);
    await aws.delete(space);
  });

  test.each<[string, string, () => Properties, string]>([
    [
      "an empty parameter",
      PARAMETER,
      () => ({ type: "String", value: "" }),
      "Member must have length greater than or equal to 1.",
    ],
    [
      "a standard parameter that is too long",
      PARAMETER,
      () => ({ type: "String", value: "x".repeat(4097) }),
      "maximum parameter value of 4096 characters",
    ],
    [
      "a parameter with a key that is not there",
      PARAMETER,
      () => ({ type: "SecureString", value: "a", keyId: "ghost" }),
      "InvalidKeyId: Key 'ghost' does not exist",
    ],
    [
      "a lifecycle of a repository that is not there",
      "aws:ecr/lifecyclePolicy:LifecyclePolicy",
      () => ({ repository: "ghost", policy: "{}" }),
      "The repository with name 'ghost' does not exist in the registry",
    ],
    ["a vault with a key that is not there", VAULT, () => ({ kmsKeyArn: "ghost" }), "Key 'ghost' does not exist"],
    [
      "a plan into a vault that is not there",
      PLAN,
      () => ({ rules: [{ ruleName: "r", targetVaultName: "ghost" }] }),
      "Backup vault does not exist: ghost",
    ],
    [
      "a selection for a plan that is not there",
      "aws:backup/selection:Selection",
      () => ({ planId: "ghost", iamRoleArn: world.roleArn }),
      "Cannot find Backup plan with ID ghost",
    ],
    [
      "a namespace in a VPC that is not there",
      "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace",
      () => ({ name: "a.local", vpc: "vpc-0" }),
      "The VPC ID 'vpc-0' does not exist",
    ],
  ])("are refused: %s", async (_what, type, inputs, message) => {
    await expect(aws.create(type, "refused", inputs())).rejects.toThrow(message);
  });

  test("are taken by their names once", async () => {
    const cases: [string, Properties, string][] = [
      [PARAMETER, { name: "/taken", type: "String", value: "a" }, "ParameterAlreadyExists"],
      [
        "aws:ecr/repository:Repository",
        { name: "taken" },
        "The repository with name 'taken' already exists in the registry",
      ],
      [VAULT, { name: "taken" }, "Backup vault with the same name already exists: taken"],
      [
        "aws:budgets/budget:Budget",
        { name: "taken", budgetType: "COST", timeUnit: "MONTHLY" },
        "the budget already exists",
      ],
    ];
    for (const [type, inputs, message] of cases) {
      await aws.create(type, "one", inputs);
      await expect(aws.create(type, "two", inputs)).rejects.toThrow(message);
    }
  });

  test("a plan with selections stays, and a selection needs its role", async () => {
    const vault = await aws.made(VAULT, "v", {});
    const plan = await aws.create(PLAN, "p", { rules: [{ ruleName: "daily", targetVaultName: str(vault.name) }] });
    const type = "aws:backup/selection:Selection";
    await expect(
      aws.create(type, "s", { planId: plan.id, iamRoleArn: "arn:aws:iam::123456789012:role/ghost" }),
    ).rejects.toThrow("cannot be assumed by AWS Backup");
    const selection = await aws.create(type, "s", { planId: plan.id, iamRoleArn: world.roleArn });
    await expect(aws.delete(plan)).rejects.toThrow(
      "Related backup plan selections must be deleted prior to backup plan deletion",
    );
    await aws.delete(selection);
    await aws.delete(plan);
  });
});
