import { MAX_STOP_TIMEOUT } from "../../facts";
import { absent, chain, known, orDeclared, orDefault, unknown, type Fact } from "../../model/fact";
import { flag, integer, interpret, read, record, texts, type Resource } from "../../model/resource";
import type { Stop } from "../../subjects/workload";
import { stepsTo, type DeclaredContainer } from "../blueprint/containers";
import { field, type Container } from "./containers";

/** Seconds that ECS waits where a container says none (ECS developer guide, "Task definition parameters", `stopTimeout`). */
export const ECS_STOP_TIMEOUT = 30;

/** How ECS stops a container, with what was declared of it where reality cannot say yet. */
export function stopOf(
  definition: Resource,
  container: Container | undefined,
  declared: Stop | undefined,
  unreadable: Exclude<Fact<never>, { state: "known" }> | undefined,
): Stop {
  const location = container?.location ?? { urn: definition.urn, path: "containerDefinitions" };
  const notRead: Fact<never> =
    unreadable?.state === "unknown" ? unreadable : unknown({ location, because: "unreadable", producers: [] });
  const timeout: Fact<number> =
    container === undefined ? notRead : field(definition, container, "stopTimeout", integer);
  return {
    timeout: orDeclared(timeout, declared?.timeout),
    standard: ECS_STOP_TIMEOUT,
    limit: chain(read(definition, ["requiresCompatibilities"], texts), (kinds) =>
      kinds.includes("FARGATE") ? known(MAX_STOP_TIMEOUT, location) : absent(location),
    ),
    init: orDeclared(container === undefined ? notRead : initOf(definition, container), declared?.init),
  };
}

function initOf(definition: Resource, container: Container): Fact<boolean> {
  const linux = field(definition, container, "linuxParameters", record);
  const own = chain(linux, (parameters) =>
    interpret(
      definition,
      [container.location.path, "linuxParameters.initProcessEnabled"],
      parameters["initProcessEnabled"],
      flag,
    ),
  );
  return orDefault(own, false);
}

/** A blueprint runs on Fargate, and says nothing of an init. */
export function declaredStop(container: DeclaredContainer): Stop {
  const { declaration, key } = container;
  const location = declaration.location("workloads", key);
  return {
    timeout: declaration.number("workloads", key, ...stepsTo(container), "stopTimeout"),
    standard: ECS_STOP_TIMEOUT,
    limit: known(MAX_STOP_TIMEOUT, location, "declared"),
    init: absent(location, "declared"),
  };
}
