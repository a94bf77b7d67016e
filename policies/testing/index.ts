export { apply, blueprint, component, interpolate, json, ref, resource, secret, type TestResource } from "./resources";
export { decodedStruct } from "./struct";
export { present, registered, run, type Diagnostic, type Presented, type Run, type RunOptions } from "./engine";
export {
  RuleTester,
  type Cases,
  type InvalidCase,
  type TestFramework,
  type UnprovenCase,
  type ValidCase,
} from "./rule-tester";
