export { BALANCERS, balancersOf, LISTENER_RULES, LISTENERS, loadBalancers, type TargetReference } from "./balancer";
