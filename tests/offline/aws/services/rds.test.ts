import { type Properties, seal } from "../../../../offline/provider/values";
import { str } from "../../client";
import { aws, world } from "../fresh-world";

const INSTANCE = "aws:rds/instance:Instance";
const PARAMETER_GROUP = "aws:rds/parameterGroup:ParameterGroup";
const SUBNET_GROUP = "aws:rds/subnetGroup:SubnetGroup";
const PROXY = "aws:rds/proxy:Proxy";

function instance(changes: Properties = {}): Properties {
  return {
    instanceClass: "db.t4g.medium",
    engine: "postgres",
    engineVersion: "17.6",
    username: "shop",
    password: "alongpassword",
    allocatedStorage: 50,
    skipFinalSnapshot: true,
    ...changes,
  };
}

const parameters = (...items: Properties[]) => ({ family: "postgres17", parameters: items });

test("an instance has AWS's endpoint, and a managed password a secret of its own", async () => {
  const { id, outputs } = await aws.create(INSTANCE, "db", {
    ...instance(),
    identifier: "shop",
    storageEncrypted: true,
  });
  expect(id).toMatch(/^db-[A-Z2-7]{26}$/);
  expect(outputs).toMatchObject({
    address: expect.stringMatching(/^shop\.[a-z0-9]{12}\.eu-west-1\.rds\.amazonaws\.com$/) as string,
    endpoint: `${str(outputs.address)}:5432`,
    arn: "arn:aws:rds:eu-west-1:123456789012:db:shop",
    masterUserSecrets: [],
    engineVersionActual: "17.6",
  });
  const rest = instance({ manageMasterUserPassword: true, password: null });
  const managed = await aws.create(INSTANCE, "managed", rest);
  const rotation = { rotationEnabled: false, secretId: managedSecret(managed.outputs) };
  expect(rotation.secretId).toMatch(
    /^arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-[a-z0-9]+-[A-Za-z0-9]{6}$/,
  );
  await expect(
    aws.create("aws:secretsmanager/secretRotation:SecretRotation", "managed", rotation),
  ).resolves.toBeDefined();
});

function managedSecret(outputs: Properties): string {
  const [first] = outputs.masterUserSecrets as [Properties];
  return str(first.secretArn);
}

test("another major version is a decision, in one direction", async () => {
  const made = await aws.create(INSTANCE, "major", { ...instance(), identifier: "major" });
  const at = (engineVersion: string, more: Properties = {}) => ({
    ...instance({ engineVersion, ...more }),
    identifier: "major",
  });
  await expect(aws.update(made, at("18"))).rejects.toThrow("The AllowMajorVersionUpgrade flag must be present");
  await expect(aws.update(made, at("16", { allowMajorVersionUpgrade: true }))).rejects.toThrow(
    "Cannot upgrade postgres from 17.6 to 16",
  );
  const upgraded = await aws.update(made, at("18", { allowMajorVersionUpgrade: true }));
  expect(upgraded.outputs).toMatchObject({ engineVersion: "18" });
});

describe("a parameter group is refused", () => {
  test.each<[string, Properties, string]>([
    [
      "when it sets a static parameter at once",
      parameters({ name: "max_connections", value: "380", applyMethod: "immediate" }),
      "InvalidParameterCombination: cannot use immediate apply method for static parameter",
    ],
    [
      "when it sets one without saying when",
      parameters({ name: "shared_preload_libraries", value: "pg_stat_statements" }),
      "cannot use immediate apply method for static parameter",
    ],
    [
      "when a value is out of range",
      parameters({ name: "max_connections", value: "5", applyMethod: "pending-reboot" }),
      "InvalidParameterValue: Invalid parameter value: 5 for: max_connections allowed values are: 6-262143",
    ],
    [
      "when its family is not one",
      { family: "cockroach1" },
      "ParameterGroupFamily cockroach1 is not a valid parameter group family",
    ],
  ])("%s", async (_what, inputs, message) => {
    await expect(aws.create(PARAMETER_GROUP, "refused", inputs)).rejects.toThrow(message);
  });

  test("as an update too, and when its name is taken", async () => {
    const fine = parameters({ name: "log_connections", value: "1" });
    const made = await aws.create(PARAMETER_GROUP, "named", { ...fine, name: "named" });
    const worse = parameters({ name: "max_connections", value: "380" });
    await expect(aws.update(made, { ...worse, name: "named" })).rejects.toThrow("cannot use immediate apply method");
    await expect(aws.create(PARAMETER_GROUP, "again", { ...fine, name: "named" })).rejects.toThrow(
      "DBParameterGroupAlreadyExists: Parameter group named already exists",
    );
  });
});

