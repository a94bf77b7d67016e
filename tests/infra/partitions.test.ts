/** Names that are others in China and under the US government. */
import { INTERFACE_ENDPOINTS } from "../../infra/addresses";
import { endpointService, logsPrincipal, partitionOf } from "../../infra/partitions";
import { runProgram } from "./run-program";
import { PRODUCTION } from "./settings";

const names = (region: string) => INTERFACE_ENDPOINTS.map((service) => endpointService(service, region));

it.each([
  ["eu-west-1", "aws", "logs.eu-west-1.amazonaws.com"],
  ["us-gov-west-1", "aws-us-gov", "logs.us-gov-west-1.amazonaws.com"],
  ["cn-north-1", "aws-cn", "logs.cn-north-1.amazonaws.com.cn"],
  ["cn-northwest-1", "aws-cn", "logs.cn-northwest-1.amazonaws.com.cn"],
])("%s is of %s, where logs are %s", (region, partition, principal) => {
  expect([partitionOf(region), logsPrincipal(region)]).toStrictEqual([partition, principal]);
});

it("turns the names of some endpoints round in China, and of none elsewhere", () => {
  expect(names("cn-north-1")).toStrictEqual([
    "cn.com.amazonaws.cn-north-1.ecr.api",
    "cn.com.amazonaws.cn-north-1.ecr.dkr",
    "com.amazonaws.cn-north-1.kms",
    "com.amazonaws.cn-north-1.logs",
    "cn.com.amazonaws.cn-north-1.monitoring",
    "com.amazonaws.cn-north-1.secretsmanager",
    "cn.com.amazonaws.cn-north-1.sts",
  ]);
  expect(endpointService("s3", "cn-north-1")).toBe("com.amazonaws.cn-north-1.s3");
  for (const region of ["eu-west-1", "us-gov-east-1"])
    expect(names(region).every((name) => name.startsWith(`com.amazonaws.${region}.`))).toBe(true);
});

it("builds a stack of China with its names", async () => {
  const image = `123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/shop@sha256:${"0".repeat(64)}`;
  const config = { "aws:region": "cn-north-1", "guardrails:image": image, "guardrails:natGateways": "none" };
  const resources = await runProgram({ ...PRODUCTION, ...config });
  const inputs = (type: string, name: string) =>
    resources.find((resource) => resource.type === type && resource.name === name)?.inputs;
  expect(inputs("aws:ec2/vpcEndpoint:VpcEndpoint", "ecr-api")?.["serviceName"]).toBe(
    "cn.com.amazonaws.cn-north-1.ecr.api",
  );
  expect(inputs("aws:ec2/vpcEndpoint:VpcEndpoint", "s3")?.["serviceName"]).toBe("com.amazonaws.cn-north-1.s3");
  expect(String(inputs("aws:kms/key:Key", "logs-key")?.["policy"])).toMatch(
    /arn:aws-cn:iam::.*logs\.cn-north-1\.amazonaws\.com\.cn/,
  );
}, 60_000);
