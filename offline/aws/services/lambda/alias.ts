import { number, text } from "../../../provider/values";
import { bareRefusal } from "../../api-error";
import { autoname, resourceType } from "../../resource-type";
import { requireFunction } from "./function";

export const alias = resourceType("aws:lambda/alias:Alias", {
  api: { service: "Lambda", noun: "Lambda Alias", create: "CreateAlias", update: "UpdateAlias", delete: "DeleteAlias" },
  replaceOn: ["functionName", "name"],
  autoname: autoname(128),
  create: (place, inputs) => {
    const found = requireFunction(place, inputs.functionName);
    const version = text(inputs.functionVersion);
    if (
      version !== undefined &&
      version !== "$LATEST" &&
      number(version) !== undefined &&
      Number(version) > (number(found.version) ?? 0)
    ) {
      throw bareRefusal("ResourceNotFoundException", `Function not found: ${text(found.arn) ?? ""}:${version}`, 404);
    }
    const arn = `${text(found.arn) ?? ""}:${text(inputs.name) ?? ""}`;
    return {
      id: arn,
      outputs: {
        arn,
        invokeArn: `arn:${place.partition}:apigateway:${place.region}:lambda:path/2015-03-31/functions/${arn}/invocations`,
      },
    };
  },
});
