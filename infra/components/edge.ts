import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DeploymentSettings } from "../config-deployment";
import type { EdgeSettings } from "../config-edge";
import type { Settings } from "../settings";
import { TIMEOUTS } from "../timeouts";
import type { Endpoint } from "./access";
import { type BlueGreen, fleets, type Switchboard, switchboard } from "./blue-green";
import { named } from "./context";
import { letIn, openDoors } from "./edge-doors";
import { listeners } from "./edge-listeners";
import type { Foundation } from "./foundation";
import { LOG_PREFIXES, LogBucket } from "./log-bucket";
import { targetGroup } from "./target-group";
import { WebFirewall } from "./waf";

export interface EdgeArgs {
  readonly foundation: Foundation;
  readonly domain: Pick<Settings, "domain" | "hostedZoneId" | "certificateArn" | "httpRedirectFrom">;
  readonly way: EdgeSettings;
  readonly deployment: DeploymentSettings;
  /** The VPC's. */
  readonly cidrBlock: string;
  readonly behind: Application;
  /** Host names beside the domain that are served too. */
  readonly furtherHosts: readonly string[];
}

/** A way through the load balancer. */
export interface Route {
  readonly targetGroup: aws.lb.TargetGroup;
  /** What has to exist before a target can receive requests. */
  readonly ready: readonly pulumi.Resource[];
  /** Its second fleet; null: releases roll. */
  readonly blueGreen: (BlueGreen & { readonly switchboard: Switchboard }) | null;
}

/** Which requests go another way than to the product's web service. */
export interface RouteArgs {
  readonly port: number;
  readonly readinessPath: string;
  /** Both: requests for one of the hosts and one of the paths. Empty: any. */
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
  /** The lowest is asked first. */
  readonly priority: number;
}

/** The application behind it. */
export interface Application {
  readonly port: number;
  readonly readinessPath: string;
  /** Its own limit: requests of one client a minute. The firewall's begins above it. */
  readonly rateLimitPerMinute: number;
}

/** A rule of the listener does what its default would: ECS leads requests by rules. */
const EVERY_REQUEST = [{ pathPattern: { values: ["/*"] } }];
/** ELB API, CreateRule: 1 to 50,000. */
const LAST_PRIORITY = 50_000;

/**
 * The way in, from the internet or from the VPC's own networks: an application load balancer (about $18 a month and its
 * traffic) behind a web firewall, with TLS when there is a domain. Without one there is no name a certificate could be for, and
 * it serves plain HTTP under its own name.
 */
export class Edge extends pulumi.ComponentResource implements Endpoint {
  readonly securityGroupId: pulumi.Output<string>;
  readonly url: pulumi.Output<string>;
  /** What no other route takes. */
  readonly targetGroup: aws.lb.TargetGroup;
  readonly loadBalancer: aws.lb.LoadBalancer;
  readonly logBucket: LogBucket;
  /** null: the owner has none, which the policy pack answers. */
  readonly firewall: WebFirewall | null;
  /** Of the listener that serves; null: there is no domain, and it has none. */
  readonly certificateArn: pulumi.Output<string> | null;
  /** What has to exist before a target can receive requests. */
  readonly listeners: readonly aws.lb.Listener[];
  /** The product's own: every request that no other route takes. */
  readonly main: Route;
  private readonly foundation: Foundation;
  /** Where the next release is tried, and what ECS leads requests with; null: releases roll. */
  private readonly trial: { readonly listener: aws.lb.Listener; readonly switchboard: Switchboard } | null;

