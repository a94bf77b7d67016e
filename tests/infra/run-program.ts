/** The real program under Pulumi's mocks: what it registers, with parents, in one object a resource. */
import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import program from "../../infra";
import { withoutStackTraces } from "../without-stack-traces";

export interface Registered {
  readonly urn: string;
  readonly parent: string;
  readonly type: string;
  readonly name: string;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly ignoreChanges: readonly string[];
  /** URNs of what it waits for, by inputs or `dependsOn`. */
  readonly dependsOn: readonly string[];
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Names of the inputs that travel as Pulumi secrets. */
  readonly secretInputs: readonly string[];
}

/** What the stand-in asks of a registration request; the engine's own class has more. */
interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getIgnorechangesList(): string[];
  getDependenciesList(): string[];
}

type Register = (request: Request, callback: (error: unknown, response: { getUrn(): string }) => void) => Promise<void>;

/** A region that offers this account no zone `b`, as there are some. */
const ZONES_OF = "eu-west-1";

/** The VPC and the subnets of Pulumi.example-own-vpc.yaml, as AWS has them. */
const GIVEN_VPC = { id: "vpc-0a1b2c3d4e5f60718", cidrBlock: "10.20.0.0/16" };
const GIVEN_SUBNETS: Readonly<Record<string, readonly [cidrBlock: string, zone: string]>> = {
  "subnet-0a00000000000001": ["10.20.0.0/24", "a"],
  "subnet-0a00000000000002": ["10.20.1.0/24", "b"],
  "subnet-0b00000000000001": ["10.20.32.0/20", "a"],
  "subnet-0b00000000000002": ["10.20.48.0/20", "b"],
  "subnet-0c00000000000001": ["10.20.8.0/24", "a"],
  "subnet-0c00000000000002": ["10.20.9.0/24", "b"],
};

/** What AWS publishes as its newest image. */
export const IMAGE = "ami-0a1b2c3d4e5f60718";

const SECRET_MARK = "4dabf18193072939515e22adb298388d";

/**
 * Runs the program once: the stack, or the one that is given.
 *
 * @param config Configuration by full key (`guardrails:environment`), as the engine gives it: text.
 */
export async function runProgram(
  config: Readonly<Record<string, string>>,
  secretKeys: readonly string[] = [],
  run: () => Promise<unknown> = program,
): Promise<readonly Registered[]> {
  const inputs = new Map<string, Readonly<Record<string, unknown>>>();
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs: given }) => {
        inputs.set(`${type}::${name}`, given as Record<string, unknown>);
        return {
          id: `${name}-id`,
          state: { name: automaticName(name), ...(given as Record<string, unknown>), ...computed(type, name) },
        };
      },
      call: ({ token, inputs: given }) => {
        if (token === "aws:index/getCallerIdentity:getCallerIdentity") return { accountId: "123456789012" };
        if (token === "aws:index/getAvailabilityZones:getAvailabilityZones") {
          return { names: ["c", "a", "d"].map((letter) => `${ZONES_OF}${letter}`) };
        }
        if (token === "aws:ec2/getVpc:getVpc") return GIVEN_VPC;
        if (token === "aws:ssm/getParameter:getParameter") return { insecureValue: IMAGE, value: "not read" };
        const id: unknown = (given as Readonly<Record<string, unknown>>)["id"];
        const subnet = typeof id === "string" ? GIVEN_SUBNETS[id] : undefined;
        if (subnet !== undefined) {
          const [cidrBlock, zone] = subnet;
          return { id, vpcId: GIVEN_VPC.id, cidrBlock, availabilityZone: `${ZONES_OF}${zone}` };
        }
        throw new Error(`the program called ${token} with ${JSON.stringify(given)}`);
      },
    },
    "guardrails",
    "test",
    false,
  );
  pulumi.runtime.setAllConfig({ ...config }, [...secretKeys]);

  const registered: Registered[] = [];
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this` below
  const original = MockMonitor.prototype.registerResource as Register;
  const spy = jest.spyOn(MockMonitor.prototype, "registerResource");
  spy.mockImplementation(function (this: MockMonitor, request: Request, callback: Parameters<Register>[1]) {
    return original.call(this, request, (error, response) => {
      if (!error) registered.push(record(request, response.getUrn(), inputs));
      callback(error, response);
    });
  });
  try {
    await withoutStackTraces(() => pulumi.runtime.runInPulumiStack(run));
    return registered;
  } finally {
    spy.mockRestore();
  }
}

function record(
  request: Request,
  urn: string,
  all: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): Registered {
  const type = request.getType();
  const name = request.getName();
  const given = Object.entries(all.get(`${type}::${name}`) ?? {});
  return {
    urn,
    parent: request.getParent(),
    type,
    name,
    protect: request.getProtect(),
    retainOnDelete: request.getRetainondelete(),
    ignoreChanges: request.getIgnorechangesList(),
    dependsOn: request.getDependenciesList(),
    inputs: Object.fromEntries(given.map(([key, value]) => [key, isSecret(value) ? value["value"] : value])),
    secretInputs: given.filter(([, value]) => isSecret(value)).map(([key]) => key),
  };
}

function isSecret(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && SECRET_MARK in value;
}

/** What is given no name has one of its own. */
export function automaticName(logicalName: string): string {
  return `${logicalName}-automatic`;
}

/** Outputs a real provider would compute, where the program builds on them. */
function computed(type: string, name: string): Record<string, unknown> {
  const arn = `arn:aws:service:eu-west-1:123456789012:${name}`;
  switch (type) {
    case "random:index/randomPassword:RandomPassword":
      return { result: `password-of-${name}` };
    case "random:index/randomBytes:RandomBytes":
      return { base64: `bytes-of-${name}` };
    case "aws:ec2/instance:Instance":
      return { arn, primaryNetworkInterfaceId: `interface-of-${name}` };
    case "aws:secretsmanager/secretVersion:SecretVersion":
      return { versionId: `version-of-${name}` };
    case "aws:rds/proxy:Proxy":
      return { arn, endpoint: `${name}.proxy.example` };
    case "aws:rds/instance:Instance":
      return { address: `${name}.rds.example`, masterUserSecrets: [{ secretArn: `${arn}-master` }] };
    case "aws:elasticache/replicationGroup:ReplicationGroup":
      return { primaryEndpointAddress: `${name}.cache.example` };
    case "aws:ecr/repository:Repository":
      return { repositoryUrl: `${name}.ecr.example` };
    case "aws:acm/certificate:Certificate":
      return {
        arn,
        domainValidationOptions: [
          { resourceRecordName: "_a.example", resourceRecordType: "CNAME", resourceRecordValue: "_b.example" },
        ],
      };
    case "aws:lb/loadBalancer:LoadBalancer":
    case "aws:lb/targetGroup:TargetGroup":
      return { arn, arnSuffix: `suffix-of-${name}`, dnsName: `${name}.elb.example` };
    default:
      return { arn };
  }
}