describe("an instance is refused", () => {
  test.each<[string, () => Properties, string]>([
    [
      "in a group of subnets that is not there",
      () => instance({ dbSubnetGroupName: "ghost" }),
      "DBSubnetGroupNotFoundFault: DB subnet group 'ghost' does not exist.",
    ],
    [
      "with parameters that are not there",
      () => instance({ parameterGroupName: "ghost" }),
      "DBParameterGroupNotFound: DBParameterGroup not found: ghost",
    ],
    [
      "in a security group that is not there",
      () => instance({ vpcSecurityGroupIds: ["sg-0"] }),
      "Invalid security group , groupId= sg-0",
    ],
    [
      "with a key that is not there",
      () => instance({ storageEncrypted: true, kmsKeyId: "arn:aws:kms:eu-west-1:123456789012:key/ghost" }),
      "KMSKeyNotAccessibleFault",
    ],
    [
      "with a key and no encryption",
      () => instance({ kmsKeyId: world.keyArn }),
      "KmsKeyId can only be specified when StorageEncrypted is true.",
    ],
    [
      "with a password that is too short",
      () => instance({ password: seal("short") }),
      "is not a valid password because it is not between 8 and 128 characters.",
    ],
    [
      "with a password AWS does not take",
      () => instance({ password: seal("with@sign-in-it") }),
      "Only printable ASCII characters besides '/', '@', '\"', ' ' may be used.",
    ],
    [
      "with a reserved user",
      () => instance({ username: "admin" }),
      "MasterUsername admin cannot be used as it is a reserved word used by the engine",
    ],
    ["monitored by nobody", () => instance({ monitoringInterval: 60 }), "A MonitoringRoleARN value is required"],
    [
      "monitored by a role that is not there",
      () => instance({ monitoringInterval: 60, monitoringRoleArn: "arn:aws:iam::123456789012:role/ghost" }),
      "IAM role ARN value is invalid",
    ],
  ])("%s", async (_what, inputs, message) => {
    const outcome = aws.create(INSTANCE, "refused", inputs());
    await expect(outcome).rejects.toThrow(message);
    await expect(outcome).rejects.not.toThrow(/\bshort\b|with@sign/);
  });

  test("with another engine's parameters, a taken name, or less storage than it has", async () => {
    await aws.create(PARAMETER_GROUP, "old", { family: "postgres16", name: "old" });
    await expect(aws.create(INSTANCE, "old", instance({ parameterGroupName: "old" }))).rejects.toThrow(
      "The parameter group old with DBParameterGroupFamily postgres16 can't be used for this instance.",
    );
    const made = await aws.create(INSTANCE, "taken", instance({ identifier: "taken" }));
    await expect(aws.create(INSTANCE, "again", instance({ identifier: "taken" }))).rejects.toThrow(
      "DBInstanceAlreadyExists: DB instance already exists",
    );
    await expect(aws.update(made, instance({ identifier: "taken", allocatedStorage: 20 }))).rejects.toThrow(
      "Requested storage size cannot be less than the current size: 20 < 50",
    );
  });
});

