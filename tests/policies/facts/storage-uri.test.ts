import fc from "fast-check";
import {
  isLoopbackHost,
  parseStorageUri,
  parseStorageUris,
  storageKind,
  type StorageKind,
} from "../../../policies/facts";

it.each<[string, StorageKind, boolean]>([
  ["redis://cache:6379/0", "redis", false],
  ["rediss://cache:6379/0", "redis", true],
  ["async+redis://cache", "redis", false],
  ["async+rediss://cache", "redis", true],
  ["redis+sentinel://cache:26379/mymaster", "redis", false],
  ["sentinel://a:26379;sentinel://b:26379", "redis", false],
  ["redis+cluster://a:7000,b:7001", "redis", false],
  ["rediss+cluster://a:7000", "redis", true],
  ["redis+unix:///var/run/redis.sock", "redis", false],
  ["redis+socket:///var/run/redis.sock", "redis", false],
  ["valkey://cache", "redis", false],
  ["valkeys://cache", "redis", true],
  ["async+valkeys://cache", "redis", true],
  ["REDISS://cache", "redis", true],
  ["memory://", "memory", false],
  ["memory", "memory", false],
  ["async+memory://", "memory", false],
  ["cache+memory://", "memory", false],
  ["cache", "memory", false],
  ["filesystem://", "filesystem", false],
  ["file:///var/celery/results", "filesystem", false],
  ["db+postgresql://u:p@db/x", "sql", false],
  ["db+postgresql+psycopg://u:p@db/x?sslmode=verify-full", "sql", true],
  ["db+sqlite:///results.db", "sqlite", false],
  ["sqla+postgresql://u:p@db/x", "sql", false],
  ["sqlalchemy+sqlite:///x", "sqlite", false],
  ["postgresql+asyncpg://u:p@db/x?ssl=require", "sql", true],
  ["django-db", "sql", false],
  ["memcached://a:11211,b:11211", "memcached", false],
  ["cache+memcached://127.0.0.1:11211/", "memcached", false],
  ["async+memcached://a:11211", "memcached", false],
  ["mongodb://u:p@h:27017/x", "mongodb", false],
  ["mongodb+srv://h/x", "mongodb", false],
  ["amqp://guest:guest@mq//", "amqp", false],
  ["pyamqp://mq", "amqp", false],
  ["amqps://mq", "amqp", true],
  ["sqs://key:secret@", "sqs", false],
  ["rpc://", "rpc", false],
  ["confluentkafka://k:9092", "kafka", false],
  ["foo://k:9092", "unknown", false],
  ["redis+memory://h", "unknown", false],
  ["unix:///tmp/redis.sock", "redis", false],
  ["fakeredis://h", "memory", false],
  ["LocMemCache", "memory", false],
  ["django.core.cache.backends.locmem.LocMemCache", "memory", false],
  ["django_redis.cache.RedisCache", "redis", false],
  ["dynamodb://key:secret@eu-west-1/t", "dynamodb", false],
  ["etcd://h:2379", "etcd", false],
  ["constructor://x", "unknown", false],
  ["localhost:6379", "unknown", false],
  ["://x", "unknown", false],
  ["", "unknown", false],
])("%s is kept in %s, TLS %p", (uri, kind, tls) => {
  expect(parseStorageUri(uri)).toMatchObject({ kind, tls });
});

it("reads a URL whose host and password do not exist yet", () => {
  expect(parseStorageUri("rediss://{user}:{password}@{host}:6379/1?ssl_cert_reqs=required")).toEqual({
    kind: "redis",
    scheme: "rediss",
    tls: true,
    topology: "single",
    authenticated: true,
    encoded: true,
    hostReading: "template",
    host: "{host}",
    hosts: ["{host}"],
    port: 6379,
    database: 1,
    options: { ssl_cert_reqs: "required" },
    certificate: { requirement: "required", spelling: "redis-py" },
    certificateUnreadable: false,
    hostMissing: false,
  });
});

it.each([
  ["redis://h", { host: "h", port: null, database: null, authenticated: false }],
  ["redis://:pw@h:6380/2", { host: "h", port: 6380, database: 2, authenticated: true }],
  ["redis://user@h", { host: "h", authenticated: false }],
  ["redis://:p@ss@h:6379", { host: "h", port: 6379, authenticated: true }],
  ["redis://h?db=3", { host: "h", database: 3 }],
  ["redis://h/?virtual_host=4", { database: 4 }],
  ["redis://h:{port}/0", { host: "h", port: null, database: 0 }],
  ["redis://[2001:db8::1]:6379/0", { host: "[2001:db8::1]", port: 6379 }],
  ["redis://h/0?ssl_cert_reqs=none#x", { options: { ssl_cert_reqs: "none" } }],
  ["redis+cluster://a:7000,b:7001", { host: "a", port: 7000, topology: "cluster" }],
  [
    "sentinel://:pw@a:26379;sentinel://:pw@b:26379",
    { host: "a", port: 26379, topology: "sentinel", authenticated: true },
  ],
  ["redis+unix:///run/redis.sock", { host: null, database: null }],
  ["  redis://h/1\n", { host: "h", database: 1 }],
])("reads the parts of %s", (uri, parts) => {
  expect(parseStorageUri(uri)).toMatchObject(parts);
});

