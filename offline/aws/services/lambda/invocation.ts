import { createHash } from "node:crypto";
import { type Properties, text, type Value } from "../../../provider/values";
import { json, oneOf } from "../../checks";
import { serveEcsApi } from "../../ecs-api/server";
import { runFunction } from "../../lambda/run-function";
import { resourceType, type Undertaking } from "../../resource-type";
import { requireFunction } from "./function";

export const invocation = resourceType("aws:lambda/invocation:Invocation", {
  api: { service: "Lambda", noun: "Lambda Invocation", create: "Invoke" },
  replaceOn: ["functionName", "qualifier", "triggers"],
  replaceAlsoOn: (inputs) => (followsLifecycle(inputs) ? [] : ["input"]),
  defaults: { lifecycleScope: "CREATE_ONLY", qualifier: "$LATEST", terraformKey: "tf" },
  recomputed: { result: ["input"] },
  title: "functionName",
  checks: [
    json("input"),
    oneOf("lifecycleScope", ["CREATE_ONLY", "CRUD"]),
    (inputs) => (followsLifecycle(inputs) ? json("input", "object")(inputs) : []),
  ],
  create: (place, inputs) => {
    requireFunction(place, inputs.functionName);
    const payload = payloadOf({ action: "create", inputs, oldInputs: null });
    const digest = createHash("md5").update(payload).digest("hex");
    return { id: [text(inputs.functionName), text(inputs.qualifier) ?? "$LATEST", digest].join(",") };
  },
  perform: async (place, { signal, ...undertaking }) => {
    const { action, inputs } = undertaking;
    if (action === "delete" && !followsLifecycle(inputs)) return {};
    const api = await serveEcsApi(place);
    try {
      const lambda = requireFunction(place, inputs.functionName);
      const around = { region: place.region, endpoint: api.url, signal };
      const result = await runFunction(lambda, payloadOf(undertaking), around);
      // What a function without output answers, for one that cannot run here.
      return { result: result ?? "null" };
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      const name = text(inputs.functionName) ?? "";
      throw new Error(`1 error occurred:\n\t* invoking Lambda Function (${name}): ${said}\n\n`, { cause: error });
    } finally {
      await api.stop();
    }
  },
});

/** Whether the function is called for an update and the deletion, too. */
function followsLifecycle(inputs: Properties): boolean {
  return inputs.lifecycleScope === "CRUD";
}

/** What the function is called with: the input, for a whole lifecycle with what happens to it and what was before. */
function payloadOf({ action, inputs, oldInputs }: Omit<Undertaking, "signal">): string {
  const input = text(inputs.input) ?? "{}";
  if (!followsLifecycle(inputs)) return input;
  const before = oldInputs === null ? null : (JSON.parse(text(oldInputs.input) ?? "null") as Value);
  const lifecycle = { action, prev_input: before };
  return JSON.stringify({ ...(JSON.parse(input) as Properties), [text(inputs.terraformKey) ?? "tf"]: lifecycle });
}
