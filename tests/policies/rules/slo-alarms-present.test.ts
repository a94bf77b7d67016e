import * as aws from "@pulumi/aws";
import { sloAlarmsPresent } from "../../../policies/rules/operation/slo-alarms-present";
import { blueprint, component, interpolate, ref, resource, run, type TestResource } from "../../../policies/testing";
import { declaration, ruleTester } from "../fixtures";

const TOPIC = "arn:aws:sns:eu-west-1:111122223333:on-call";
const SUFFIX = "app/edge/50dc6c495c0c9188";

const balancer = (args: Partial<aws.lb.LoadBalancerArgs> = {}, parent?: TestResource, name = "edge") =>
  resource(
    aws.lb.LoadBalancer,
    name,
    { subnets: ["subnet-1"], ...args },
    { outputs: { arnSuffix: SUFFIX.replace("edge", name) }, ...(parent === undefined ? {} : { parent }) },
  );
const edge = balancer();

type AlarmArgs = Partial<aws.cloudwatch.MetricAlarmArgs>;
const alarm = (name: string, args: AlarmArgs, parent?: TestResource) =>
  resource(
    aws.cloudwatch.MetricAlarm,
    name,
    {
      name,
      namespace: "AWS/ApplicationELB",
      dimensions: { LoadBalancer: ref(edge, "arnSuffix") },
      comparisonOperator: "GreaterThanThreshold",
      evaluationPeriods: 3,
      threshold: 1,
      period: 60,
      statistic: "Average",
      alarmActions: [TOPIC],
      ...args,
    },
    parent === undefined ? {} : { parent },
  );
const latency = (args: AlarmArgs = {}, parent?: TestResource) =>
  alarm("latency", { metricName: "TargetResponseTime", ...args }, parent);
const errors = (args: AlarmArgs = {}, parent?: TestResource) =>
  alarm("errors", { metricName: "HTTPCode_Target_5XX_Count", ...args }, parent);
const calculated = (expression: string, ...names: readonly string[]): AlarmArgs => ({
  namespace: undefined,
  metricName: undefined,
  dimensions: undefined,
  metricQueries: [
    { id: "result", expression, returnData: true },
    ...names.map((metricName, at) => ({
      id: `m${at}`,
      metric: {
        namespace: "AWS/ApplicationELB",
        metricName,
        dimensions: { LoadBalancer: ref(edge, "arnSuffix") },
        period: 60,
        stat: "Sum",
      },
    })),
  ],
});
const composite = (rule: aws.cloudwatch.CompositeAlarmArgs["alarmRule"], args: AlarmArgs = {}, parent?: TestResource) =>
  resource(
    aws.cloudwatch.CompositeAlarm,
    "burn",
    { alarmName: "burn", alarmRule: rule, alarmActions: [TOPIC], actionsEnabled: args.actionsEnabled ?? true },
    parent === undefined ? {} : { parent },
  );
const SILENT = { alarmActions: [] } satisfies AlarmArgs;

const restApi = resource(aws.apigateway.RestApi, "orders", { name: "orders" }, { outputs: { id: "a1b2" } });
const restStage = resource(aws.apigateway.Stage, "live", {
  restApi: ref(restApi, "id"),
  deployment: "d",
  stageName: "live",
});
const httpApi = (protocolType = "HTTP") =>
  resource(aws.apigatewayv2.Api, "orders", { name: "orders", protocolType }, { outputs: { id: "a1b2" } });
const httpStage = (api: TestResource) =>
  resource(aws.apigatewayv2.Stage, "live", { apiId: ref(api, "id"), name: "$default" });
const apprunner = resource(aws.apprunner.Service, "notes", {
  serviceName: "notes",
  sourceConfiguration: { imageRepository: { imageIdentifier: "i", imageRepositoryType: "ECR" } },
});

