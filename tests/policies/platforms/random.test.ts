import * as random from "@pulumi/random";
import { generatedBy } from "../../../policies/platforms/random";
import { registered, resource } from "../../../policies/testing";
import { said } from "../subjects";

it.each([
  [resource(random.RandomPassword, "p", { length: 40 }), 40],
  // 32 bytes are 44 characters of base64.
  [resource(random.RandomBytes, "b", { length: 32 }), 44],
  [resource(random.RandomBytes, "b", { length: 1 }), 4],
])("knows how much text a generator makes: %#", (generator, length) => {
  expect(said(generatedBy(registered(generator, "preview")))).toEqual({ kind: "generated", length });
});
