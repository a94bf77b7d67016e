import { randomUUID } from "node:crypto";
import { blocks, number, type Properties, text, texts } from "../../provider/values";
import { refusal } from "../api-error";
import { between, lengthBetween, matches, oneOf } from "../checks";
import { autoname, resourceType, type ResourceType } from "../resource-type";
import { LOAD_BALANCER } from "./lb";
import { reference, referrers } from "./support";

const WEB_ACL = "aws:wafv2/webAcl:WebAcl";
const ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation";

/** The wording WAF shares between duplicate rules, priorities and limits. */
function optionInvalid(field: string, parameter: string): Error {
  return refusal("WAFInvalidParameterException", `Error reason: ${field}, parameter: ${parameter}`);
}

const webAcl = resourceType(WEB_ACL, {
  api: {
    service: "WAFV2",
    noun: "WAFv2 WebACL",
    create: "CreateWebACL",
    update: "UpdateWebACL",
    delete: "DeleteWebACL",
  },
  replaceOn: ["name", "namePrefix", "scope"],
  autoname: autoname(128),
  checks: [
    lengthBetween("name", 1, 128),
    matches("name", /^[\w-]+$/, "must contain only alphanumeric hyphen and underscore characters"),
    oneOf("scope", ["CLOUDFRONT", "REGIONAL"]),
    between("rules[].statement.rateBasedStatement.limit", 10, 2_000_000_000),
    oneOf("rules[].statement.rateBasedStatement.aggregateKeyType", ["CONSTANT", "CUSTOM_KEYS", "FORWARDED_IP", "IP"]),
    lengthBetween("visibilityConfig.metricName", 1, 128),
  ],
  unique: {
    property: "name",
    within: ["scope"],
    taken: () =>
      refusal(
        "WAFDuplicateItemException",
        "AWS WAF couldn’t perform the operation because some resource in your request is a duplicate of an existing one.",
      ),
  },
  create: (place, inputs) => {
    refuseRules(inputs);
    if (inputs.scope === "CLOUDFRONT" && place.region !== "us-east-1")
      throw optionInvalid("The scope is not valid.", "CLOUDFRONT");
    const id = randomUUID();
    const scope = inputs.scope === "CLOUDFRONT" ? "global" : "regional";
    return {
      id,
      outputs: {
        arn: place.arn("wafv2", `${scope}/webacl/${text(inputs.name) ?? ""}/${id}`),
        applicationIntegrationUrl: "",
        capacity: capacityOf(inputs),
        lockToken: randomUUID(),
        namePrefix: inputs.namePrefix ?? "",
      },
    };
  },
  update: (_place, { inputs }) => {
    refuseRules(inputs);
    return { capacity: capacityOf(inputs), lockToken: randomUUID() };
  },
  recomputed: {
    capacity: ["rules", "ruleJson"],
    lockToken: ["rules", "defaultAction", "visibilityConfig", "description"],
  },
  delete: (place, { outputs }) => {
    if (referrers(place, ASSOCIATION, "webAclArn", outputs.arn ?? "").length > 0) {
      throw refusal(
        "WAFAssociatedItemException",
        "AWS WAF couldn’t perform the operation because your resource is being used by another resource or it’s associated with another resource.",
      );
    }
  },
});

function refuseRules(inputs: Properties): void {
  const rules = blocks(inputs.rules);
  const priority = repeated(rules.flatMap((rule) => number(rule.priority) ?? []));
  if (priority !== undefined) throw optionInvalid("You have used the same priority more than once.", String(priority));
  const name = repeated(rules.flatMap((rule) => text(rule.name) ?? []));
  if (name !== undefined) throw optionInvalid("You have used the same rule name more than once.", name);
}

function repeated<Item>(values: readonly Item[]): Item | undefined {
  return values.find((value, index) => values.indexOf(value) !== index);
}

/** An estimate of the capacity units: WAF's own figures for rate rules and for the common managed groups. */
function capacityOf(inputs: Properties): number {
  const managed: Readonly<Record<string, number>> = {
    AWSManagedRulesCommonRuleSet: 700,
    AWSManagedRulesKnownBadInputsRuleSet: 200,
    AWSManagedRulesSQLiRuleSet: 200,
    AWSManagedRulesAmazonIpReputationList: 25,
    AWSManagedRulesAnonymousIpList: 50,
  };
  const json = JSON.stringify(inputs.rules ?? []);
  const groups = Object.entries(managed).reduce(
    (sum, [name, units]) => sum + (json.includes(`"${name}"`) ? units : 0),
    0,
  );
  return groups + 2 * (json.match(/"rateBasedStatement"/g)?.length ?? 0);
}

const webAclArn = reference(
  ["webAclArn"],
  WEB_ACL,
  () =>
    refusal(
      "WAFNonexistentItemException",
      "AWS WAF couldn’t perform the operation because your resource doesn’t exist.",
    ),
  "arn",
);

const association = resourceType(ASSOCIATION, {
  api: { service: "WAFV2", noun: "WAFv2 WebACL Association", create: "AssociateWebACL", delete: "DisassociateWebACL" },
  replaceOn: ["resourceArn", "webAclArn"],
  title: "resourceArn",
  references: [webAclArn],
  create: (place, inputs) => {
    const resource = text(inputs.resourceArn) ?? "";
    if (resource.includes(":loadbalancer/") && place.account.get(LOAD_BALANCER, resource) === undefined) {
      throw refusal(
        "WAFNonexistentItemException",
        "AWS WAF couldn’t perform the operation because your resource doesn’t exist.",
      );
    }
    return { id: `${text(inputs.webAclArn) ?? ""},${resource}` };
  },
});

const logging = resourceType("aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", {
  api: {
    service: "WAFV2",
    noun: "WAFv2 WebACL Logging Configuration",
    create: "PutLoggingConfiguration",
    update: "PutLoggingConfiguration",
    delete: "DeleteLoggingConfiguration",
  },
  replaceOn: ["resourceArn"],
  title: "resourceArn",
  references: [{ ...webAclArn, from: (inputs) => texts([inputs.resourceArn ?? null]) }],
  create: (_place, inputs) => {
    // Source: WAF guide: a log destination's name begins with aws-waf-logs-.
    const wrong = texts(inputs.logDestinationConfigs).find((arn) => !/(:|\/)aws-waf-logs-/.test(arn));
    if (wrong !== undefined)
      throw optionInvalid(
        "The ARN isn't valid. A valid ARN begins with arn: and includes other information separated by colons or slashes.",
        wrong,
      );
    return { id: text(inputs.resourceArn) ?? "" };
  },
});

export const WAFV2: readonly ResourceType[] = [webAcl, association, logging];
