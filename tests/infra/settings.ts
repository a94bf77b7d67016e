/** Configurations the tests begin with, by full key and as the engine gives them: text. */
export const REQUIRED = { environment: "production", image: `registry.example/shop@sha256:${"0".repeat(64)}` } as const;

export const PRODUCTION = {
  "aws:region": "eu-west-1",
  "guardrails:environment": "production",
  "guardrails:image": `123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop@sha256:${"0".repeat(64)}`,
  "guardrails:domain": "shop.example.com",
  "guardrails:hostedZoneId": "Z0123456789EXAMPLE",
  "guardrails:corsOrigins": '["https://shop.example.com"]',
} as const;
