import * as aws from "@pulumi/aws";
import { corsNotWildcard } from "../../../policies/rules/cors/cors-not-wildcard";
import { blueprint, component, ref, resource } from "../../../policies/testing";
import { declaration, declaredWorkload, plain, ruleTester, task, WEB } from "../fixtures";

const token = resource(
  aws.secretsmanager.Secret,
  "token",
  {},
  { outputs: { arn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:token-AbCdEf" } },
);

const declaring = (origins: string) =>
  blueprint(declaration({ workloads: { web: declaredWorkload({ environment: { CORS_ORIGINS: plain(origins) } }) } }));

const open = declaring('["*"]');
const named = declaring('["https://app.example.com"]');
const web = component("web", { parent: named });

ruleTester.run(corsNotWildcard, {
  valid: [
    {
      name: "named origins in a task definition",
      stack: [
        task("api", { command: WEB, environment: { CORS_ORIGINS: "https://a.example.com,https://b.example.com" } }),
      ],
      passes: { "workload/api/CORS_ORIGINS": "verified" },
    },
    {
      name: "a workload without CORS settings is not judged",
      stack: [task("api", { command: WEB, environment: { LOG_LEVEL: "INFO" } })],
      passes: {},
    },
    {
      name: "declared origins, while the container definitions are unknown",
      stack: [
        named,
        token,
        web,
        task(
          "web",
          {
            command: WEB,
            environment: { CORS_ORIGINS: '["https://app.example.com"]' },
            secrets: { T: ref(token, "arn") },
          },
          web,
        ),
      ],
      passes: { "workload/web/CORS_ORIGINS": "declared" },
    },
    {
      name: "the real value, once it is known",
      phase: "up",
      stack: [
        named,
        token,
        web,
        task(
          "web",
          {
            command: WEB,
            environment: { CORS_ORIGINS: '["https://app.example.com"]' },
            secrets: { T: ref(token, "arn") },
          },
          web,
        ),
      ],
      passes: { "workload/web/CORS_ORIGINS": "verified" },
    },
  ],
  invalid: [
    {
      name: "a wildcard in the blueprint",
      stack: [open],
      subject: "workload/web/CORS_ORIGINS",
      messageId: "wildcard",
      says: "workload web",
      stage: "blueprint",
    },
    {
      name: "a wildcard in a list, under another framework's name",
      stack: [task("api", { environment: { BACKEND_CORS_ORIGINS: '["https://app.example.com", "*"]' } })],
      subject: "workload/api/BACKEND_CORS_ORIGINS",
      messageId: "wildcard",
      stage: "resource",
    },
    {
      name: "a regular expression that matches everything",
      stack: [task("api", { environment: { CORS_ALLOWED_ORIGINS: "https?://.*" } })],
      subject: "workload/api/CORS_ALLOWED_ORIGINS",
      messageId: "wildcard",
    },
    {
      name: "a real wildcard under a blueprint that declares otherwise, at up",
      phase: "up",
      stack: [named, web, task("web", { command: WEB, environment: { CORS_ORIGINS: "*" } }, web)],
      subject: "workload/web/CORS_ORIGINS",
      messageId: "wildcard",
      stage: "resource",
    },
  ],
  unproven: [
    {
      name: "a wildcard beside an unknown secret ARN, without a blueprint",
      stack: [token, task("api", { environment: { CORS_ORIGINS: "*" }, secrets: { T: ref(token, "arn") } })],
      subject: "workload/api/cors",
      path: "containerDefinitions",
      producer: "token",
    },
  ],
});
