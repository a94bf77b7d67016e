// A service of somebody's, in YAML. Its language host is in no registry that the tests can build it from, so its resources are
// registered here as that host registers them: by type and properties, the functions among them filled in.
import { CustomResource, jsonStringify } from "@pulumi/pulumi";
import { parse } from "yaml";

const { resources } = parse(`
name: shop
runtime: yaml
resources:
  jobs:
    type: aws:sns/topic:Topic
  api:
    type: aws:ecs/taskDefinition:TaskDefinition
    properties:
      family: api
      cpu: "256"
      memory: "512"
      networkMode: awsvpc
      requiresCompatibilities: [FARGATE]
      containerDefinitions:
        fn::toJSON:
          - name: api
            image: public.ecr.aws/docker/library/python:3.12
            environment:
              - name: CORS_ORIGINS
                value: "*"
`);

export default async function program() {
  for (const [name, { type, properties = {} }] of Object.entries(resources)) {
    const filled = Object.entries(properties).map(([key, value]) => [
      key,
      value?.["fn::toJSON"] === undefined ? value : jsonStringify(value["fn::toJSON"]),
    ]);
    new CustomResource(type, name, Object.fromEntries(filled));
  }
}
