import * as pulumi from "@pulumi/pulumi";
import { unresolvedValue } from "../../../../policies/facts";

const text = (value: unknown): string => String(value);

/** Values that a program should have resolved, as the languages and tools themselves write them. */
const found: readonly (readonly [string, string, string])[] = [
  ["an output in a template string", `postgresql://app@${text(pulumi.output("db"))}/app`, "output"],
  ["an output alone", text(pulumi.output(1)), "output"],
  ["Terraform's", "(known after apply)", "output"],
  ["the CDK's", "https://${Token[TOKEN.123]}/path", "output"],
  ["an object", text({ a: 1 }), "object"],
  ["an object in a URL", `redis://${text({})}:6379/0`, "object"],
  ["a promise", text(Promise.resolve(1)), "object"],
  ["Python's coroutine", "<coroutine object get_url at 0x7f8>", "object"],
  ["a missing value", text(undefined), "missing"],
  ["null", "null", "missing"],
  ["no number", text(Number("x")), "missing"],
  ["a missing host", "redis://undefined:6379/0", "missing"],
  ["a missing password", "postgresql://app:undefined@db/app", "missing"],
  ["a missing port", "db.internal:NaN", "missing"],
  ["a missing database", "postgresql://app@db:5432/undefined", "missing"],
  ["a missing keyword", "host=None user=app dbname=app", "missing"],
  ["a shell's variable", "redis://${REDIS_HOST}:6379/0", "template"],
  ["Jinja's", "https://{{ domain }}/callback", "template"],
  ["Python's", "postgresql://%(user)s@db/app", "template"],
  ["angle brackets", "<your-domain>", "template"],
  ["angle brackets in a URL", "https://<region>.example.com", "template"],
  ["a deployment tool's", "#{DatabaseUrl}#", "template"],
  ["another's", "__DATABASE_URL__", "template"],
  ["a note", "TODO: set me", "to-do"],
  ["a short note", "FIXME", "to-do"],
];

it.each(found)("is not resolved: %s", (_, value, reason) => {
  const answer = unresolvedValue(value);
  expect(answer?.reason).toBe(reason);
  expect(answer?.detail).not.toContain(value);
});

const resolved: readonly (readonly [string, string])[] = [
  ["nothing", ""],
  ["a URL", "postgresql+asyncpg://app:k3Jf9aLqPz71@db.internal:5432/app?ssl=require"],
  ["a log format", "%(asctime)s %(levelname)s [%(name)s] %(message)s"],
  ["Celery's log format", "[%(asctime)s: %(levelname)s/%(processName)s] %(task_name)s"],
  ["gunicorn's access log", '%(h)s %(l)s %(u)s %(t)s "%(r)s" %(s)s'],
  ["a policy's variable", "arn:aws:s3:::bucket/${aws:username}/*"],
  ["OpenTelemetry's", "${env:OTEL_TOKEN}"],
  ["a log tag", "{{.Name}}/{{.ID}}"],
  ["a dynamic reference", "{{resolve:secretsmanager:app:SecretString:key}}"],
  ["cron", "0 3 * * 1-5"],
  ["a tokenizer's end", "</s>"],
  ["a list", "TODOIST,NULLABLE"],
  ["a word with null in it", "nullmailer.internal:25"],
  ["a dollar", "pa$$word"],
  ["JSON", '{"a":null,"b":"x"}'],
];

it.each(resolved)("is resolved: %s", (_, value) => {
  expect(unresolvedValue(value)).toBeUndefined();
});
