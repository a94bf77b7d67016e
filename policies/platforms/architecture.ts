import { BLUEPRINT_TYPE } from "../model/blueprint";
import { absent, chain, known, map, orDefault, type Fact } from "../model/fact";
import type { ResourceGraph } from "../model/graph";
import type { Platform } from "../model/platform";
import { read, text, type Resource } from "../model/resource";
import { words } from "../model/shown";
import type { Stack } from "../model/stack";
import type { Architecture, WayOut } from "../subjects/architecture";
import { SERVICE } from "./ecs/links";

const NAT_GATEWAY = "aws:ec2/natGateway:NatGateway";

/** Read from the blueprint, or, where there is none, from the first service: one for each stack. */
export const architecture: Platform = {
  name: "architecture",
  types: { [NAT_GATEWAY]: "supports" },
  subjects: { architecture: { [BLUEPRINT_TYPE]: readDeclared, [SERVICE]: readWhole } },
};

function readDeclared(blueprint: Resource, { graph }: Stack): readonly Architecture[] {
  return [subject(blueprint, true, natGateways(graph, blueprint))];
}

function readWhole(service: Resource, { graph }: Stack): readonly Architecture[] {
  if (graph.declarations.length > 0 || graph.firstOfType(SERVICE)?.urn !== service.urn) return [];
  return [
    subject(
      service,
      false,
      graph.closed ? natGateways(graph, undefined) : graph.missing({ urn: service.urn, path: "" }),
    ),
  ];
}

function subject(resource: Resource, declared: boolean, gateways: Architecture["natGateways"]): Architecture {
  return {
    key: `${resource.urn}#architecture`,
    realises: undefined,
    shown: words("architecture"),
    label: words("the stack"),
    location: { urn: resource.urn, path: "" },
    declared,
    address: undefined,
    natGateways: gateways,
  };
}

/** The real ones once there are any; until then what is declared. */
function natGateways(graph: ResourceGraph, blueprint: Resource | undefined): Fact<WayOut> {
  const [first, second] = graph.ofType(NAT_GATEWAY);
  if (first !== undefined) {
    const location = { urn: first.urn, path: "" };
    if (second !== undefined) return known("several", location);
    // One that AWS spreads over the zones is none that stands alone (VPC guide, "Regional NAT gateways").
    return map(orDefault(read(first, ["availabilityMode"], text), "zonal"), (mode) =>
      mode === "regional" ? "several" : "single",
    );
  }
  if (blueprint === undefined) return absent({ urn: "", path: "natGateways" });
  const location = { urn: blueprint.urn, path: "network.natGateways" };
  const declared = read(blueprint, ["network", "natGateways"], text, "declared");
  // Looked for at the end, and there is none, as declared.
  if (declared.state === "known" && declared.value === "none" && graph.closed) return absent(location);
  return chain(declared, (strategy): Fact<WayOut> => {
    // In a network of somebody else's they are somebody else's too: none of this stack's stands alone.
    if (strategy === "none" || strategy === "given") return absent(location, "declared");
    return known(strategy === "single" || strategy === "instance" ? strategy : "several", location, "declared");
  });
}
