import { ProgressLine } from "../../../offline/run/progress";

function progress(isTTY: boolean) {
  const chunks: string[] = [];
  const write = (text: string): void => void chunks.push(text);
  return { line: new ProgressLine({ isTTY, write }), written: () => chunks.join("") };
}

function resources(line: ProgressLine, count: number): void {
  const metadata = { op: "create", urn: "urn", type: "t", provider: "" } as const;
  for (let index = 0; index < count; index += 1) {
    line.event({ sequence: index, timestamp: 0, resourcePreEvent: { metadata } });
  }
}

describe("progress", () => {
  it("is a line for every fifty resources where there is no terminal", () => {
    const { line, written } = progress(false);
    line.line("previewing prod");
    resources(line, 120);
    line.end();

    expect(written()).toBe("previewing prod\n50 resources\n100 resources\n");
  });

  it("is one count rewritten in place on a terminal, ended before another line", () => {
    const { line, written } = progress(true);
    resources(line, 2);
    line.line("done");
    line.end();

    expect(written()).toBe("\r1 resources\r2 resources\ndone\n");
  });

  it("does not count other events", () => {
    const { line, written } = progress(true);
    line.event({ sequence: 0, timestamp: 0, cancelEvent: {} });

    expect(written()).toBe("");
  });
});
