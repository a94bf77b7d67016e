import { absent, anyTrue, known, restingOn, unknown, weakest } from "../../../policies/model";

const location = { urn: "urn", path: "path" };
const open = unknown({ location, because: "not-created", producers: [] });

describe("what rests on several facts rests on the weakest", () => {
  it("that none of several is true", () => {
    expect(anyTrue([known(false, location), absent(location)], location)).toMatchObject({
      value: false,
      basis: "verified",
    });
    for (const declared of [known(false, location, "declared"), absent(location, "declared")]) {
      expect(anyTrue([known(false, location), declared], location)).toMatchObject({ value: false, basis: "declared" });
    }
    expect(anyTrue([known(false, location), open], location)).toEqual(open);
    // One that is true is enough, whatever the others are.
    expect(anyTrue([open, known(true, location)], location)).toMatchObject({ value: true, basis: "verified" });
  });

  it("of which what is unknown says nothing", () => {
    expect(weakest("verified", [open, known(1, location)])).toBe("verified");
    expect(weakest("verified", [open, known(1, location, "declared")])).toBe("declared");
    expect(weakest("declared", [known(1, location)])).toBe("declared");
    expect(restingOn(known(1, location), [absent(location, "declared")])).toEqual(known(1, location, "declared"));
    expect(restingOn(open, [known(1, location)])).toBe(open);
  });
});
