export { BALANCERS, balancersOf, LISTENER_RULES, LISTENERS, loadBalancers } from "./balancer";
export { TARGET_GROUPS, targetGroups } from "./target-group";
