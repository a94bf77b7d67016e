import { expectedOf, outcomeOf } from "./outcome";
import { gateAndSecrets } from "./table/gate-and-secrets";

it.each(gateAndSecrets)("$did", async (mutation) => {
  expect(await outcomeOf(mutation)).toEqual(expectedOf(mutation));
});
