import {
  certain,
  chain,
  judge,
  known,
  map,
  optional,
  pass,
  together,
  unknown,
  unproven,
  words,
  type Finding,
  type Judgement,
  type MessageData,
  type Stack,
  type Way,
} from "../../model";
import { nameWords, parseStorageUris, storeEndpoint, type StorageUri } from "../../facts";
import type { Cache, Variable, Workload } from "../../subjects";
import { runsAlone } from "../../wiring/alone";
import { asPeersHave } from "../../wiring/peers";
import { redisUrls, type RedisUrl, type RedisUrlReader } from "../../wiring/redis-urls";
import { accessOf, cacheBehind } from "../../wiring/redis-use";
import { rule, type RuleContext } from "../rule";

export const redisUrlComplete = rule({
  id: "redis-url-complete",
  title: "Redis URLs say all that their reader needs",
  severity: "high",
  audit: "Top risk 5: workflow scheduler not running",
  why: "Celery does not start with a rediss:// result store that leaves out ssl_cert_reqs, accepts any certificate of a broker that does, and redis-py refuses the spelling that Celery takes; none asks nobody who answers.",
  fix: "Write every URL as rediss://:TOKEN@HOST:PORT/DATABASE?ssl_cert_reqs=required, in small letters: Celery, RedBeat, limits and redis-py all read it so. ElastiCache's certificates are public ones, which every image can check.",
  about: "workload",
  examples: {
    bad: `new aws.ecs.TaskDefinition("beat", {
  family: "beat",
  containerDefinitions: JSON.stringify([
    {
      name: "beat",
      image: "shop:1",
      memory: 512,
      command: ["celery", "-A", "shop", "beat", "-S", "redbeat.RedBeatScheduler"],
      environment: [
        { name: "REDBEAT_REDIS_URL", value: "rediss://redis.internal.example.com:6379/1?ssl_cert_reqs=CERT_REQUIRED" },
      ],
    },
  ]),
});`,
    good: `new aws.ecs.TaskDefinition("beat", {
  family: "beat",
  containerDefinitions: JSON.stringify([
    {
      name: "beat",
      image: "shop:1",
      memory: 512,
      command: ["celery", "-A", "shop", "beat", "-S", "redbeat.RedBeatScheduler"],
      environment: [
        { name: "REDBEAT_REDIS_URL", value: "rediss://redis.internal.example.com:6379/1?ssl_cert_reqs=required" },
      ],
    },
  ]),
});`,
  },
  whenNot:
    "An application that sets broker_use_ssl and redis_backend_use_ssl in its own code and leaves them out of its URLs: the rule only advises there.",
  related: ["redis-fits-its-role", "scheduler-uses-redis"],
  messages: {
    refused:
      "{label} has a rediss:// URL for Celery's results without ssl_cert_reqs ({variable}): Celery refuses to start with it, unless the application sets redis_backend_use_ssl itself. Add ?ssl_cert_reqs=required.",
    unsaid:
      "{label} has a rediss:// broker URL without ssl_cert_reqs ({variable}): Celery then takes any certificate for the broker's, unless the application sets broker_use_ssl itself. Add ?ssl_cert_reqs=required.",
    unsaidPerhaps:
      "{label} runs Celery, names no broker, and has a rediss:// URL without ssl_cert_reqs ({variable}): as Celery's result store it would be refused, as its broker nobody's certificate would be checked. Add ?ssl_cert_reqs=required.",
    unchecked:
      "{label} checks no certificate ({variable} says none): whoever answers at that address gets its messages and its password. It must be required.",
    optional:
      "{label} asks for an optional certificate ({variable}): what that means differs from library to library. It should be required.",
    spelling:
      "{label} has ssl_cert_reqs in Celery's spelling ({variable}: {found}), which redis-py, its reader, refuses; it must be {wanted}.",
    spellingPerhaps:
      "{label} has ssl_cert_reqs in Celery's spelling ({variable}: {found}), which redis-py refuses; both read {wanted}.",
    unreadable:
      "{label} has an ssl_cert_reqs that no library reads ({variable}); it must be required, in small letters.",
    noHost: "{label} has a Redis URL without a host ({variable}), so it connects to its own task.",
    ownTask:
      "{label} looks for a Redis in its own task ({variable} names localhost), where nothing else runs: it finds none. It must name the stack's.",
    readOnly:
      "{label} writes to a Redis by its reader endpoint ({variable}), whose replicas refuse every message, result, lock and count; it must be the primary endpoint's address.",
    plain:
      "{label} speaks to {cache} without TLS ({variable} says redis://), which takes no connection so, unless the application switches TLS on itself. It should say rediss://.",
    noTls: "{label} asks {cache} for TLS ({variable} says rediss://), which has none: no connection is made.",
    noPassword:
      "{label} has no password for {cache} ({variable}), which asks for one, unless the application reads one from elsewhere.",
    database:
      "{label} asks for database {found} of {cache} ({variable}), which has {wanted}, counted from 0: every command is refused.",
    port: "{label} connects to port {found} of {cache} ({variable}), which listens on {wanted}.",
  },
  // What the URL leaves out the application may set itself.
  advises: {
    refused: "undeclared",
    unsaid: "undeclared",
    unsaidPerhaps: "always",
    optional: "always",
    spellingPerhaps: "always",
    ownTask: "undeclared",
    plain: "undeclared",
    noTls: "undeclared",
    noPassword: "always",
  },
  applies: (workload) => {
    const { urls, open } = redisUrls(workload);
    if (urls.length > 0) return known(true, workload.location);
    return open.state === "unknown" ? open : { state: "absent", basis: "verified", location: workload.location };
  },
  check: (workload, context) => {
    const { urls, open } = redisUrls(workload);
    return [
      ...urls.flatMap((url) => judgeUrl(workload, url, context)),
      ...(open.state === "unknown" ? [unproven(open)] : []),
    ];
  },
});

