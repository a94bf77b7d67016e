import { leftOf } from "../suggestions";
import { gateAndSecrets } from "../table/gate-and-secrets";

it.each(gateAndSecrets)("every failure has a fix that was tried: $did", async (mutation) => {
  expect(await leftOf(mutation)).toEqual([]);
});