it.each([
  ["rediss://:ab/cd@cache.example.com:6379/1", { host: "cache.example.com", port: 6379, database: 1, encoded: false }],
  ["rediss://:ab?cd@cache.example.com", { host: "cache.example.com", authenticated: true, encoded: false }],
  ["rediss://:ab#c;d,e@f@cache.example.com", { host: "cache.example.com", encoded: false }],
  ["rediss://:ab%2Fcd@cache.example.com", { host: "cache.example.com", encoded: true }],
  ["redis://cache.example.com/0?password=p@ss", { host: "cache.example.com", database: 0 }],
  [
    "redis://cache.example.com/0?db=2&ssl_cert_reqs=CERT_NONE",
    { certificate: { requirement: "none", spelling: "ssl-module" } },
  ],
  ["redis://Cache.Example.COM.:6379", { host: "cache.example.com", hostReading: "name" }],
  ["sentinel://a:26379,b:26379", { hosts: ["a", "b"] }],
  ["redis://redis-master-0:6379", { host: "redis-master-0", hostReading: "name" }],
  ["redis://$" + "{REDIS_HOST}:6379", { host: null, hostReading: "template" }],
  ["redis+socket:///run/redis.sock", { host: null, hostReading: "local" }],
])("reads %s as far as it is sure", (uri, parts) => {
  expect(parseStorageUri(uri)).toMatchObject(parts);
});

it.each([
  "localhost",
  "LOCALHOST.",
  "127.0.0.1",
  "127.1",
  "2130706433",
  "0",
  "0x7f.1",
  "[::1]",
  "[::ffff:127.0.0.1]",
  "host.docker.internal",
  "app.localhost",
])("knows that %s is this machine", (host) => {
  expect(parseStorageUri(`redis://${host}:6379/0`)).toMatchObject({ hostReading: "local" });
  expect(isLoopbackHost(host)).toBe(true);
});

it.each(["10.0.0.1", "128.0.0.1", "localhost.example.com", "redis", "1270.0.0.1", "", "127.example.com"])(
  "and %j is not",
  (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  },
);

it.each<[string, StorageKind[]]>([
  ["redis://a;memory://", ["redis", "memory"]],
  ["memory://, redis://a", ["memory", "redis"]],
  ["redis://a:6379 redis://b:6379", ["redis", "redis"]],
  ["redis://a;memory", ["redis", "memory"]],
  ["sentinel://:p;w@a:1;sentinel://:pw@b:1", ["redis", "redis"]],
  ["redis+cluster://a:7000,b:7001", ["redis"]],
  ["", ["unknown"]],
])("%s is %j", (value, kinds) => {
  expect(parseStorageUris(value).map(({ kind }) => kind)).toEqual(kinds);
});

describe("nothing of a secret comes out", () => {
  const canary = fc.stringMatching(/^[A-Za-z0-9]{12,40}$/).filter((text) => /[A-Za-z]{6}/.test(text));
  const odd = fc.constantFrom("", "/", "?", "#", ";", ",", "@", "://", "=", "&", " ", "%", "[", "]", ":", "|");
  const places: readonly ((secret: string, mark: string) => string)[] = [
    (secret, mark) => `rediss://:${secret}${mark}x@cache.example.com:6379/0`,
    (secret, mark) => `rediss://:x${mark}${secret}@cache.example.com:6379/0`,
    (secret, mark) => `rediss://${secret}${mark}:x@cache.example.com:6379/0`,
    (secret, mark) => `rediss://:${secret}${mark}`,
    (secret, mark) => `redis://${secret}${mark}`,
    (secret, mark) => `${secret}${mark}`,
    (secret, mark) => `${secret}://${mark}h`,
    (secret, mark) => `redis+${secret}://h${mark}`,
    (secret, mark) => `redis://h/${secret}${mark}`,
    (secret, mark) => `redis://h?ssl_cert_reqs=${secret}${mark}`,
    (secret, mark) => `redis://h?${secret}=1${mark}`,
    (secret, mark) => `redis://h:${secret}${mark}`,
    (secret, mark) => `redis://a,${secret}${mark}`,
    (secret, mark) => `sentinel://a;${secret}${mark}`,
    (secret, mark) => `redis://{${secret}}${mark}`,
    (secret, mark) => `{"password":"${secret}${mark}"}`,
  ];

  it("whatever stands where", () => {
    fc.assert(
      fc.property(canary, odd, fc.constantFrom(...places), (secret, mark, place) => {
        expect(JSON.stringify(parseStorageUris(place(secret, mark))).toLowerCase()).not.toContain(secret.toLowerCase());
      }),
      { numRuns: 2000 },
    );
  });

  it("and nothing throws, or takes long", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(() => [storageKind(text), parseStorageUris(`redis://${text}`)]).not.toThrow();
      }),
    );
    for (const text of [
      ";".repeat(4000),
      `redis://${"a,".repeat(2000)}`,
      "redis://".repeat(500),
      "x".repeat(1_000_000),
    ]) {
      expect(parseStorageUris(text).length).toBeLessThanOrEqual(32);
    }
  });
});
