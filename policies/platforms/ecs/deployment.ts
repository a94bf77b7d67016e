import type { Resource } from "../../model/resource";
import type { Stack } from "../../model/stack";
import type { Deployment } from "../../subjects/deployment";
import { declaredSubject, realSubject, unrealised } from "../blueprint/parts";
import { SERVICES_BY_PART } from "./links";
import { declaredService, readService } from "./service";

export function readDeployment(service: Resource, { graph }: Stack): readonly Deployment[] {
  const part = graph.declaredPart("workloads", service);
  return [{ ...realSubject(service, part, "workloads"), service: readService(graph, service, part) }];
}

/** Declared services that none realises yet. */
export function declaredDeployments(blueprint: Resource, { graph }: Stack): readonly Deployment[] {
  return unrealised(graph, blueprint, "workloads", SERVICES_BY_PART).flatMap((part) => {
    const service = declaredService(part);
    return service.state === "known" ? [{ ...declaredSubject(part, "workloads"), service: service.value }] : [];
  });
}
