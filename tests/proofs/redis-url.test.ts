/** What `ssl_cert_reqs` in a Redis URL means to each of its readers, asked of the readers: `redis-url-complete` rests on it. */
import { INSTALL_TIMEOUT, libraryPython, runPython } from "./library";

jest.setTimeout(INSTALL_TIMEOUT);

/** Each reader connects to a server whose certificate nobody vouches for. */
const SCRIPT = `
import json, os, socket, ssl, subprocess, tempfile, threading, warnings
warnings.simplefilter("ignore")
import redis
from celery import Celery
from redbeat.schedulers import get_redis
folder = tempfile.mkdtemp()
subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", folder + "/key.pem", "-out",
    folder + "/certificate.pem", "-days", "2", "-subj", "/CN=localhost"], check=True, stderr=subprocess.DEVNULL)
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(folder + "/certificate.pem", folder + "/key.pem")
listener = socket.create_server(("127.0.0.1", 0), backlog=64)
def talk(connection):
    try:
        with context.wrap_socket(connection, server_side=True) as stream:
            while data := stream.recv(4096):
                stream.sendall(b"+OK\\r\\n" * max(1, data.count(b"*")))
    except OSError:
        pass
def serve():
    while True:
        threading.Thread(target=talk, args=(listener.accept()[0],), daemon=True).start()
threading.Thread(target=serve, daemon=True).start()
def broker(url):
    connection = Celery("x", broker=url).connection()
    connection.transport.create_channel(connection.transport)
def results(url):
    Celery("x", backend=url).backend.client.set("a", "b")
def lock(url):
    app = Celery("x", broker="memory://")
    app.conf.redbeat_redis_url = url
    get_redis(app).set("a", "b")
def client(url):
    redis.Redis.from_url(url, retry=None, protocol=2).set("a", "b")
def ask(reader, url):
    try:
        reader(url)
    except Exception as error:
        return "checks" if "CERTIFICATE_VERIFY_FAILED" in str(error) else "refuses"
    return "accepts anybody"
def hosts(url):
    return [Celery("x", backend=url).backend.connparams["host"], Celery("x", broker=url).connection().hostname,
        redis.Redis.from_url(url).connection_pool.connection_kwargs.get("host")]
address = "rediss://:token@127.0.0.1:%d/0" % listener.getsockname()[1]
answers = {query: [ask(reader, address + query) for reader in (broker, results, lock, client)] for query in QUERIES}
print(json.dumps({"answers": answers, "hosts": [hosts(url) for url in ("redis:///0", "redis://:token@:6379/0")]}))
`;

/** By query: Celery's broker, Celery's results, RedBeat, redis-py. */
const ANSWERS = {
  "": ["accepts anybody", "refuses", "checks", "checks"],
  "?ssl_cert_reqs=": ["accepts anybody", "refuses", "checks", "checks"],
  "?ssl_cert_reqs=required": ["checks", "checks", "checks", "checks"],
  "?ssl_cert_reqs=CERT_REQUIRED": ["checks", "checks", "refuses", "refuses"],
  "?ssl_cert_reqs=optional": ["checks", "checks", "checks", "checks"],
  "?ssl_cert_reqs=none": ["accepts anybody", "accepts anybody", "accepts anybody", "accepts anybody"],
  "?ssl_cert_reqs=CERT_NONE": ["accepts anybody", "accepts anybody", "refuses", "refuses"],
  "?ssl_cert_reqs=Required": ["refuses", "refuses", "refuses", "refuses"],
  "?ssl_cert_reqs=true": ["refuses", "refuses", "refuses", "refuses"],
};

it("is read by Celery, RedBeat and redis-py as the rule says", async () => {
  const python = await libraryPython();
  const script = SCRIPT.replace("QUERIES", JSON.stringify(Object.keys(ANSWERS)));
  const { stdout, stderr } = runPython(python, script, { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent" });
  if (stdout === "") throw new Error(stderr);
  const { answers, hosts } = JSON.parse(stdout) as { answers: unknown; hosts: unknown };
  expect(answers).toEqual(ANSWERS);
  // Without a host each takes the machine it runs on.
  expect(hosts).toEqual([
    ["localhost", null, null],
    ["localhost", null, null],
  ]);
});
