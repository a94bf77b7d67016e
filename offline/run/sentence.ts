/** The engine's colours and the error class names in front of a message tell a reader nothing. */
// eslint-disable-next-line no-control-regex -- escape sequences begin with a control character
const ANSI = /\u001b\[[0-9;]*m/g;
const STACK_FRAME = /^\s+at /;
const NOISE = /^(?:error: |warning: |Unhandled exception: |(?:[A-Z]\w*)?Error: |rpc error: code = \w+ desc = )+/;

/** An error's text as one line: without stack frames, colours, and the wrappings of the layers it came through. */
export function sentence(message: string): string {
  const lines = message.replace(ANSI, "").split("\n");
  const firstFrame = lines.findIndex((line) => STACK_FRAME.test(line));
  return (firstFrame > 0 ? lines.slice(0, firstFrame) : lines)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ")
    .replace(NOISE, "");
}

/** The `error: …` lines in the output of the engine's command line, which words them after the output itself. */
export function commandErrors(output: string): string[] {
  return output
    .replace(ANSI, "")
    .split("\n")
    .filter((line) => line.startsWith("error: "))
    .map(sentence);
}
