import { type ResourceType } from "../../resource-type";
import { listener, listenerCertificate } from "./listener";
import { listenerRule } from "./listener-rule";
import { loadBalancer } from "./load-balancer";
import { targetGroup } from "./target-group";

export { LOAD_BALANCER } from "./common";

export const LB: readonly ResourceType[] = [loadBalancer, targetGroup, listener, listenerRule, listenerCertificate];
