import type { SignedAs } from "../../review/document/sign-off";
import type { ExportedState } from "../../review/collect/exported-state";
import { parseExportedState } from "../../review/collect/exported-state";

export const SIGNER = {
  as: "approved" as SignedAs,
  who: "Ada",
  when: "2026-11-25T12:00:00.000Z",
  until: "2027-01-31",
  note: "",
};

const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "v1:CANARY" };

/** An exported state of a stack with one ECS service whose CORS origins are these, and perhaps a secret whose value is withheld. */
export function exportOf(stack: string, origins: string, withheld = false): unknown {
  const urn = (type: string, name: string) => `urn:pulumi:${stack}::shop::${type}::${name}`;
  const root = urn("pulumi:pulumi:Stack", `shop-${stack}`);
  const task = urn("aws:ecs/taskDefinition:TaskDefinition", "web");
  const definition = {
    name: "web",
    image: "shop",
    environment: [{ name: "CORS_ORIGINS", value: origins }],
  };
  const inputs = { family: "web", containerDefinitions: JSON.stringify([definition]) };
  const made = { custom: true, parent: root };
  return {
    version: 3,
    deployment: {
      resources: [
        { urn: root, type: "pulumi:pulumi:Stack", custom: false },
        {
          ...made,
          urn: task,
          type: "aws:ecs/taskDefinition:TaskDefinition",
          inputs,
          outputs: { ...inputs, arn: "arn:web" },
          sourcePosition: "project:///index.ts#12,3",
        },
        {
          ...made,
          urn: urn("aws:ecs/service:Service", "web"),
          type: "aws:ecs/service:Service",
          inputs: { taskDefinition: "arn:web", desiredCount: 2 },
          outputs: { taskDefinition: "arn:web", desiredCount: 2 },
          dependencies: [task],
          propertyDependencies: { taskDefinition: [task] },
        },
        ...(withheld
          ? [
              {
                ...made,
                urn: urn("aws:secretsmanager/secretVersion:SecretVersion", "jwt"),
                type: "aws:secretsmanager/secretVersion:SecretVersion",
                inputs: { secretId: "jwt-secret-key", secretString: SECRET },
                outputs: { secretId: "jwt-secret-key", secretString: SECRET },
              },
            ]
          : []),
        { ...made, urn: urn("aws:sqs/queue:Queue", "gone"), type: "aws:sqs/queue:Queue", delete: true },
      ],
    },
  };
}

export function stateOf(stack: string, origins: string, withheld = false): ExportedState {
  return parseExportedState(exportOf(stack, origins, withheld), `${stack}.json`);
}