  constructor(
    readonly name: string,
    args: EdgeArgs,
    opts: pulumi.ComponentResourceOptions,
  ) {
    super("guardrails:index:Edge", name, {}, opts);
    const { behind, domain, way } = args;
    const { context, network } = args.foundation;
    this.foundation = args.foundation;
    const group = new aws.ec2.SecurityGroup(
      name,
      { description: "Load balancer", vpcId: network.vpcId, tags: named(context, name) },
      { parent: this },
    );
    this.securityGroupId = group.id;
    openDoors(this, args, this);

    this.logBucket = new LogBucket(`${name}-logs`, { context }, { parent: this });
    const logsTo = (prefix: string) => ({ enabled: true, bucket: this.logBucket.bucketName, prefix });
    this.loadBalancer = new aws.lb.LoadBalancer(
      name,
      {
        loadBalancerType: "application",
        internal: way.internal,
        ipAddressType: "ipv4",
        subnets: way.internal ? network.privateSubnetIds : network.publicSubnetIds,
        securityGroups: [group.id],
        idleTimeout: TIMEOUTS.loadBalancerIdle,
        dropInvalidHeaderFields: true,
        desyncMitigationMode: "defensive",
        // The client's address is added at the end, where the application trusts it.
        xffHeaderProcessingMode: "append",
        enableHttp2: true,
        enableCrossZoneLoadBalancing: true,
        // A firewall that cannot be asked lets nobody through, rather than everybody.
        enableWafFailOpen: false,
        // An operator can lead traffic away from a zone that is failing, at no cost.
        enableZonalShift: true,
        accessLogs: logsTo(LOG_PREFIXES.access),
        // Who failed to connect, and with which TLS: no request, so no line in the access log.
        connectionLogs: logsTo(LOG_PREFIXES.connection),
        enableDeletionProtection: context.deletionProtection,
        tags: named(context, name),
      },
      // AWS refuses subnets without a way to the internet, and a bucket it may not write to.
      { parent: this, protect: context.deletionProtection, dependsOn: [network, this.logBucket.policy] },
    );
    const { rateLimitPerMinute } = behind;
    const before = { foundation: args.foundation, loadBalancerArn: this.loadBalancer.arn, rateLimitPerMinute };
    this.firewall = way.firewall
      ? new WebFirewall("firewall", { ...before, exclusions: way.exclusions }, { parent: this })
      : null;
    this.targetGroup = targetGroup(name, behind, args.foundation, this);
    this.listeners = listeners(this, args, this);
    this.certificateArn = domain.domain === null ? null : this.serving.certificateArn.apply((arn) => arn ?? "");
    this.trial = args.deployment.strategy === "blue-green" ? this.tryOut(args) : null;
    this.main = this.way(name, this.targetGroup, {
      conditions: EVERY_REQUEST,
      priority: LAST_PRIORITY,
      port: behind.port,
      readinessPath: behind.readinessPath,
    });
    this.url =
      domain.domain === null
        ? pulumi.interpolate`http://${this.loadBalancer.dnsName}`
        : pulumi.output(`https://${domain.domain}`);
    this.registerOutputs();
  }

  /** Another way in, to a service of its own: through the same firewall and logs, under the same certificate. */
  route(name: string, args: RouteArgs): Route {
    const group = targetGroup(name, args, this.foundation, this);
    const conditions = [
      ...(args.hosts.length > 0 ? [{ hostHeader: { values: [...args.hosts] } }] : []),
      ...(args.paths.length > 0 ? [{ pathPattern: { values: [...args.paths] } }] : []),
    ];
    if (this.trial !== null) return this.way(name, group, { ...args, conditions });
    const rule = new aws.lb.ListenerRule(
      name,
      {
        listenerArn: this.serving.arn,
        priority: args.priority,
        conditions,
        actions: [{ type: "forward", targetGroupArn: group.arn }],
        tags: named(this.foundation.context, name),
      },
      { parent: this },
    );
    return { targetGroup: group, ready: [...this.listeners, rule], blueGreen: null };
  }

  /** The last listener serves: port 80 only redirects where there is another. */
  private get serving(): aws.lb.Listener {
    const listener = this.listeners.at(-1);
    if (listener === undefined) throw new Error("a load balancer without a listener");
    return listener;
  }

  /** A way with its second fleet, where releases have one. */
  private way(
    name: string,
    blue: aws.lb.TargetGroup,
    to: Pick<RouteArgs, "port" | "priority" | "readinessPath"> & {
      readonly conditions: NonNullable<aws.lb.ListenerRuleArgs["conditions"]>;
    },
  ): Route {
    if (this.trial === null) return { targetGroup: blue, ready: this.listeners, blueGreen: null };
    const { listener, switchboard: board } = this.trial;
    const { context } = this.foundation;
    // Two hyphens, which no workload's name has; and 32 characters at most with what is put behind it.
    const green = targetGroup(`${name}--b`, to, this.foundation, this);
    const both = { blue, green, production: this.serving, test: listener };
    const { conditions, priority } = to;
    const blueGreen = fleets({ ...both, name: `${name}-release`, context, conditions, priority }, this);
    const ready = [...this.listeners, blueGreen.productionRule, blueGreen.testRule, board.policy];
    return { targetGroup: blue, ready, blueGreen: { ...blueGreen, switchboard: board } };
  }

  /** A listener beside the product's, for whoever tries a release before it has requests; nobody else gets an answer. */
  private tryOut({ cidrBlock, deployment, domain, foundation: { context } }: EdgeArgs): NonNullable<Edge["trial"]> {
    const port = domain.domain === null ? 8080 : 8443;
    const networks = deployment.testNetworks.length > 0 ? deployment.testNetworks : [cidrBlock];
    networks.forEach((range, i) => {
      letIn(this, { name: `test-${i}`, port, from: range }, context, this);
    });
    const { certificateArn, sslPolicy } = this.serving;
    const secure = domain.domain === null ? {} : { certificateArn, sslPolicy };
    const listener = new aws.lb.Listener(
      `${this.name}-test`,
      {
        loadBalancerArn: this.loadBalancer.arn,
        port,
        protocol: domain.domain === null ? "HTTP" : "HTTPS",
        ...secure,
        defaultActions: [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } }],
        routingHttpResponseServerEnabled: false,
        tags: named(context, "test"),
      },
      { parent: this, dependsOn: this.firewall === null ? [] : [this.firewall.association] },
    );
    const board = switchboard(`${this.name}-release`, { context, settings: deployment }, this);
    return { listener, switchboard: board };
  }
}
