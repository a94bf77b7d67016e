import { number, type Properties, text } from "../../provider/values";
import { refusal } from "../api-error";
import { lengthBetween, oneOf } from "../checks";
import { hex } from "../names";
import { autoname, type Place, resourceType, type ResourceType } from "../resource-type";
import { SERVICE } from "./ecs";

const TARGET = "aws:appautoscaling/target:Target";

const SCALABLE = ["resourceId", "scalableDimension", "serviceNamespace"];

/**
 * What may scale, by namespace: its dimensions. Source: Application Auto Scaling API, `RegisterScalableTarget`
 * (`ServiceNamespace`, `ScalableDimension`).
 */
const DIMENSIONS: Readonly<Record<string, readonly string[]>> = {
  appstream: ["appstream:fleet:DesiredCapacity"],
  cassandra: ["cassandra:table:ReadCapacityUnits", "cassandra:table:WriteCapacityUnits"],
  comprehend: [
    "comprehend:document-classifier-endpoint:DesiredInferenceUnits",
    "comprehend:entity-recognizer-endpoint:DesiredInferenceUnits",
  ],
  "custom-resource": ["custom-resource:ResourceType:Property"],
  dynamodb: [
    "dynamodb:table:ReadCapacityUnits",
    "dynamodb:table:WriteCapacityUnits",
    "dynamodb:index:ReadCapacityUnits",
    "dynamodb:index:WriteCapacityUnits",
  ],
  ec2: ["ec2:spot-fleet-request:TargetCapacity"],
  ecs: ["ecs:service:DesiredCount"],
  elasticache: [
    "elasticache:cache-cluster:Nodes",
    "elasticache:replication-group:NodeGroups",
    "elasticache:replication-group:Replicas",
  ],
  elasticmapreduce: ["elasticmapreduce:instancegroup:InstanceCount"],
  kafka: ["kafka:broker-storage:VolumeSize"],
  lambda: ["lambda:function:ProvisionedConcurrency"],
  neptune: ["neptune:cluster:ReadReplicaCount"],
  rds: ["rds:cluster:ReadReplicaCount"],
  sagemaker: [
    "sagemaker:inference-component:DesiredCopyCount",
    "sagemaker:variant:DesiredInstanceCount",
    "sagemaker:variant:DesiredProvisionedConcurrency",
  ],
  workspaces: ["workspaces:workspacespool:DesiredUserSessions"],
};

const target = resourceType(TARGET, {
  api: {
    service: "Application Auto Scaling",
    noun: "Application AutoScaling Target",
    create: "RegisterScalableTarget",
    update: "RegisterScalableTarget",
    delete: "DeregisterScalableTarget",
  },
  replaceOn: SCALABLE,
  deleteBeforeReplace: true,
  title: "resourceId",
  key: scalableKey,
  create: (place, inputs) => {
    refuseTarget(place, inputs);
    const id = text(inputs.resourceId) ?? "";
    return {
      id,
      outputs: {
        arn: place.arn("application-autoscaling", `scalable-target/0${hex(27)}`),
        roleArn:
          inputs.roleArn ??
          place.globalArn(
            "iam",
            "role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService",
          ),
        suspendedState: inputs.suspendedState ?? {
          dynamicScalingInSuspended: false,
          dynamicScalingOutSuspended: false,
          scheduledScalingSuspended: false,
        },
      },
    };
  },
  update: (place, { inputs }) => {
    refuseTarget(place, inputs);
    return {};
  },
});

/** A resource may scale in several dimensions, each a target with the resource's id. */
function scalableKey(outputs: Properties): string | undefined {
  const parts = SCALABLE.map((property) => text(outputs[property]));
  return parts.every((part) => part !== undefined) ? parts.join("|") : undefined;
}

