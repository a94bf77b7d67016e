import type { EngineEvent } from "@pulumi/pulumi/automation";
import { conclude, type Evidence } from "../../../offline/run/conclusion";
import { EventCollector } from "../../../offline/run/events";
import { parseRunLog, VerdictLogError } from "../../../review";
import { END, lines, runRecord, verdictRecord } from "../../review/records";

const GREEN = parseRunLog(lines(runRecord("cors"), verdictRecord("cors", "web"), END));
const RED = parseRunLog(lines(runRecord("cors"), verdictRecord("cors", "web", { verdict: "fail", message: "no" })));

const REFUSAL = { policyEvent: policyEvent("mandatory", "guardrails") };
const PREVIEW_FAILED = diagnostic("preview failed\n");

function policyEvent(enforcementLevel: "mandatory" | "warning", policyPackName: string) {
  return {
    message: "",
    color: "",
    policyName: "p",
    policyPackName,
    policyPackVersion: "",
    policyPackVersionTag: "",
    enforcementLevel,
  };
}

function diagnostic(message: string, urn?: string) {
  return {
    diagnosticEvent: { message, color: "never", severity: "error" as const, ...(urn === undefined ? {} : { urn }) },
  };
}

function commandError(output: string): Error {
  return Object.assign(new Error(`code: -2\n stdout: \n stderr: Command failed: pulumi preview\n${output}`), {
    name: "CommandError",
  });
}

function conclusionOf(evidence: Partial<Evidence> & { readonly received?: readonly Partial<EngineEvent>[] }) {
  const { received = [], ...rest } = evidence;
  const events = new EventCollector();
  for (const event of received) events.collect({ sequence: 0, timestamp: 0, ...event });
  return conclude({
    operation: "preview",
    failure: null,
    events,
    programError: undefined,
    verdicts: GREEN,
    redact: (text) => text.replaceAll("CANARY", "[secret]"),
    interrupted: false,
    ...rest,
  });
}

const failure = { error: commandError("error: preview failed\n") };

