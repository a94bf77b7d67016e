/** Addresses and ids in AWS's own form, of types that only the SDK describes. */
import { text } from "../../../offline/provider/values";
import { aws } from "./fresh-account";

const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const lacking = (part: string): unknown => expect.not.stringContaining(part);
const having = (fields: Record<string, unknown>): unknown => expect.objectContaining(fields);

test.each<readonly [string, Record<string, unknown>, object]>([
  [
    "aws:elasticache/serverlessCache:ServerlessCache",
    { engine: "valkey", name: "c" },
    {
      endpoints: [{ address: like(/^c-\w{6}\.serverless\.euw1\.cache\.amazonaws\.com$/), port: 6379 }],
    },
  ],
  [
    "aws:memorydb/cluster:Cluster",
    { aclName: "open-access", nodeType: "db.t4g.small", name: "m" },
    { clusterEndpoints: [{ address: like(/^clustercfg\.m\.\w+\.memorydb\./), port: 6379 }] },
  ],
  [
    "aws:rds/cluster:Cluster",
    { engine: "aurora-postgresql", clusterIdentifier: "k", manageMasterUserPassword: true },
    {
      endpoint: like(/^k\.cluster-\w{12}\.eu-west-1\.rds\.amazonaws\.com$/),
      readerEndpoint: like(/^k\.cluster-ro-/),
      port: 5432,
      masterUserSecrets: [having({ secretStatus: "active" })],
    },
  ],
  ["aws:rds/cluster:Cluster", { engine: "aurora-mysql" }, { port: 3306 }],
  ["aws:docdb/cluster:Cluster", {}, { endpoint: like(/\.docdb\.amazonaws\.com$/), port: 27017 }],
  [
    "aws:eks/cluster:Cluster",
    { roleArn: "arn:aws:iam::123456789012:role/x", vpcConfig: { subnetIds: [] } },
    {
      endpoint: like(/^https:\/\/[0-9A-F]{32}\.gr7\.eu-west-1\.eks\.amazonaws\.com$/),
      identities: [{ oidcs: [{ issuer: like(/^https:\/\/oidc\.eks\.eu-west-1/) }] }],
      kubernetesNetworkConfig: having({ ipFamily: "ipv4" }),
      vpcConfig: having({ clusterSecurityGroupId: like(/^sg-/) }),
    },
  ],
  [
    "aws:apprunner/service:Service",
    { serviceName: "a", sourceConfiguration: {} },
    { serviceUrl: like(/^\w{10}\.eu-west-1\.awsapprunner\.com$/) },
  ],
  [
    "aws:cloudfront/distribution:Distribution",
    { enabled: true, origins: [], defaultCacheBehavior: {}, restrictions: {}, viewerCertificate: {} },
    { domainName: like(/^d\w{13}\.cloudfront\.net$/), hostedZoneId: "Z2FDTNDATAQYW2" },
  ],
  [
    "aws:apigatewayv2/api:Api",
    { protocolType: "HTTP" },
    { apiEndpoint: like(/^https:\/\/\w{10}\.execute-api\.eu-west-1\.amazonaws\.com$/) },
  ],
  ["aws:opensearch/domain:Domain", { domainName: "logs" }, { endpoint: like(/^search-logs-\w{26}\./) }],
  // What the service makes up for a secret: an empty one would be judged as one.
  ["aws:cognito/userPoolClient:UserPoolClient", { userPoolId: "p" }, { clientSecret: like(/^\w{52}$/) }],
  ["aws:apigateway/apiKey:ApiKey", {}, { value: like(/^\w{52}$/) }],
  ["aws:appsync/apiKey:ApiKey", { apiId: "a" }, { key: like(/^\w{52}$/) }],
  ["aws:redshift/cluster:Cluster", { clusterIdentifier: "r", nodeType: "ra3" }, { endpoint: lacking("https://") }],
])("%s", async (type, inputs, outputs) => {
  const made = await aws.made(type, "it", inputs as Parameters<typeof aws.made>[2]);
  expect(made).toMatchObject(outputs);
  expect(text(made.id)).toBeTruthy();
});
