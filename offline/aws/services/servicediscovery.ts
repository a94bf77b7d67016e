import { type Properties, text } from "../../provider/values";
import { refusal } from "../api-error";
import { capitals, lowerAlphanumeric } from "../names";
import { autoname, type ResourceType, resourceType } from "../resource-type";
import { VPC } from "./ec2";
import { reference, referrers } from "./support";

const DISCOVERY_SERVICE = "aws:servicediscovery/service:Service";

function namespace(token: string, own: { replaceOn: string[]; outputs: (name: string) => Properties }): ResourceType {
  return resourceType(token, {
    api: { service: "ServiceDiscovery", noun: "Service Discovery Namespace" },
    replaceOn: ["name", ...own.replaceOn],
    autoname: autoname(255),
    references: [reference(["vpc"], VPC, (id) => refusal("InvalidInput", `The VPC ID '${id}' does not exist`))],
    create: (place, inputs) => {
      const id = `ns-${lowerAlphanumeric(16)}`;
      return {
        id,
        outputs: { arn: place.arn("servicediscovery", `namespace/${id}`), ...own.outputs(text(inputs.name) ?? "") },
      };
    },
    delete: (place, { id }) => {
      if (referrers(place, DISCOVERY_SERVICE, "namespaceId", id).length > 0) {
        throw refusal("ResourceInUse", "Namespace has associated services");
      }
    },
  });
}

const namespaces = [
  namespace("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace", {
    replaceOn: ["vpc"],
    outputs: () => ({ hostedZone: `Z0${capitals(18)}` }),
  }),
  namespace("aws:servicediscovery/httpNamespace:HttpNamespace", {
    replaceOn: [],
    outputs: (name) => ({ httpName: name }),
  }),
];

const discoveryService = resourceType(DISCOVERY_SERVICE, {
  api: {
    service: "ServiceDiscovery",
    noun: "Service Discovery Service",
    create: "CreateService",
    update: "UpdateService",
    delete: "DeleteService",
  },
  replaceOn: ["name", "namespaceId", "type", "healthCheckCustomConfig"],
  defaults: { forceDestroy: false },
  autoname: autoname(255),
  create: (place, inputs) => {
    const id = `srv-${lowerAlphanumeric(16)}`;
    return {
      id,
      outputs: {
        arn: place.arn("servicediscovery", `service/${id}`),
        namespaceId: inputs.namespaceId ?? "",
        type: inputs.type ?? "DNS",
      },
    };
  },
});

export const SERVICE_DISCOVERY: readonly ResourceType[] = [...namespaces, discoveryService];
