/** Whose address uvicorn takes for the client's, asked of uvicorn and of gunicorn's uvicorn worker: `client-address-trusted` rests on it. */
import { join } from "node:path";
import { trustedProxies } from "../../policies/facts";
import { INSTALL_TIMEOUT, libraryPython, runPython } from "./library";

jest.setTimeout(INSTALL_TIMEOUT);

/** The balancer at 10.0.0.5 appends the client's real address, 203.0.113.9, to what the client made up. */
const SCRIPT = `
import asyncio, json
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
async def seen(trusted):
    found = []
    async def app(scope, receive, send):
        found.append(scope["client"][0])
    scope = {"type": "http", "scheme": "http", "client": ("10.0.0.5", 1234),
        "headers": [(b"x-forwarded-for", b"198.51.100.1, 203.0.113.9"), (b"x-forwarded-proto", b"https")]}
    await ProxyHeadersMiddleware(app, trusted_hosts=trusted)(scope, None, None)
    return found[0]
print(json.dumps({trusted: asyncio.run(seen(trusted)) for trusted in TRUSTED}))
`;

const CLIENT = "203.0.113.9";
const MADE_UP = "198.51.100.1";
const BALANCER = "10.0.0.5";

const ANSWERS: Readonly<Record<string, string>> = {
  "*": MADE_UP,
  "10.0.0.0/24, 0.0.0.0/0": MADE_UP,
  "10.0.0.0/24": CLIENT,
  "10.0.0.5": CLIENT,
  "10.0.0.0/24,10.0.1.0/24": CLIENT,
  "127.0.0.1": BALANCER,
  "10.0.1.0/24": BALANCER,
};

it("takes the address that the client made up where everybody is believed, and the balancer's where nobody is", async () => {
  const python = await libraryPython(join(__dirname, "commands", "requirements.txt"));
  const script = SCRIPT.replace("TRUSTED", JSON.stringify(Object.keys(ANSWERS)));
  expect(JSON.parse(runPython(python, script, {}).stdout)).toEqual(ANSWERS);
  const everybody = Object.keys(ANSWERS).filter((trusted) => trustedProxies(trusted).kind === "everybody");
  expect(everybody).toEqual(Object.keys(ANSWERS).filter((trusted) => ANSWERS[trusted] === MADE_UP));
});

it("is told by gunicorn what gunicorn's uvicorn worker believes", async () => {
  const python = await libraryPython(join(__dirname, "commands", "requirements.txt"));
  const script = `
import inspect, uvicorn.workers
print("forwarded_allow_ips" in inspect.getsource(uvicorn.workers.UvicornWorker))
`;
  expect(runPython(python, script, {}).stdout.trim()).toBe("True");
});
