/** Load balancers, certificates, records and the firewall in front of them. */
import { type Properties } from "../../../../offline/provider/values";
import { str } from "../../client";
import { aws, world } from "../fresh-world";

const BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const TARGET_GROUP = "aws:lb/targetGroup:TargetGroup";
const LISTENER = "aws:lb/listener:Listener";
const RULE = "aws:lb/listenerRule:ListenerRule";
const CERTIFICATE = "aws:acm/certificate:Certificate";
const VALIDATION = "aws:acm/certificateValidation:CertificateValidation";
const RECORD = "aws:route53/record:Record";
const ZONE = "aws:route53/zone:Zone";
const WEB_ACL = "aws:wafv2/webAcl:WebAcl";

let balancer: Properties & { id: string };
let targets: Properties & { id: string };
beforeAll(async () => {
  balancer = await aws.made(BALANCER, "world", { subnets: world.subnetIds });
  targets = await aws.made(TARGET_GROUP, "world", group());
});

function group(changes: Properties = {}): Properties {
  return { vpcId: world.vpcId, port: 8000, protocol: "HTTP", targetType: "ip", ...changes };
}

let port = 1000;
function listener(changes: Properties = {}): Properties {
  return {
    loadBalancerArn: balancer.id,
    port: port++,
    protocol: "HTTP",
    defaultActions: forward(targets.id),
    ...changes,
  };
}

function forward(targetGroupArn: string): Properties[] {
  return [{ type: "forward", targetGroupArn }];
}

