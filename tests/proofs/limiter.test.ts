/** What the web tasks are told of the rate limit, held against slowapi itself. */
import { createServer } from "node:net";
import { once } from "node:events";
import { INSTALL_TIMEOUT, libraryPython, runPython } from "./library";
import { RedisServer } from "./redis";
import { declaredStack, STACKS } from "./stack";

jest.setTimeout(INSTALL_TIMEOUT);

/** One task: prints the status of each of five requests under a limit of three. */
const TASK = `
import httpx, asyncio, logging
from fastapi import FastAPI, Request
from slowapi import Limiter, _rate_limit_exceeded_handler
from slowapi.errors import RateLimitExceeded
limiter = Limiter(key_func=lambda: "client", default_limits=[])
app = FastAPI()
app.state.limiter = limiter
app.add_exception_handler(RateLimitExceeded, _rate_limit_exceeded_handler)
@app.get("/")
@limiter.limit("3/hour")
async def index(request: Request):
    return "served"
async def main():
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        for _ in range(5):
            print((await client.get("/")).status_code)
asyncio.run(main())
`;

let python = "";
let port = 0;
const server = new RedisServer();

beforeAll(async () => {
  python = await libraryPython();
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
  probe.close();
  await once(probe, "close");
});

afterAll(async () => {
  await server.stop();
  server.remove();
});

/** Everything slowapi reads by itself, as the stack's web tasks have it; its storage is the Redis of this test. */
function limiterEnvironment(stack: string): Record<string, string> {
  const { web } = declaredStack(stack).workloads;
  const read = Object.entries(web.environment).filter(([name]) => name.startsWith("RATELIMIT_"));
  return Object.fromEntries(
    read.map(([name, variable]) => [name, variable.kind === "plain" ? variable.value : `redis://127.0.0.1:${port}/1`]),
  );
}

function task(environment: Readonly<Record<string, string>>): string[] {
  const { stdout, stderr, status } = runPython(python, TASK, environment);
  if (status !== 0) throw new Error(stderr);
  return stdout.trim().split("\n");
}

describe.each(STACKS)("slowapi, as %s tells it", (stack) => {
  it("counts a client's requests in all tasks together, and refuses in each when Redis is gone", async () => {
    await server.start({ port: String(port), bind: "127.0.0.1" });
    expect(task(limiterEnvironment(stack))).toEqual(["200", "200", "200", "429", "429"]);
    expect(task(limiterEnvironment(stack))).toEqual(["429", "429", "429", "429", "429"]);
    await server.stop();
    expect(new Set(task(limiterEnvironment(stack)))).toEqual(new Set(["500"]));
  });
});

it("slowapi takes the text false for true, and then each task counts by itself", () => {
  const environment = { RATELIMIT_STORAGE_URL: `redis://127.0.0.1:${port}/1` };
  expect(task({ ...environment, RATELIMIT_IN_MEMORY_FALLBACK_ENABLED: "false" })).toContain("200");
});
