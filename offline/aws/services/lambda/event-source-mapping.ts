import { randomUUID } from "node:crypto";
import { between, oneOf } from "../../checks";
import { resourceType } from "../../resource-type";
import { requireFunction } from "./function";

export const eventSourceMapping = resourceType("aws:lambda/eventSourceMapping:EventSourceMapping", {
  api: {
    service: "Lambda",
    noun: "Lambda Event Source Mapping",
    create: "CreateEventSourceMapping",
    update: "UpdateEventSourceMapping",
    delete: "DeleteEventSourceMapping",
  },
  replaceOn: ["eventSourceArn", "startingPosition", "startingPositionTimestamp", "selfManagedEventSource", "topics"],
  defaults: { enabled: true },
  title: "functionName",
  checks: [
    between("batchSize", 1, 10000),
    between("maximumBatchingWindowInSeconds", 0, 300),
    oneOf("startingPosition", ["AT_TIMESTAMP", "LATEST", "TRIM_HORIZON"]),
  ],
  create: (place, inputs) => {
    const found = requireFunction(place, inputs.functionName);
    const uuid = randomUUID();
    return {
      id: uuid,
      outputs: {
        arn: place.arn("lambda", `event-source-mapping:${uuid}`),
        functionArn: found.arn ?? "",
        lastModified: new Date().toISOString(),
        lastProcessingResult: "",
        state: inputs.enabled === false ? "Disabled" : "Enabled",
        stateTransitionReason: "USER_INITIATED",
        uuid,
      },
    };
  },
});
