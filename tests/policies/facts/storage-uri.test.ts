import fc from "fast-check";
import { parseStorageUri, storageKind, type StorageKind } from "../../../policies/facts";

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
  ["db+sqlite:///results.db", "sql", false],
  ["sqla+postgresql://u:p@db/x", "sql", false],
  ["sqlalchemy+sqlite:///x", "sql", false],
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
  ["confluentkafka://k:9092", "unknown", false],
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
    host: "{host}",
    port: 6379,
    database: 1,
    options: { ssl_cert_reqs: "required" },
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

it("never holds a password, never throws", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z0-9]{16,40}$/), (password) => {
      expect(JSON.stringify(parseStorageUri(`rediss://app:${password}@cache.example.com:6379/0`))).not.toContain(
        password,
      );
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => storageKind(text)).not.toThrow();
    }),
  );
});