function refuseTarget(place: Place, inputs: Properties): void {
  const [minimum, maximum] = [number(inputs.minCapacity), number(inputs.maxCapacity)];
  if (minimum !== undefined && maximum !== undefined && minimum > maximum) {
    throw refusal("ValidationException", "Maximum capacity cannot be less than minimum capacity");
  }
  refuseDimension(text(inputs.serviceNamespace) ?? "", text(inputs.scalableDimension) ?? "");
  if (inputs.serviceNamespace !== "ecs") return;
  const resource = text(inputs.resourceId) ?? "";
  if (!/^service\/[^/]+\/[^/]+$/.test(resource))
    throw refusal("ValidationException", "Unsupported service namespace, resource type or scalable dimension");
  const found = place.account.all(SERVICE).some(({ id }) => id.endsWith(`:${resource}`));
  if (!found) throw refusal("ValidationException", `ECS service doesn't exist: ${resource}`);
}

function refuseDimension(namespace: string, dimension: string): void {
  for (const [property, value, known] of [
    ["serviceNamespace", namespace, Object.keys(DIMENSIONS)],
    ["scalableDimension", dimension, Object.values(DIMENSIONS).flat()],
  ] as const) {
    if (known.includes(value)) continue;
    throw refusal(
      "ValidationException",
      `1 validation error detected: Value '${value}' at '${property}' failed to satisfy constraint: Member must satisfy enum value set`,
    );
  }
  if (DIMENSIONS[namespace]?.includes(dimension) !== true)
    throw refusal("ValidationException", "Unsupported service namespace, resource type or scalable dimension");
}

function requireTarget(place: Place, inputs: Properties): void {
  const found = place.account
    .all(TARGET)
    .some(({ outputs }) => SCALABLE.every((property) => outputs[property] === inputs[property]));
  if (!found) {
    throw refusal(
      "ObjectNotFoundException",
      `No scalable target registered for service namespace: ${text(inputs.serviceNamespace) ?? ""}, resource ID: ${text(inputs.resourceId) ?? ""}, scalable dimension: ${text(inputs.scalableDimension) ?? ""}`,
    );
  }
}

const policy = resourceType("aws:appautoscaling/policy:Policy", {
  api: {
    service: "Application Auto Scaling",
    noun: "Application Auto Scaling Policy",
    create: "PutScalingPolicy",
    update: "PutScalingPolicy",
    delete: "DeleteScalingPolicy",
  },
  replaceOn: ["name", "policyType", ...SCALABLE],
  deleteBeforeReplace: true,
  defaults: { policyType: "StepScaling" },
  autoname: autoname(255),
  key: (outputs) => text(outputs.arn),
  checks: [
    lengthBetween("name", 0, 255),
    oneOf("policyType", ["PredictiveScaling", "StepScaling", "TargetTrackingScaling"]),
  ],
  create: (place, inputs) => {
    requireTarget(place, inputs);
    const name = text(inputs.name) ?? "";
    const uuid = `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`;
    const namespace = text(inputs.serviceNamespace) ?? "";
    return {
      id: name,
      outputs: {
        arn: place.arn(
          "autoscaling",
          `scalingPolicy:${uuid}:resource/${namespace}/${text(inputs.resourceId) ?? ""}:policyName/${name}`,
        ),
        alarmArns: [],
      },
    };
  },
});

const scheduledAction = resourceType("aws:appautoscaling/scheduledAction:ScheduledAction", {
  api: {
    service: "Application Auto Scaling",
    noun: "Application Auto Scaling Scheduled Action",
    create: "PutScheduledAction",
    update: "PutScheduledAction",
    delete: "DeleteScheduledAction",
  },
  replaceOn: ["name", ...SCALABLE],
  deleteBeforeReplace: true,
  defaults: { timezone: "UTC" },
  autoname: autoname(255),
  create: (place, inputs) => {
    requireTarget(place, inputs);
    const name = text(inputs.name) ?? "";
    const resource = text(inputs.resourceId) ?? "";
    if (!/^(at|rate|cron)\(/.test(text(inputs.schedule) ?? ""))
      throw refusal("ValidationException", "Invalid schedule expression: use at(…), rate(…) or cron(…)");
    return {
      id: [name, text(inputs.serviceNamespace) ?? "", resource].join("-"),
      outputs: {
        arn: place.arn(
          "autoscaling",
          `scheduledAction:${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}:resource/ecs/${resource}:scheduledActionName/${name}`,
        ),
      },
    };
  },
});

export const APP_AUTOSCALING: readonly ResourceType[] = [target, policy, scheduledAction];
