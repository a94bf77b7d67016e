import { type ResourceType } from "../../resource-type";
import { functionUrl, permission } from "./access";
import { alias } from "./alias";
import { eventSourceMapping } from "./event-source-mapping";
import { lambda } from "./function";
import { invocation } from "./invocation";

export const LAMBDA: readonly ResourceType[] = [lambda, permission, functionUrl, invocation, eventSourceMapping, alias];
