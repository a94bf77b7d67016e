import { type ResourceType } from "../../resource-type";
import { eventSubscription } from "./event-subscription";
import { instance } from "./instance";
import { parameterGroup } from "./parameter-group";
import { proxy } from "./proxy";
import { proxyDefaultTargetGroup, proxyTarget } from "./proxy-targets";
import { snapshot } from "./snapshot";
import { subnetGroup } from "./subnet-group";

export const RDS: readonly ResourceType[] = [
  parameterGroup,
  subnetGroup,
  instance,
  snapshot,
  proxy,
  proxyDefaultTargetGroup,
  proxyTarget,
  eventSubscription,
];