describe("how a run ended", () => {
  it("passed, when the engine succeeded and the pack judged the whole stack", () => {
    expect(conclusionOf({})).toEqual({ outcome: "passed" });
  });

  it("passed, when the pack only advised", () => {
    expect(conclusionOf({ received: [{ policyEvent: policyEvent("warning", "guardrails") }] })).toEqual({
      outcome: "passed",
    });
  });

  it("blocked, when the pack refused and that explains all that went wrong", () => {
    expect(conclusionOf({ failure, verdicts: RED, received: [REFUSAL, PREVIEW_FAILED] })).toEqual({
      outcome: "blocked",
    });
  });

  it("blocked in an update, where the pack is not asked about the whole stack any more", () => {
    expect(conclusionOf({ operation: "up", failure, verdicts: RED, received: [REFUSAL] })).toEqual({
      outcome: "blocked",
    });
  });

  it("blocked by an unproven verdict where that is mandatory", () => {
    const verdicts = parseRunLog(lines(runRecord("cors"), verdictRecord("cors", "web", { verdict: "unproven" })));

    expect(conclusionOf({ failure, verdicts, received: [REFUSAL] }).outcome).toBe("blocked");
  });

  it("in error, when something else went wrong beside a refusal", () => {
    const received = [
      REFUSAL,
      diagnostic("no such zone\n", "urn:pulumi:prod::shop::aws:ec2/subnet:Subnet::a"),
      PREVIEW_FAILED,
    ];

    expect(conclusionOf({ failure, verdicts: RED, received })).toEqual({
      outcome: "error",
      error: "aws:ec2/subnet:Subnet a: no such zone",
    });
  });

  it("in error, when another pack refused", () => {
    const received = [{ policyEvent: policyEvent("mandatory", "theirs") }];

    expect(conclusionOf({ failure, verdicts: RED, received }).outcome).toBe("error");
  });

  it("in error, when the pack's own record knows of no refusal", () => {
    expect(conclusionOf({ failure, received: [REFUSAL] }).outcome).toBe("error");
  });

  it("in error, when the engine went on in spite of a refusal", () => {
    const error = "the policy pack refused the deployment and the engine did not stop it";

    expect(conclusionOf({ verdicts: RED })).toEqual({ outcome: "error", error });
    expect(conclusionOf({ received: [REFUSAL] })).toEqual({ outcome: "error", error });
  });

  it("in error, when the pack gave no verdicts, or did not finish", () => {
    expect(conclusionOf({ verdicts: parseRunLog("") }).error).toBe("the policy pack gave no verdicts");
    expect(conclusionOf({ verdicts: parseRunLog(lines(runRecord("cors"))) }).error).toMatch(/did not finish$/);
    expect(conclusionOf({ verdicts: new VerdictLogError("line 1 is odd") }).error).toBe("line 1 is odd");
  });

  it("needs no verdicts on a destroy", () => {
    expect(conclusionOf({ operation: "destroy", verdicts: parseRunLog("") })).toEqual({ outcome: "passed" });
  });

  it("says what the program threw, once, without its stack and without a secret", () => {
    const received = [
      diagnostic("Unhandled exception: Error: bad CANARY\n    at x (/y.js:1:1)\n"),
      diagnostic("bad CANARY\n"),
    ];

    expect(conclusionOf({ failure, programError: new Error("bad CANARY"), received })).toEqual({
      outcome: "error",
      error: "bad [secret]",
    });
  });

  it("says what a program threw behind an output, without the engine's summary of it", () => {
    const received = [
      diagnostic("Unhandled exception: Error: late\n    at x (/y.js:1:1)"),
      diagnostic("One or more errors occurred: late"),
    ];

    expect(conclusionOf({ failure, received }).error).toBe("late");
  });

  it("leaves out what was broken off because of an error, unless that is all there is", () => {
    const brokenOff = diagnostic("failed to run remediation: context canceled");

    expect(conclusionOf({ failure, received: [brokenOff, diagnostic("one")] })).toEqual({
      outcome: "error",
      error: "one",
    });
    expect(conclusionOf({ failure, received: [brokenOff] }).error).toMatch(/context canceled$/);
  });

  it("names every error that is not the same", () => {
    expect(conclusionOf({ failure, received: [diagnostic("one"), diagnostic("two"), diagnostic("one")] })).toEqual({
      outcome: "error",
      error: "one",
      furtherErrors: ["two"],
    });
  });

  it.each([
    [
      "error: validating stack config: Stack 'prod' with configuration key 'size' must be of type 'integer'\n",
      /^configuration key size must be of type integer$/,
    ],
    ["error: getting secrets manager: passphrase must be set: incorrect passphrase\n", /^no passphrase fits: /],
    ["nothing it could say\n", /^the engine failed without saying why/],
    ["error: something new\n", /^something new$/],
  ])("words the engine's %j for a person", (output, expected) => {
    const { error } = conclusionOf({ failure: { error: commandError(output) }, verdicts: parseRunLog("") });

    expect(error).toMatch(expected);
  });

  it.each([
    [
      "the policy host",
      ["error: [runtime] Running program failed:\n\n", "    Error: boot crash\n\n", "    at x (/y.js:1:1)\n"],
    ],
    [
      "Node",
      [
        "/y.js:6\n",
        '  throw new Error("boot crash");\n',
        "  ^\n",
        "\n",
        "Error: boot crash\n",
        "    at x (/y.js:6:9)\n",
      ],
    ],
    ["a shell", ["[pulumi] starting\n", "boot crash\n"]],
  ])("says why a pack did not start, from what %s wrote", (_, lines) => {
    const received = lines.map((message) => ({
      diagnosticEvent: { message, color: "never", severity: "info#err" as const },
    }));
    const error = commandError('error: policy pack "/some/where" failed to start: exit status 32\n');

    expect(conclusionOf({ failure: { error }, received, verdicts: parseRunLog("") }).error).toBe(
      "the policy pack did not start: boot crash",
    );
  });

  it("in error, when it was interrupted, whatever else there is", () => {
    expect(conclusionOf({ interrupted: true, failure, verdicts: RED, received: [REFUSAL] }).error).toMatch(
      /^interrupted/,
    );
  });
});

it("keeps what the program and the engine warned of, with the resource it is about, each once", () => {
  const events = new EventCollector();
  const warn = (message: string, urn?: string) => {
    const { diagnosticEvent } = diagnostic(message, urn);
    events.collect({ sequence: 0, timestamp: 0, diagnosticEvent: { ...diagnosticEvent, severity: "warning" } });
  };
  warn("\u001b[33mwarning: \u001b[0mdatabase access: open\n");
  warn("warning: database access: open", "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev");
  warn("acl is deprecated", "urn:pulumi:dev::shop::aws:s3/bucket:Bucket::logs");
  expect([...events.warnings]).toStrictEqual(["database access: open", "aws:s3/bucket:Bucket logs: acl is deprecated"]);
});