type Context = RuleContext<
  | "refused"
  | "unsaid"
  | "unsaidPerhaps"
  | "unchecked"
  | "optional"
  | "spelling"
  | "spellingPerhaps"
  | "unreadable"
  | "noHost"
  | "ownTask"
  | "readOnly"
  | "plain"
  | "noTls"
  | "noPassword"
  | "database"
  | "port"
>;

function judgeUrl(workload: Workload, { reader, variable }: RedisUrl, context: Context): readonly Judgement[] {
  const { fail, stack } = context;
  const { value } = variable;
  const at = { variable: variable.shown };
  if (value.state === "unknown") return [unproven(value)];
  if (value.state === "absent") return [];
  const say = (finding: Finding) => certain(finding, value.location, value.basis);
  if (reader === "requirement") return [say(requirement(value.value, at, fail))];
  const ownTask = () => say(fail("ownTask", at, ...asPeersHave(stack, workload, variable.name)));
  if (reader === "own-host") return [runsAlone(stack, workload) ? ownTask() : say(pass)];
  return parseStorageUris(value.value)
    .filter(({ kind }) => kind === "redis")
    .flatMap((uri) => {
      if (uri.hostMissing) return [say(fail("noHost", at))];
      if (uri.hostReading === "local" && uri.host !== null && runsAlone(stack, workload)) return [ownTask()];
      return [
        say(uri.tls ? certificate(uri, reader, at, fail) : pass),
        ...(writes(reader) && isReader(uri) ? [say(fail("readOnly", at))] : []),
        port(stack, variable, uri, fail),
        ...database(stack, variable, uri, fail),
        channel(workload, variable, uri, context),
      ];
    });
}

/** Celery, RedBeat and limiters do; what else a product has a Redis for may be to read. */
function writes(reader: RedisUrlReader): boolean {
  return reader === "celery-broker" || reader === "celery-results" || reader === "redis-py";
}

/** By its name alone, whoever's it is (ElastiCache user guide, "Finding connection endpoints"). */
function isReader({ hosts }: StorageUri): boolean {
  return hosts.some((host) => storeEndpoint(host)?.role === "reader");
}

type Fail = Context["fail"];

/** In the URL that was found, whatever else it holds. */
const CHECKED: Way = [{ property: "@", edit: { kind: "query", name: "ssl_cert_reqs", value: "required" } }];

function certificate(uri: StorageUri, reader: RedisUrlReader, at: MessageData, fail: Fail): Finding {
  if (uri.certificateUnreadable) return fail("unreadable", at, CHECKED);
  if (uri.certificate === undefined) {
    if (reader === "celery-results") return fail("refused", at, CHECKED);
    if (reader === "celery-broker") return fail("unsaid", at, CHECKED);
    return reader === "perhaps-celery" ? fail("unsaidPerhaps", at, CHECKED) : pass;
  }
  const { requirement: asked, spelling } = uri.certificate;
  if (spelling === "ssl-module" && (reader === "redis-py" || reader === "somebody")) {
    const data = { ...at, found: CELERYS[asked], wanted: words("required") };
    return fail(reader === "redis-py" ? "spelling" : "spellingPerhaps", data, CHECKED);
  }
  if (asked === "none") return fail("unchecked", at, CHECKED);
  return asked === "optional" ? fail("optional", at, CHECKED) : pass;
}

const CELERYS = {
  required: words("CERT_REQUIRED"),
  optional: words("CERT_OPTIONAL"),
  none: words("CERT_NONE"),
} as const;

