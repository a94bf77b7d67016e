import type { Way } from "../model/judgement";
import { urnOfAdded } from "../model/mending";
import { nameOf } from "../model/resource";
import type { Cache } from "../subjects/cache";
import type { Workload } from "../subjects/workload";
import { added, Reference } from "./added";

/** That a workload's connections get to a cache: out of its group, and into the cache's. Groups that are another stack's stay. */
export function wayTo(workload: Workload, cache: Cache): readonly Way[] {
  const { securityGroups, port } = cache;
  const own = workload.securityGroups;
  if (own.state !== "known" || securityGroups.state !== "known" || port.state !== "known") return [];
  const [from] = own.value;
  const [to] = securityGroups.value;
  if (from === undefined || to === undefined) return [];
  const rule = (direction: "Ingress" | "Egress", group: string, other: string) => {
    const lower = direction.toLowerCase();
    const type = `aws:vpc/securityGroup${direction}Rule:SecurityGroup${direction}Rule`;
    return added(urnOfAdded(type, `${nameOf(from)}-to-${nameOf(to)}-${lower}`, workload.location.urn), {
      securityGroupId: new Reference({ urn: group, path: "id" }),
      referencedSecurityGroupId: new Reference({ urn: other, path: "id" }),
      ipProtocol: "tcp",
      fromPort: port.value,
      toPort: port.value,
    });
  };
  return [[rule("Ingress", to, from), rule("Egress", from, to)]];
}
