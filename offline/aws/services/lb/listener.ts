import { number, type Properties, text } from "../../../provider/values";
import { refusal } from "../../api-error";
import { arn as arnForm, between, oneOf } from "../../checks";
import { hex } from "../../names";
import { type Place, resourceType } from "../../resource-type";
import { CERTIFICATE, certificateExists } from "../acm";
import { reference, referrers } from "../support";
import { ACTION_TYPES, LISTENER, LOAD_BALANCER, requireTargetGroups, SERVICE } from "./common";

/** The predefined TLS policies. Source: ALB guide, security policies. */
const TLS_POLICY =
  /^ELBSecurityPolicy-(2016-08|FS-.+|TLS-1-[012](-Ext)?-20\d\d-\d\d|TLS13-1-[0-3](-(Res|Ext1|Ext2|Ext0))?(-FIPS)?(-PQ)?-20\d\d-\d\d)$/;

export const listener = resourceType(LISTENER, {
  api: {
    service: SERVICE,
    noun: "ELBv2 Listener",
    create: "CreateListener",
    update: "ModifyListener",
    delete: "DeleteListener",
  },
  replaceOn: ["loadBalancerArn"],
  title: "loadBalancerArn",
  checks: [
    between("port", 1, 65535),
    oneOf("protocol", ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE", "QUIC", "TCP_QUIC"]),
    oneOf("defaultActions[].type", ACTION_TYPES),
    oneOf("defaultActions[].redirect.statusCode", ["HTTP_301", "HTTP_302"]),
    arnForm("certificateArn"),
  ],
  references: [
    reference(["loadBalancerArn"], LOAD_BALANCER, (arn) =>
      refusal("LoadBalancerNotFound", `Load balancer '${arn}' not found`),
    ),
  ],
  create: (place, inputs) => {
    refuseListener(place, inputs);
    const balancer = text(inputs.loadBalancerArn) ?? "";
    const taken = referrers(place, LISTENER, "loadBalancerArn", balancer).some(
      ({ outputs }) => number(outputs.port) === number(inputs.port),
    );
    if (taken)
      throw refusal("DuplicateListener", `A listener already exists on this port for this load balancer '${balancer}'`);
    const arn = place.arn("elasticloadbalancing", `listener/${balancer.split(":loadbalancer/")[1] ?? ""}/${hex(16)}`);
    return {
      id: arn,
      outputs: {
        arn,
        protocol: inputs.protocol ?? "HTTP",
        sslPolicy: inputs.sslPolicy ?? (inputs.protocol === "HTTPS" ? "ELBSecurityPolicy-2016-08" : ""),
        routingHttpResponseServerEnabled: inputs.routingHttpResponseServerEnabled ?? true,
      },
    };
  },
  update: (place, { inputs }) => {
    refuseListener(place, inputs);
    return {};
  },
});

function refuseListener(place: Place, inputs: Properties): void {
  const protocol = text(inputs.protocol);
  const certificate = text(inputs.certificateArn);
  if (protocol === "HTTPS" && inputs.certificateArn === undefined) {
    throw refusal("ValidationError", "A certificate must be specified for HTTPS listeners");
  }
  if (protocol === "HTTP" && certificate !== undefined) {
    throw refusal("ValidationError", "A certificate cannot be specified for HTTP listeners");
  }
  if (certificate !== undefined && !certificateExists(place, certificate)) {
    throw refusal("CertificateNotFound", `Certificate '${certificate}' not found`);
  }
  if (
    certificate !== undefined &&
    place.account.get(CERTIFICATE, certificate)?.outputs.status === "PENDING_VALIDATION"
  ) {
    throw refusal(
      "UnsupportedCertificate",
      `The certificate '${certificate}' must have a fully-qualified domain name, a supported signature, and a supported key size.`,
    );
  }
  const policy = text(inputs.sslPolicy);
  if (policy !== undefined && policy !== "" && !TLS_POLICY.test(policy))
    throw refusal("SSLPolicyNotFound", `SSL policy '${policy}' not found`);
  requireTargetGroups(place, inputs.defaultActions);
}

export const listenerCertificate = resourceType("aws:lb/listenerCertificate:ListenerCertificate", {
  api: {
    service: SERVICE,
    noun: "ELBv2 Listener Certificate",
    create: "AddListenerCertificates",
    delete: "RemoveListenerCertificates",
  },
  replaceOn: ["listenerArn", "certificateArn"],
  references: [
    reference(["listenerArn"], LISTENER, (arn) => refusal("ListenerNotFound", `Listener '${arn}' not found`)),
  ],
  create: (place, inputs) => {
    const certificate = text(inputs.certificateArn) ?? "";
    if (!certificateExists(place, certificate))
      throw refusal("CertificateNotFound", `Certificate '${certificate}' not found`);
    return { id: `${text(inputs.listenerArn) ?? ""}_${certificate}` };
  },
});