test("names and ARNs have AWS's forms", async () => {
  const { outputs } = await aws.create(BALANCER, "formed", { name: "shop", subnets: world.subnetIds });
  expect(outputs.arn).toMatch(
    /^arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer\/app\/shop\/[0-9a-f]{16}$/,
  );
  expect(outputs.dnsName).toMatch(/^shop-\d{10}\.eu-west-1\.elb\.amazonaws\.com$/);
  expect(outputs.vpcId).toBe(world.vpcId);
  expect(targets.arn).toMatch(/:targetgroup\/world-[0-9a-f]{7}\/[0-9a-f]{16}$/);
  const made = await aws.create(LISTENER, "formed", listener());
  expect(made.id).toMatch(/:listener\/app\/world-[0-9a-f]{7}\/[0-9a-f]{16}\/[0-9a-f]{16}$/);
  const rule = await aws.create(RULE, "formed", { listenerArn: made.id, actions: forward(targets.id), conditions: [] });
  expect(rule.id).toMatch(/:listener-rule\/app\//);
  expect(rule.outputs.priority).toBe(1);
});

test("the older names of these types behave the same", async () => {
  const { id } = await aws.create("aws:alb/targetGroup:TargetGroup", "old", group());
  expect(id).toMatch(/:targetgroup\//);
  await expect(
    aws.create("aws:applicationloadbalancing/listener:Listener", "old", listener({ loadBalancerArn: "ghost" })),
  ).rejects.toThrow("LoadBalancerNotFound");
});

describe("refuses", () => {
  test.each<[string, string, () => Properties, string]>([
    [
      "a load balancer in one zone",
      BALANCER,
      () => ({ subnets: world.subnetIds.slice(0, 1) }),
      "At least two subnets in two different Availability Zones must be specified",
    ],
    [
      "a load balancer in a subnet that is not there",
      BALANCER,
      () => ({ subnets: ["subnet-0"] }),
      "SubnetNotFound: The subnet ID 'subnet-0' does not exist",
    ],
    [
      "a load balancer in a group that is not there",
      BALANCER,
      () => ({ subnets: world.subnetIds, securityGroups: ["sg-0"] }),
      "InvalidSecurityGroup",
    ],
    [
      "access logs into a bucket that is not there",
      BALANCER,
      () => ({ subnets: world.subnetIds, accessLogs: { bucket: "ghost", enabled: true } }),
      "Access Denied for bucket: ghost. Please check S3bucket permission",
    ],
    [
      "a target group in a VPC that is not there",
      TARGET_GROUP,
      () => group({ vpcId: "vpc-0" }),
      "The VPC ID 'vpc-0' is not found",
    ],
    [
      "a health check slower than its interval",
      TARGET_GROUP,
      () => group({ healthCheck: { interval: 10, timeout: 10 } }),
      "Health check interval must be greater than the timeout.",
    ],
    [
      "a listener of a load balancer that is not there",
      LISTENER,
      () => listener({ loadBalancerArn: "ghost" }),
      "LoadBalancerNotFound: Load balancer 'ghost' not found",
    ],
    [
      "a listener to targets that are not there",
      LISTENER,
      () => listener({ defaultActions: forward("ghost") }),
      "TargetGroupNotFound: Target groups 'ghost' not found",
    ],
    [
      "HTTPS without a certificate",
      LISTENER,
      () => listener({ protocol: "HTTPS" }),
      "A certificate must be specified for HTTPS listeners",
    ],
    [
      "HTTP with a certificate",
      LISTENER,
      () => listener({ certificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/brought" }),
      "A certificate cannot be specified for HTTP listeners",
    ],
    [
      "a TLS policy that is none",
      LISTENER,
      () =>
        listener({
          protocol: "HTTPS",
          certificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/brought",
          sslPolicy: "Strong",
        }),
      "SSLPolicyNotFound: SSL policy 'Strong' not found",
    ],
    [
      "a rule of a listener that is not there",
      RULE,
      () => ({ listenerArn: "ghost", actions: [], conditions: [] }),
      "ListenerNotFound: Listener 'ghost' not found",
    ],
    [
      "a web ACL with one priority twice",
      WEB_ACL,
      () =>
        acl({
          rules: [
            { name: "a", priority: 1 },
            { name: "b", priority: 1 },
          ],
        }),
      "You have used the same priority more than once., parameter: 1",
    ],
    [
      "a web ACL with one rule name twice",
      WEB_ACL,
      () =>
        acl({
          rules: [
            { name: "a", priority: 1 },
            { name: "a", priority: 2 },
          ],
        }),
      "You have used the same rule name more than once., parameter: a",
    ],
    [
      "a web ACL for CloudFront outside us-east-1",
      WEB_ACL,
      () => acl({ scope: "CLOUDFRONT" }),
      "The scope is not valid., parameter: CLOUDFRONT",
    ],
    [
      "an association with a web ACL that is not there",
      "aws:wafv2/webAclAssociation:WebAclAssociation",
      () => ({ webAclArn: "ghost", resourceArn: balancer.id }),
      "WAFNonexistentItemException",
    ],
    [
      "a validation of a certificate that is not there",
      VALIDATION,
      () => ({ certificateArn: "ghost" }),
      "Could not find certificate ghost.",
    ],
  ])("%s", async (_what, type, inputs, message) => {
    await expect(aws.create(type, "refused", inputs())).rejects.toThrow(message);
  });

  test("names, ports and priorities that are taken", async () => {
    const named = { name: "taken", subnets: world.subnetIds };
    await aws.create(BALANCER, "one", named);
    await expect(aws.create(BALANCER, "two", named)).rejects.toThrow("DuplicateLoadBalancerName");
    await aws.create(TARGET_GROUP, "one", group({ name: "taken" }));
    await expect(aws.create(TARGET_GROUP, "two", group({ name: "taken" }))).rejects.toThrow("DuplicateTargetGroupName");
    const made = await aws.create(LISTENER, "one", listener({ port: 80 }));
    await expect(aws.create(LISTENER, "two", listener({ port: 80 }))).rejects.toThrow("DuplicateListener");
    const rule = { listenerArn: made.id, actions: forward(targets.id), conditions: [], priority: 5 };
    await aws.create(RULE, "one", rule);
    await expect(aws.create(RULE, "two", rule)).rejects.toThrow("PriorityInUse: Priority '5' is currently in use");
    await aws.create(WEB_ACL, "one", acl({ name: "taken" }));
    await expect(aws.create(WEB_ACL, "two", acl({ name: "taken" }))).rejects.toThrow("WAFDuplicateItemException");
  });

  test("two subnets of a load balancer in one zone", async () => {
    const third = await aws.made("aws:ec2/subnet:Subnet", "third", {
      vpcId: world.vpcId,
      cidrBlock: "10.0.7.0/24",
      availabilityZone: "eu-west-1b",
    });
    await expect(aws.create(BALANCER, "crowded", { subnets: [...world.subnetIds, third.id] })).rejects.toThrow(
      "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
    );
  });

  test("updates to what a creation would be refused for", async () => {
    const check = { healthCheck: { interval: 5, timeout: 6 } };
    const slow = await aws.create(TARGET_GROUP, "slow", group());
    await expect(aws.update(slow, group(check))).rejects.toThrow(
      "operation error Elastic Load Balancing v2: ModifyTargetGroupAttributes",
    );
    const first = listener();
    const made = await aws.create(LISTENER, "changed", first);
    await expect(aws.update(made, { ...first, defaultActions: forward("ghost") })).rejects.toThrow(
      "TargetGroupNotFound",
    );
    const rule = { listenerArn: made.id, actions: forward(targets.id), conditions: [] };
    const split = [{ type: "forward", forward: { targetGroups: [{ arn: targets.id }, { arn: "ghost" }] } }];
    await expect(aws.update(await aws.create(RULE, "changed", rule), { ...rule, actions: split })).rejects.toThrow(
      "Target groups 'ghost' not found",
    );
    const waf = await aws.create(WEB_ACL, "changed", acl());
    const rules = [
      { name: "a", priority: 1 },
      { name: "b", priority: 1 },
    ];
    await expect(aws.update(waf, acl({ rules }))).rejects.toThrow("operation error WAFV2: UpdateWebACL");
  });

  test("to delete what is protected or in use", async () => {
    const kept = await aws.create(BALANCER, "kept", { subnets: world.subnetIds, enableDeletionProtection: true });
    await expect(aws.delete(kept)).rejects.toThrow(
      `Load balancer '${kept.id}' cannot be deleted because deletion protection is enabled`,
    );
    await aws.delete(await aws.update(kept, { subnets: world.subnetIds }));
    const used = await aws.create(TARGET_GROUP, "used", group());
    const made = await aws.create(LISTENER, "user", listener({ defaultActions: forward(used.id) }));
    await expect(aws.delete(used)).rejects.toThrow("is currently in use by a listener or a rule");
    await aws.delete(made);
    await aws.delete(used);
    const waf = await aws.create(WEB_ACL, "used", acl());
    const association = await aws.create("aws:wafv2/webAclAssociation:WebAclAssociation", "used", {
      webAclArn: str(waf.outputs.arn),
      resourceArn: balancer.id,
    });
    await expect(aws.delete(waf)).rejects.toThrow("WAFAssociatedItemException");
    await aws.delete(association);
    await aws.delete(waf);
  });

  test("an association with a load balancer that is not there, and logs under another name", async () => {
    const waf = await aws.made(WEB_ACL, "logged", acl());
    const resourceArn = balancer.id.replace(/[0-9a-f]{16}$/, "0000000000000000");
    await expect(
      aws.create("aws:wafv2/webAclAssociation:WebAclAssociation", "ghost", { webAclArn: str(waf.arn), resourceArn }),
    ).rejects.toThrow("WAFNonexistentItemException");
    const type = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";
    const logs = (name: string) => ({
      resourceArn: str(waf.arn),
      logDestinationConfigs: [`arn:aws:logs:eu-west-1:123456789012:log-group:${name}`],
    });
    await expect(aws.create(type, "wrong", logs("shop-waf"))).rejects.toThrow("The ARN isn't valid.");
    await expect(aws.create(type, "right", logs("aws-waf-logs-shop"))).resolves.toBeDefined();
  });
});

function acl(changes: Properties = {}): Properties {
  return { scope: "REGIONAL", defaultAction: { allow: {} }, visibilityConfig: { metricName: "m" }, ...changes };
}

describe("a certificate", () => {
  test("waits for its record where the stack has the zone, and may then serve HTTPS", async () => {
    const zone = await aws.made(ZONE, "shop", { name: "example.com" });
    const made = await aws.create(CERTIFICATE, "shop", { domainName: "shop.example.com", validationMethod: "DNS" });
    const [option] = made.outputs.domainValidationOptions as [Properties];
    const name = str(option.resourceRecordName);
    expect(name).toMatch(/^_[0-9a-f]{32}\.shop\.example\.com\.$/);
    const https = { protocol: "HTTPS", certificateArn: made.id };
    await expect(aws.create(LISTENER, "early", listener(https))).rejects.toThrow("UnsupportedCertificate");
    const validation = { certificateArn: made.id, validationRecordFqdns: [name] };
    await expect(aws.create(VALIDATION, "early", validation)).rejects.toThrow(`no record ${name} exists`);
    const record = await aws.create(RECORD, "proof", {
      zoneId: zone.id,
      name,
      type: "CNAME",
      ttl: 60,
      records: [str(option.resourceRecordValue)],
    });
    expect(record.outputs.fqdn).toBe(name.slice(0, -1));
    await aws.create(VALIDATION, "proof", validation);
    const served = await aws.create(LISTENER, "served", listener(https));
    await expect(aws.delete(made)).rejects.toThrow("is in use.");
    await aws.delete(served);
    await aws.delete(made);
    await expect(aws.create(LISTENER, "late", listener(https))).rejects.toThrow(
      `CertificateNotFound: Certificate '${made.id}' not found`,
    );
    const other = await aws.made(LISTENER, "other", listener());
    await expect(
      aws.create("aws:lb/listenerCertificate:ListenerCertificate", "gone", {
        listenerArn: other.id,
        certificateArn: made.id,
      }),
    ).rejects.toThrow("CertificateNotFound");
    const extra = { listenerArn: "ghost", certificateArn: made.id };
    await expect(aws.create("aws:lb/listenerCertificate:ListenerCertificate", "extra", extra)).rejects.toThrow(
      "ListenerNotFound",
    );
  });

  test("is validated by whoever runs the domain's DNS where the stack has no record of it", async () => {
    const made = await aws.create(CERTIFICATE, "own", { domainName: "own.example.org", validationMethod: "DNS" });
    await aws.create(VALIDATION, "own", { certificateArn: made.id });
    expect((await aws.read(CERTIFICATE, "own", made.id, made))?.outputs.status).toBe("ISSUED");
  });
});

describe("a record", () => {
  test("is refused twice, in a deleted zone, and keeps its zone from being deleted", async () => {
    const zone = await aws.create(ZONE, "zone", { name: "example.net" });
    const record = { zoneId: zone.id, name: "www", type: "A", ttl: 60, records: ["203.0.113.1"] };
    const made = await aws.create(RECORD, "one", record);
    expect([made.id, made.outputs.fqdn]).toEqual([`${zone.id}_www.example.net_A`, "www.example.net"]);
    await expect(aws.create(RECORD, "two", record)).rejects.toThrow(
      "[name='www.example.net.', type='A'] but it already exists]",
    );
    await expect(aws.delete(zone)).rejects.toThrow("HostedZoneNotEmpty");
    await aws.delete(made);
    await aws.delete(zone);
    await expect(aws.create(RECORD, "three", record)).rejects.toThrow(
      `NoSuchHostedZone: No hosted zone found with ID: ${zone.id}`,
    );
  });

  test("in its owner's own zone is taken", async () => {
    const record = {
      zoneId: "Z0123456789OWNER",
      name: "shop.example.com",
      type: "A",
      ttl: 60,
      records: ["203.0.113.1"],
    };
    expect((await aws.create(RECORD, "owned", record)).outputs.fqdn).toBe("shop.example.com");
  });
});
