import { text, texts } from "../../provider/values";
import { dnsSuffixOf } from "../place";
import { policyDocument } from "../policy-document";
import { zoneId } from "../services/ec2";
import { type Answers } from "./answers";

const ZONES = ["a", "b", "c"];

/** Where an account is offered fewer than there are, or other letters (AWS fault isolation whitepaper; EC2 user guide, "Regions"). */
const OTHER_ZONES: Readonly<Record<string, readonly string[]>> = {
  "ap-northeast-1": ["a", "c", "d"],
  "us-west-1": ["a", "c"],
};

/** Accounts from which load balancers write access logs. Source: ELB guide, enable access logs. */
const ELB_ACCOUNTS: Readonly<Record<string, string>> = {
  "af-south-1": "098369216593",
  "ap-east-1": "754344448648",
  "ap-northeast-1": "582318560864",
  "ap-northeast-2": "600734575887",
  "ap-northeast-3": "383597477331",
  "ap-south-1": "718504428378",
  "ap-southeast-1": "114774131450",
  "ap-southeast-2": "783225319266",
  "ca-central-1": "985666609251",
  "eu-central-1": "054676820928",
  "eu-north-1": "897822967062",
  "eu-south-1": "635631232127",
  "eu-west-1": "156460612806",
  "eu-west-2": "652711504416",
  "eu-west-3": "009996457667",
  "me-south-1": "076674570225",
  "sa-east-1": "507241528517",
  "us-east-1": "127311923021",
  "us-east-2": "033677994240",
  "us-west-1": "027434742980",
  "us-west-2": "797873946194",
};

/** Of the account and AWS at large. */
export const ACCOUNT: Answers = {
  "index/getCallerIdentity": ({ account, partition }) => ({
    id: account.id,
    accountId: account.id,
    arn: `arn:${partition}:iam::${account.id}:user/offline`,
    userId: "AIDAOFFLINE0000000000",
  }),
  "index/getRegion": ({ region }) => ({
    id: region,
    region,
    name: region,
    description: region,
    endpoint: `ec2.${region}.${dnsSuffixOf(region)}`,
  }),
  "index/getPartition": ({ partition, region }) => ({
    id: partition,
    partition,
    dnsSuffix: dnsSuffixOf(region),
    reverseDnsPrefix: dnsSuffixOf(region).split(".").reverse().join("."),
  }),
  "index/getDefaultTags": (_place, _args, tags) => ({ id: "tags", tags }),
  "index/getAvailabilityZones": ({ region }, args) => {
    const names = (OTHER_ZONES[region] ?? ZONES)
      .map((letter) => `${region}${letter}`)
      .filter((name) => !texts(args.excludeNames).includes(name));
    return { ...args, id: region, region, names, zoneIds: names.map(zoneId), groupNames: [`${region}-zg-1`] };
  },
  "index/getServicePrincipal": ({ region }, args) => {
    const service = text(args.serviceName) ?? "";
    return {
      id: `${service}.${region}`,
      name: `${service}.amazonaws.com`,
      region,
      serviceName: service,
      suffix: "amazonaws.com",
    };
  },
  "iam/getPolicyDocument": (_place, args) => policyDocument(args),
  "elb/getServiceAccount": ({ region, partition }) => {
    const id = ELB_ACCOUNTS[region];
    if (id === undefined) throw new Error(`unsupported AWS Region: ${region}`);
    return { id, region, arn: `arn:${partition}:iam::${id}:root` };
  },
};
