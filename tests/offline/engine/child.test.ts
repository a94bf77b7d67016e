import { errorCode, runChild } from "../../../offline/engine/child";

const options = { cwd: __dirname, environment: {}, timeoutMs: 60_000, onLine: () => undefined };

it("passes on every line of both streams", async () => {
  const lines: string[] = [];
  const script = 'console.log("out"); console.error("err");';
  const ending = await runChild(process.execPath, ["-e", script], { ...options, onLine: (line) => lines.push(line) });
  expect(ending).toEqual({ ok: true });
  expect(lines.sort()).toEqual(["err", "out"]);
});

it.each([
  ["an exit code", process.execPath, ["-e", "process.exit(7)"], "it exited with 7"],
  ["a signal", process.execPath, ["-e", 'process.kill(process.pid, "SIGTERM")'], "it was ended by SIGTERM"],
  ["a program that is not there", "/no/such/program", [], "it could not be started (ENOENT)"],
])("says how it ended: %s", async (_, file, args, why) => {
  await expect(runChild(file, args, options)).resolves.toEqual({ ok: false, why });
});

it("ends the children of a child that leads a group, too", async () => {
  // The grandchild holds the pipe open: without the group's end this does not resolve in time (but it does end).
  const lives = "setTimeout(() => process.exit(), 20_000);";
  const spawn = 'require("node:child_process").spawn(process.execPath, ["-e", lives], { stdio: "inherit" });';
  const script = `const lives = ${JSON.stringify(lives)}; ${spawn} ${lives}`;
  const ending = await runChild(process.execPath, ["-e", script], { ...options, timeoutMs: 1_500, ownGroup: true });
  expect(ending).toMatchObject({ ok: false, why: expect.stringContaining("it took longer than") as string });
});

it("names an error by its code, also a wrapped one", () => {
  expect(errorCode(Object.assign(new Error("/secret"), { code: "EACCES" }))).toBe("EACCES");
  expect(errorCode(new TypeError("x", { cause: Object.assign(new Error(), { code: "ENOTFOUND" }) }))).toBe("ENOTFOUND");
  expect(errorCode(new RangeError("x"))).toBe("RangeError");
  expect(errorCode("x")).toBe("unknown error");
});