describe("deletion is refused", () => {
  test("of a protected instance until its protection is off, and without a final snapshot", async () => {
    const made = await aws.create(INSTANCE, "kept", instance({ deletionProtection: true, skipFinalSnapshot: false }));
    await expect(aws.delete(made)).rejects.toThrow(
      "InvalidParameterCombination: Cannot delete protected DB Instance, please disable deletion protection and try again.",
    );
    const open = await aws.update(made, instance({ skipFinalSnapshot: false }));
    await expect(aws.delete(open)).rejects.toThrow(
      "FinalDBSnapshotIdentifier must be specified unless SkipFinalSnapshot is true",
    );
    const named = await aws.update(open, instance({ skipFinalSnapshot: false, finalSnapshotIdentifier: "last" }));
    await aws.delete(named);
    const next = await aws.create(
      INSTANCE,
      "next",
      instance({ skipFinalSnapshot: false, finalSnapshotIdentifier: "last" }),
    );
    await expect(aws.delete(next)).rejects.toThrow("a snapshot with the identifier last already exists");
  });

  test("of groups an instance uses", async () => {
    const subnets = await aws.create(SUBNET_GROUP, "used", { subnetIds: world.subnetIds });
    const group = await aws.create(PARAMETER_GROUP, "used", { family: "postgres17" });
    const made = await aws.create(
      INSTANCE,
      "user",
      instance({ dbSubnetGroupName: subnets.id, parameterGroupName: group.id }),
    );
    await expect(aws.delete(subnets)).rejects.toThrow("at least one database instance is still using it");
    await expect(aws.delete(group)).rejects.toThrow("One or more database instances are still members");
    await aws.delete(made);
    await aws.delete(subnets);
    await aws.delete(group);
  });
});

test("a subnet group needs two zones and subnets that are there", async () => {
  await expect(aws.create(SUBNET_GROUP, "one", { subnetIds: world.subnetIds.slice(0, 1) })).rejects.toThrow(
    "DBSubnetGroupDoesNotCoverEnoughAZs",
  );
  await expect(aws.create(SUBNET_GROUP, "none", { subnetIds: ["subnet-0"] })).rejects.toThrow("InvalidSubnet");
  await aws.create(SUBNET_GROUP, "named", { name: "named", subnetIds: world.subnetIds });
  await expect(aws.create(SUBNET_GROUP, "again", { name: "named", subnetIds: world.subnetIds })).rejects.toThrow(
    "DBSubnetGroupAlreadyExists",
  );
});

test("a proxy needs its subnets, role and secrets, its target an instance", async () => {
  const proxy = (changes: Properties) => ({
    engineFamily: "POSTGRESQL",
    roleArn: world.roleArn,
    vpcSubnetIds: world.subnetIds,
    ...changes,
  });
  await expect(aws.create(PROXY, "p", proxy({ vpcSubnetIds: ["subnet-0"] }))).rejects.toThrow("InvalidSubnet");
  await expect(aws.create(PROXY, "p", proxy({ roleArn: "arn:aws:iam::1:role/ghost" }))).rejects.toThrow(
    "does not exist or RDS is not authorized",
  );
  const ghost = [{ secretArn: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ghost-AbCdEf" }];
  await expect(aws.create(PROXY, "p", proxy({ auths: ghost }))).rejects.toThrow("The secret arn:aws:secretsmanager");
  const made = await aws.create(PROXY, "p", proxy({ name: "pool" }));
  expect(made.outputs.endpoint).toMatch(/^pool\.proxy-[a-z0-9]{12}\.eu-west-1\.rds\.amazonaws\.com$/);
  await expect(aws.create(PROXY, "again", proxy({ name: "pool" }))).rejects.toThrow("DB proxy pool already exists");
  const group = { dbProxyName: "pool", connectionPoolConfig: { maxConnectionsPercent: 80 } };
  const defaults = await aws.create("aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup", "g", group);
  expect(defaults.outputs.connectionPoolConfig).toMatchObject({
    maxConnectionsPercent: 80,
    connectionBorrowTimeout: 120,
  });
  const target = { dbProxyName: "pool", targetGroupName: "default", dbInstanceIdentifier: "ghost" };
  await expect(aws.create("aws:rds/proxyTarget:ProxyTarget", "t", target)).rejects.toThrow(
    "DBInstance ghost not found.",
  );
  await expect(aws.create("aws:rds/proxyTarget:ProxyTarget", "t", { ...target, dbProxyName: "ghost" })).rejects.toThrow(
    "DBProxyNotFoundFault",
  );
  const event = { snsTopic: "arn:aws:sns:eu-west-1:123456789012:ghost" };
  await expect(aws.create("aws:rds/eventSubscription:EventSubscription", "e", event)).rejects.toThrow(
    "SNSTopicArnNotFound",
  );
});
