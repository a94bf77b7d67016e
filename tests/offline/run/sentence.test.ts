import { commandErrors, sentence } from "../../../offline/run/sentence";

describe("an error as a sentence", () => {
  it.each([
    ["Unhandled exception: Error: it broke\n    at f (/a/b.js:1:2)\n    at g (/a/c.js:3:4)\n", "it broke"],
    ["ConfigError: size is 3, but must be 4.", "size is 3, but must be 4."],
    [
      "failed to run policy:\nError: rule crash\n    at validate (/a.js:1:1)",
      "failed to run policy: Error: rule crash",
    ],
    ["\u001b[31merror: \u001b[0mred", "red"],
    ["rpc error: code = Unknown desc = refused", "refused"],
    ["two\n\n  lines\n", "two lines"],
    ["    at nowhere (/a.js:1:1)", "at nowhere (/a.js:1:1)"],
  ])("%j is %j", (message, expected) => {
    expect(sentence(message)).toBe(expected);
  });

  it("comes out of the engine's output, one for each error line", () => {
    const output = "Previewing update (prod):\nerror: first\n    error: preview failed\nwarning: x\nerror: second\n";

    expect(commandErrors(output)).toEqual(["first", "second"]);
  });
});