/** `CERT_NONE`, `{"ssl_cert_reqs": "none"}`: as the application passes it on. */
function requirement(text: string, at: MessageData, fail: Fail): Finding {
  const [, inside] = /["']ssl_cert_reqs["']\s*:\s*["']?((?:ssl\.)?\w{1,20})/.exec(text.slice(0, 4096)) ?? [];
  const word = (inside ?? text.trim())
    .replace(/^ssl\./, "")
    .replace(/^CERT_/i, "")
    .toLowerCase();
  const ways: readonly Way[] = inside === undefined ? [[{ property: "@", value: "required" }]] : [];
  if (word === "none" || word === "null") return fail("unchecked", at, ...ways);
  return word === "optional" ? fail("optional", at, ...ways) : pass;
}

/** Where the cache listens on another port than the URL says, or leaves to be the usual one. */
function port(stack: Stack, variable: Variable, uri: StorageUri, fail: Fail): Judgement {
  const { host } = uri;
  if (uri.hostReading === "local") return certain(pass, variable.location);
  // `${REDIS_HOST}` is filled in elsewhere, and what may be a part of a password is followed nowhere.
  if (host === null) return unproven(unknown({ location: variable.location, because: "unread", producers: [] }));
  const listening = chain(cacheBehind(stack, variable, { uri, host }), (cache) =>
    map(optional(cache.port), (wanted) => ({ cache, wanted })),
  );
  return judge(
    listening,
    ({ cache, wanted }) => {
      const found = uri.port ?? REDIS_PORT;
      if (wanted === undefined || wanted === found) return pass;
      return fail("port", { variable: variable.shown, cache: cache.label, found, wanted });
    },
    () => pass,
  );
}

/** Where the URL names a database by a number that the cache has not. */
function database(stack: Stack, variable: Variable, uri: StorageUri, fail: Fail): readonly Judgement[] {
  const { host, database: index } = uri;
  // What cannot be followed is said once, of its port.
  if (host === null || index === null || index === 0 || uri.hostReading === "local") return [];
  const held = chain(cacheBehind(stack, variable, { uri, host }), (cache) =>
    map(cache.databases, (wanted) => ({ cache, wanted })),
  );
  const check = ({ cache, wanted }: { readonly cache: Cache; readonly wanted: number }) =>
    index < wanted ? pass : fail("database", { variable: variable.shown, cache: cache.label, found: index, wanted });
  return [judge(held, check, () => pass)];
}

/** Whether the cache of the stack takes what the URL says: TLS or none, a password or none. */
function channel(workload: Workload, variable: Variable, uri: StorageUri, { stack, fail }: Context): Judgement {
  const { host } = uri;
  // What cannot be followed is said once, of its port.
  if (uri.hostReading === "local" || host === null) return certain(pass, variable.location);
  const asked = chain(cacheBehind(stack, variable, { uri, host }), (cache) => {
    const access = accessOf(stack, cache);
    if (access === undefined) return unknown({ location: cache.location, because: "unsupported", producers: [] });
    const { encryptedInTransit: tls, alsoPlain, token } = access;
    const facts = together({ tls: optional(tls), both: optional(alsoPlain), password: optional(token) });
    return map(facts, (found) => ({ cache, ...found }));
  });
  return judge(
    asked,
    ({ cache, tls, both, password }) => {
      const data = { variable: variable.shown, cache: cache.label };
      if (uri.tls && tls === false) return fail("noTls", data);
      if (!uri.tls && tls === true && both !== true && !says(workload, TLS_WORDS)) return fail("plain", data);
      const asksForPassword = password === true && !uri.authenticated && !says(workload, PASSWORD_WORDS);
      return asksForPassword ? fail("noPassword", data) : pass;
    },
    () => pass,
  );
}

const TLS_WORDS: ReadonlySet<string> = new Set(["SSL", "TLS", "CERT", "CERTS", "SECURE"]);
const PASSWORD_WORDS: ReadonlySet<string> = new Set([
  "PASSWORD",
  "PASS",
  "TOKEN",
  "AUTH",
  "SECRET",
  "IAM",
  "USER",
  "USERNAME",
]);
const OF_REDIS: ReadonlySet<string> = new Set(["REDIS", "VALKEY", "CACHE", "BROKER", "CELERY", "ELASTICACHE", "QUEUE"]);

/** Whether another variable may give the application what the URL leaves out, or something was not read that may. */
function says({ environment }: Workload, words: ReadonlySet<string>): boolean {
  const { variables, open } = environment.all;
  return (
    open.length > 0 ||
    variables.some(({ name }) => {
      const own = nameWords(name);
      return own.some((word) => OF_REDIS.has(word)) && own.some((word) => words.has(word));
    })
  );
}

/** What clients take where a URL says none. */
const REDIS_PORT = 6379;
