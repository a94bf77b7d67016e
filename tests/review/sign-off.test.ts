import { NO_SIGN_OFF, parseSignOff, signed, withSignature } from "../../review/document/sign-off";
import { BLOCKING, EXEMPTED, fullReview, NOW, PASSING, review, UNPROVEN } from "./reviews";
import { SIGNER } from "./states";

describe("a sign-off", () => {
  const signOff = withSignature(NO_SIGN_OFF, review([BLOCKING, UNPROVEN]), SIGNER);

  it("holds for the same findings and for fewer, whatever the plan", () => {
    expect(review([BLOCKING, UNPROVEN], { signOff }).signOff).toMatchObject({ complete: true, missing: [] });
    const later = review([UNPROVEN, ...PASSING], { signOff, now: "2026-12-24T00:00:00.000Z" });
    expect(later.signOff).toMatchObject({ complete: true, signatures: [{ who: "Ada", holds: true, covers: 1 }] });
    expect(later.findings.find(({ verdict }) => verdict === "unproven")?.signed).toEqual({
      who: "Ada",
      until: "2027-01-31",
    });
  });

  it("is asked for again by a new finding", () => {
    const { signOff: found, findings } = review([BLOCKING, UNPROVEN, EXEMPTED], { signOff });

    expect(found.missing).toEqual([findings.find(({ rule }) => rule === "scheduler-runs-once")?.fingerprint]);
    expect(found.complete).toBe(false);
  });

  it("ends with its last day, and not before", () => {
    const at = (now: string) => review([BLOCKING], { signOff, now }).signOff;

    expect(at("2027-01-31T23:59:59.000Z").complete).toBe(true);
    expect(at("2027-02-01T00:00:00.000Z")).toMatchObject({ complete: false, signatures: [{ holds: false }] });
  });

  it("is an approval: who tested or authorised lets nothing through", () => {
    const tested = withSignature(NO_SIGN_OFF, review([BLOCKING]), { ...SIGNER, as: "tested" });

    expect(review([BLOCKING], { signOff: tested }).signOff).toMatchObject({
      complete: false,
      signatures: [{ as: "tested", covers: 1 }],
    });
  });

  it("never makes a blocked deployment pass: the gate decides, a signature answers for it", () => {
    expect(review([BLOCKING], { signOff }).verdict.outcome).toBe("blocked");
  });

  it("is read back as it was written, and anything else is refused by place", () => {
    expect(parseSignOff(JSON.stringify(signOff), "x")).toEqual(signOff);
    expect(() => parseSignOff("{", "sign-off.json")).toThrow("sign-off.json is not a sign-off file: it is not JSON");
    for (const until of ["soon", "2026-02-30"]) {
      const wrong = { ...signOff, signatures: [{ ...signOff.signatures[0], until }] };
      expect(() => parseSignOff(JSON.stringify(wrong), "x")).toThrow("see signatures.0.until");
    }
  });

  it("signs nothing that passes", () => {
    const { fingerprints } = withSignature(NO_SIGN_OFF, fullReview(), SIGNER).signatures[0] ?? { fingerprints: [] };

    expect(fingerprints).toHaveLength(3);
    expect(signed(NO_SIGN_OFF, fullReview().findings, { now: NOW, complete: true }).signOff.missing).toHaveLength(3);
  });
});
