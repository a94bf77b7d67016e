/** What AWS calls things in China's, the US government's and everybody else's regions. */
import { INTERFACE_ENDPOINTS } from "../../infra/addresses";
import { endpointService, logsPrincipal, partitionOf } from "../../infra/components/partitions";
import { runProgram } from "./run-program";
import { PRODUCTION } from "./settings";

const CHINAS = ["ecr.api", "ecr.dkr", "monitoring", "sts"];

describe.each([
  ["eu-west-1", "aws", "logs.eu-west-1.amazonaws.com", []],
  ["us-gov-west-1", "aws-us-gov", "logs.us-gov-west-1.amazonaws.com", []],
  ["cn-north-1", "aws-cn", "logs.cn-north-1.amazonaws.com.cn", CHINAS],
  ["cn-northwest-1", "aws-cn", "logs.cn-northwest-1.amazonaws.com.cn", CHINAS],
])("%s", (region, partition, principal, underChinasDomain) => {
  it("has its partition, its log service and the names of its endpoints", () => {
    expect(partitionOf(region)).toBe(partition);
    expect(logsPrincipal(region)).toBe(principal);
    for (const service of [...INTERFACE_ENDPOINTS, "s3"]) {
      const domain = underChinasDomain.includes(service) ? "cn.com.amazonaws" : "com.amazonaws";
      expect(endpointService(region, service)).toBe(`${domain}.${region}.${service}`);
    }
  });
});

it("names of its region are what the program's keys, endpoints and decryption have", async () => {
  const region = "cn-northwest-1";
  const resources = await runProgram({ ...PRODUCTION, "aws:region": region, "guardrails:natGateways": "none" });
  const logs = resources.find(({ type, name }) => type === "aws:kms/key:Key" && name === "logs-key");
  expect(JSON.parse(String(logs?.inputs["policy"]))).toMatchObject({
    Statement: [{ Sid: "AccountDecides" }, { Principal: { Service: logsPrincipal(region) } }],
  });
  const endpoints = resources.filter(({ type }) => type === "aws:ec2/vpcEndpoint:VpcEndpoint");
  const names = endpoints.map(({ inputs }) => inputs["serviceName"]);
  expect(names.sort()).toEqual([...INTERFACE_ENDPOINTS, "s3"].map((name) => endpointService(region, name)).sort());
  // Secrets Manager calls KMS under one name everywhere.
  const policies = resources.filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy");
  const vias = policies.flatMap(({ inputs }) => String(inputs["policy"]).match(/"kms:ViaService":"[^"]*"/g) ?? []);
  expect(new Set(vias)).toEqual(new Set([`"kms:ViaService":"secretsmanager.${region}.amazonaws.com"`]));
}, 60_000);
