import { judge, pass, typeOf, type Fact, type Judgement, type Stack, type Way } from "../../model";
import type { CacheAccess } from "../../subjects";
import { freshlyGenerated } from "../../wiring/added";
import { rule } from "../rule";

const example = (settings: string) => `const token = new random.RandomPassword("redis", { length: 48, special: false });
new aws.elasticache.ReplicationGroup("redis", {
  description: "Queue and limits",
  engine: "redis",
  nodeType: "cache.t4g.small",
  numCacheClusters: 2,
  automaticFailoverEnabled: true,
  transitEncryptionEnabled: true,
  authToken: token.result,${settings}
});`;

export const redisEncryptedAndAuthenticated = rule({
  id: "redis-encrypted-and-authenticated",
  title: "Redis is encrypted and asks who comes",
  severity: "medium",
  audit: "Top risk 6: rate limiting not shared",
  why: "Queues, sessions and limits are in it. Without a token whoever reaches its port reads and writes them all, and without TLS whoever is on the way.",
  fix: "Set transitEncryptionEnabled, atRestEncryptionEnabled and an authToken (or userGroupIds) on the aws.elasticache.ReplicationGroup; a single aws.elasticache.Cluster can have neither token nor encryption at rest. Every aws.elasticache.User that is on needs passwords or IAM. MemoryDB: tlsEnabled, and an ACL other than open-access.",
  about: "cache-access",
  mends: {
    readable: [{ property: "transitEncryptionEnabled", value: true }],
    stored: [{ property: "atRestEncryptionEnabled", value: true }],
  },
  examples: { bad: example(""), good: example("\n  atRestEncryptionEnabled: true,") },
  whenNot: "A cache of public data in a network that nothing else is in.",
  related: ["database-encrypted", "rate-limiter-uses-redis", "scheduler-uses-redis"],
  twins: ["CKV_AWS_29", "CKV_AWS_30", "CKV_AWS_31", "AwsSolutions-AEC3", "AwsSolutions-AEC6", "AWS-0045", "AWS-0051"],
  messages: {
    readable: "{label} is spoken to without TLS: whoever is on the way reads queues, sessions and passwords.",
    both: "{label} also speaks without TLS (transitEncryptionMode preferred), which is for moving clients over: whoever is on the way reads what those that were left behind say. It should be required.",
    open: "{label} asks nobody who comes: whoever reaches its port reads and writes all of it.",
    passwordless:
      "{label} gets in without a password: whoever reaches a cache it may come to does what it may. It should have one, or IAM, or an access string that begins with off.",
    stored: "{label} keeps its disks and snapshots unencrypted.",
  },
  check: (cache, { stack, fail }) => {
    const { encryptedInTransit, alsoPlain, encryptedAtRest, authenticated, passwordless } = cache;
    const failed = (messageId: "readable" | "open" | "stored") =>
      fail(messageId, {}, ...(messageId === "open" ? withToken(stack, cache) : []));
    const holds = (fact: Fact<boolean>, messageId: "readable" | "open" | "stored"): Judgement =>
      judge(
        fact,
        (on) => (on ? pass : failed(messageId)),
        () => failed(messageId),
      );
    const required = judge(
      alsoPlain,
      (both) => (both ? fail("both") : pass),
      () => pass,
    );
    const lets = (anybody: Fact<boolean>): Judgement =>
      judge(
        anybody,
        (free) => (free ? fail("passwordless") : pass),
        () => pass,
      );
    return [
      holds(encryptedInTransit, "readable"),
      required,
      holds(authenticated, "open"),
      ...(passwordless === undefined ? [] : [lets(passwordless)]),
      holds(encryptedAtRest, "stored"),
    ];
  },
});

const GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";

/** The token that the product keeps for it, or one that is made. */
function withToken(stack: Stack, { location: { urn } }: CacheAccess): readonly Way[] {
  if (typeOf(urn) !== GROUP) return [];
  const kept = stack
    .aside(() => stack.all("secret"))
    .find(({ purpose }) => purpose.state === "known" && purpose.value === "cache-password");
  const from = kept?.location.path === "secretString" ? kept.location : undefined;
  const place = { property: "authToken", of: urn };
  return [
    ...(from === undefined ? [] : [[{ ...place, from }]]),
    ...freshlyGenerated({ urn, path: "authToken" }, false).map((way): Way => way),
  ];
}
