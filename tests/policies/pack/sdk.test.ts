import * as proxy from "@pulumi/policy/proxy";
import { isUnknownValue } from "../../../policies/model";
import { rawProperties } from "../../../policies/pack/sdk";

/** What the SDK exports at run time; its published types are empty. */
const sdk = proxy as unknown as {
  readonly unknownCheckingProxy: (props: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  readonly UnknownValueError: new (...args: never[]) => Error;
} & Readonly<
  Record<`unknown${"Boolean" | "Number" | "String" | "Array" | "Asset" | "Archive" | "Object"}Value`, string>
>;

describe("the installed policy SDK", () => {
  it("marks unknown values with the sentinels the model knows, and only with those", () => {
    const sentinels = Object.entries(sdk).filter(([name]) => /^unknown\w+Value$/.test(name));
    expect(sentinels).toHaveLength(7);
    expect(sentinels.filter(([, value]) => !isUnknownValue(value))).toEqual([]);
    expect(isUnknownValue("a value")).toBe(false);
  });

  it("throws on an unknown leaf, and hands out what is behind its proxy", () => {
    const properties = { known: "a", unknown: sdk.unknownStringValue };
    const proxied = sdk.unknownCheckingProxy(properties);
    expect(() => proxied.unknown).toThrow(sdk.UnknownValueError);
    expect(rawProperties(proxied)).toBe(properties);
  });
});