// As in this product's own production stack: windows tell a topic of signals, the pair of both tells people.
const product = blueprint(declaration());
const part = component("edge", { parent: product });
const levels = component("service-levels", { parent: product });
const ownEdge = balancer({}, part);
const of = { dimensions: { LoadBalancer: ref(ownEdge, "arnSuffix") } };
const own = (args: AlarmArgs = {}) => [
  product,
  part,
  ownEdge,
  latency({ ...of, ...args }, levels),
  errors({ ...of, ...args }, levels),
];

const WRITTEN = { dimensions: { LoadBalancer: SUFFIX } } satisfies AlarmArgs;
const ANOTHERS = { dimensions: { LoadBalancer: "app/inside/50dc6c495c0c9188" } } satisfies AlarmArgs;

const subject = "load-balancer/edge";
const passes = { [subject]: "verified" } as const;

ruleTester.run(sloAlarmsPresent, {
  valid: [
    { name: "both halves are watched", stack: [edge, latency(), errors()], passes },
    {
      name: "alarms on its name as it turns out",
      phase: "up",
      stack: [edge, latency(WRITTEN), errors(WRITTEN)],
      passes,
    },
    { name: "alarms that are registered first", stack: [latency(), errors(), edge], passes },
    { name: "this product's own", stack: own(), passes },
    {
      name: "an alarm that tells nobody, before one that does",
      phase: "up",
      stack: [edge, latency(SILENT), errors(), alarm("slow", { metricName: "TargetResponseTime" })],
      passes,
    },
    {
      name: "an alarm that is switched off, before one that is not",
      phase: "up",
      stack: [
        edge,
        latency(),
        errors({ actionsEnabled: false }),
        alarm("failed", { metricName: "HTTPCode_Target_5XX_Count" }),
      ],
      passes,
    },
    {
      name: "calculations with both in them",
      stack: [
        edge,
        alarm("slow", calculated("100 * (m0 - m1) / m0", "TargetResponseTime", "TargetResponseTime")),
        alarm("failed", calculated("100 * m0 / m1", "HTTPCode_ELB_5XX_Count", "RequestCount")),
      ],
      passes,
    },
    {
      name: "a query over every load balancer",
      stack: [
        edge,
        alarm("slow", calculated('SELECT MAX(TargetResponseTime) FROM SCHEMA("AWS/ApplicationELB", LoadBalancer)')),
        alarm(
          "failed",
          calculated(
            `SUM(SEARCH('{AWS/ApplicationELB,LoadBalancer} MetricName="HTTPCode_ELB_5XX_Count"', 'Sum', 300))`,
          ),
        ),
      ],
      passes,
    },
    {
      name: "parts of a composite alarm, by what its rule is computed from",
      stack: [latency(SILENT), errors(SILENT)].flatMap((alarm, at, all) =>
        at === 0
          ? [
              edge,
              ...all,
              composite(
                interpolate`ALARM("${ref(all[0] ?? alarm, "name")}") OR ALARM("${ref(all[1] ?? alarm, "name")}")`,
              ),
            ]
          : [],
      ),
      passes,
    },
    {
      name: "parts of a composite alarm, by their names",
      stack: [edge, latency(SILENT), errors(SILENT), composite("ALARM(latency) OR NOT OK('errors')")],
      passes,
    },
    {
      name: "a rule that hears of every alarm",
      stack: [
        edge,
        latency(SILENT),
        errors(SILENT),
        resource(aws.cloudwatch.EventRule, "alarms", {
          eventPattern: JSON.stringify({
            source: ["aws.cloudwatch"],
            "detail-type": ["CloudWatch Alarm State Change"],
          }),
        }),
      ],
      passes,
    },
    {
      name: "an alarm on few healthy hosts, and on latency outside a band",
      stack: [
        edge,
        latency({ comparisonOperator: "LessThanLowerOrGreaterThanUpperThreshold" }),
        alarm("hosts", { metricName: "HealthyHostCount", comparisonOperator: "LessThanOrEqualToThreshold" }),
      ],
      passes,
    },
    {
      name: "few errors, told when there are more again; a side that a composite alarm turns around",
      stack: [
        edge,
        errors({ comparisonOperator: "LessThanThreshold", okActions: [TOPIC] }),
        latency({ comparisonOperator: "LessThanThreshold" }),
        composite("NOT ALARM(latency)"),
      ],
      passes,
    },
    {
      name: "a team's own metric, which nobody knows the good side of",
      stack: [
        edge,
        latency(),
        alarm("own", {
          namespace: "Shop",
          metricName: "checkout_success",
          dimensions: {},
          comparisonOperator: "LessThanThreshold",
        }),
      ],
      passes,
    },
    {
      name: "one of two alarms on the same is switched off",
      stack: [edge, latency(), errors(), alarm("again", { metricName: "TargetResponseTime", actionsEnabled: false })],
      passes,
    },
    {
      name: "a canary that asks from outside, and the team's own metric",
      stack: [
        edge,
        alarm("asks", {
          namespace: "CloudWatchSynthetics",
          metricName: "SuccessPercent",
          dimensions: {},
          comparisonOperator: "LessThanThreshold",
        }),
        alarm("own", { namespace: "Shop", metricName: "request_latency_p99", dimensions: {} }),
      ],
      passes,
    },
    {
      name: "an objective of Application Signals",
      stack: [
        edge,
        { ...edge, type: OBJECTIVE(), name: "checkout", urn: `urn:pulumi:prod::product::${OBJECTIVE()}::checkout` },
      ],
      passes,
    },
    {
      name: "a REST API, by its name",
      stack: [
        restApi,
        restStage,
        alarm("slow", { namespace: "AWS/ApiGateway", metricName: "Latency", dimensions: { ApiName: "orders" } }),
        alarm("failed", { namespace: "AWS/ApiGateway", metricName: "5XXError", dimensions: { ApiName: "orders" } }),
      ],
      passes: { "api-stage/live": "verified" },
    },
    {
      name: "an HTTP API, by its id",
      stack: [httpApi()].flatMap((api) => [
        api,
        httpStage(api),
        alarm("slow", { namespace: "AWS/ApiGateway", metricName: "Latency", dimensions: { ApiId: ref(api, "id") } }),
        alarm("failed", { namespace: "AWS/ApiGateway", metricName: "5xx", dimensions: { ApiId: ref(api, "id") } }),
      ]),
      passes: { "api-stage/live": "verified" },
    },
    {
      name: "an App Runner service",
      stack: [
        apprunner,
        alarm("slow", {
          namespace: "AWS/AppRunner",
          metricName: "RequestLatency",
          dimensions: { ServiceName: "notes" },
        }),
        alarm("failed", {
          namespace: "AWS/AppRunner",
          metricName: "5xxStatusResponses",
          dimensions: { ServiceName: "notes" },
        }),
      ],
      passes: { "app-runner-service/notes": "verified" },
    },
    {
      name: "what is reached from inside only, and sockets that nobody waits at",
      stack: [balancer({ internal: true }), ...[httpApi("WEBSOCKET")].flatMap((api) => [api, httpStage(api)])],
      passes: {},
    },
    {
      name: "a network load balancer",
      stack: [balancer({ loadBalancerType: "network" })],
      passes: {},
    },
  ],
  invalid: [
    { name: "no alarm", stack: [edge], subject, messageId: "none" },
    {
      name: "alarms on causes only",
      stack: [edge, alarm("cpu", { namespace: "AWS/ECS", metricName: "CPUUtilization", dimensions: {} })],
      subject,
      messageId: "none",
    },
    {
      name: "alarms on another load balancer",
      stack: [
        edge,
        ...[balancer({ internal: true }, undefined, "inside")].flatMap((inside) => [
          inside,
          latency({ dimensions: { LoadBalancer: ref(inside, "arnSuffix") } }),
        ]),
      ],
      subject,
      messageId: "none",
    },
    {
      name: "alarms on another API",
      stack: [
        restApi,
        restStage,
        alarm("slow", { namespace: "AWS/ApiGateway", metricName: "Latency", dimensions: { ApiName: "payments" } }),
      ],
      subject: "api-stage/live",
      messageId: "none",
    },
    {
      name: "alarms on a written name that turns out to be another's",
      phase: "up",
      stack: [edge, latency(ANOTHERS), errors()],
      subject,
      messageId: "half",
      says: "no alarm on its latency",
    },
    { name: "errors alone", stack: [edge, errors()], subject, messageId: "half", says: "no alarm on its latency" },
    {
      name: "an alarm that is switched off",
      stack: [edge, latency(), errors({ actionsEnabled: false })],
      subject,
      messageId: "errorsOff",
      says: "alarm errors",
    },
    {
      name: "an alarm without an action",
      stack: [edge, latency(SILENT), errors()],
      subject,
      messageId: "mute",
      says: "alarm latency",
    },
    {
      name: "parts of a composite alarm that is switched off",
      stack: [
        edge,
        latency(SILENT),
        errors(),
        composite("ALARM(latency) AND ALARM(errors)", { actionsEnabled: false }),
      ],
      subject,
      messageId: "mute",
    },
    {
      name: "an event rule on something else",
      stack: [
        edge,
        latency(SILENT),
        errors(),
        resource(aws.cloudwatch.EventRule, "tasks", { eventPattern: '{"source":["aws.ecs"]}' }),
      ],
      subject,
      messageId: "mute",
    },
    {
      name: "an alarm on few errors",
      stack: [edge, latency(), errors({ comparisonOperator: "LessThanThreshold" })],
      subject,
      messageId: "inverted",
      says: "server errors watched by alarm errors",
    },
    {
      name: "an alarm below a latency",
      stack: [edge, errors(), latency({ comparisonOperator: "LessThanOrEqualToThreshold" })],
      subject,
      messageId: "inverted",
      says: "latency watched by alarm latency",
    },
    {
      name: "an alarm on many healthy hosts",
      stack: [edge, latency(), alarm("hosts", { metricName: "HealthyHostCount" })],
      subject,
      messageId: "inverted",
    },
    { name: "this product's own, switched off", stack: own({ actionsEnabled: false }), subject, messageId: "slowOff" },
    { name: "this product's own, without alarms", stack: own().slice(0, 3), subject, messageId: "none" },
    {
      name: "an App Runner service that nobody watches",
      stack: [apprunner],
      subject: "app-runner-service/notes",
      messageId: "none",
    },
  ],
  unproven: [
    {
      name: "alarms on a written name, which AWS may or may not give to a load balancer that is not there yet",
      stack: [edge, latency(WRITTEN), errors(WRITTEN)],
      subject,
      path: "arnSuffix",
      producer: "edge",
    },
    {
      name: "half of them on a written name",
      stack: [edge, latency(WRITTEN), errors()],
      subject,
      path: "arnSuffix",
      producer: "edge",
    },
    {
      name: "whether its actions are on is computed",
      stack: [restApi, edge, errors(), latency({ actionsEnabled: ref(restApi, "id") })],
      subject,
      path: "actionsEnabled",
      producer: "orders",
    },
    {
      name: "on which side it fires is computed",
      stack: [restApi, edge, errors(), latency({ comparisonOperator: ref(restApi, "id") })],
      subject,
      path: "comparisonOperator",
      producer: "orders",
    },
    {
      name: "what it is on is computed",
      stack: [restApi, edge, alarm("something", { metricName: ref(restApi, "id") })],
      subject,
      path: "metricName",
    },
  ],
});

/** Another provider's type, which has no class here. */
function OBJECTIVE(): string {
  return "aws-native:applicationsignals:ServiceLevelObjective";
}

it("advises, and blocks where the platform team says so", async () => {
  const levelsOf = async (level?: string) =>
    (
      await run([sloAlarmsPresent], [edge, latency(), errors({ actionsEnabled: false })], {
        phase: "up",
        configuration: level === undefined ? {} : { rules: { "slo-alarms-present": level } },
      })
    ).diagnostics.map((diagnostic) => diagnostic.level);
  expect(await levelsOf()).toEqual(["advisory"]);
  expect(await levelsOf("mandatory")).toEqual(["mandatory"]);
});
