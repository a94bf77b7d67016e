import { chain, known, type Fact } from "../../model/fact";
import type { ResourceGraph } from "../../model/graph";
import { list, read, text, type Resource } from "../../model/resource";
import type { Balanced } from "../../subjects/workload";
import { targetGroupAt } from "../elb/target-group";

/** The load balancers a service is behind, a container each; absent: none. */
export function balancedBy(graph: ResourceGraph, service: Resource): Fact<readonly Balanced[]> {
  return chain(read(service, ["loadBalancers"], list), (entries): Fact<readonly Balanced[]> => {
    const location = { urn: service.urn, path: "loadBalancers" };
    const found = [...entries.keys()].map((index) => ({
      container: read(service, ["loadBalancers", index, "containerName"], text),
      targetGroup: targetGroupAt(graph, service, ["loadBalancers", index, "targetGroupArn"], entries.length),
    }));
    return found.length === 0 ? { state: "absent", basis: "verified", location } : known(found, location);
  });
}
