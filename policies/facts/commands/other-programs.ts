/** Programs that are neither a server nor a queue: migrations, and those that are known to be no application. */
import { lookup } from "../lookup";
import type { OtherProgram, RoleHint } from "./reading";

/** No application: nothing that a rule asks about is hidden in them. */
const UNDERSTOOD = new Set([
  ...[
    "nginx",
    "httpd",
    "caddy",
    "traefik",
    "envoy",
    "haproxy",
    "varnishd",
    "pgbouncer",
    "pgcat",
    "redis-server",
    "redis-sentinel",
  ],
  ...[
    "valkey-server",
    "memcached",
    "rabbitmq-server",
    "postgres",
    "mysqld",
    "mongod",
    "sleep",
    "tail",
    "echo",
    "printf",
    "true",
  ],
  ...[
    "false",
    "cat",
    "ls",
    "mkdir",
    "chown",
    "chmod",
    "cp",
    "mv",
    "rm",
    "ln",
    "touch",
    "test",
    "[",
    "[[",
    "curl",
    "wget",
    "nc",
    "dig",
  ],
  ...[
    "pg_isready",
    "redis-cli",
    "psql",
    "date",
    "id",
    "whoami",
    "pwd",
    "kill",
    "grep",
    "sed",
    "awk",
    "find",
    "read",
    "shift",
    "ulimit",
  ],
  ...[
    "umask",
    "hostname",
    "exit",
    "return",
    "local",
    "pip",
    "collectstatic",
    "compilemessages",
    "check",
    "aws-otel-collector",
  ],
  ...[
    "otelcol",
    "datadog-agent",
    "agent",
    "fluent-bit",
    "fluentd",
    "vector",
    "cloudwatch-agent",
    "xray",
    "statsd_exporter",
  ],
  ...[
    "postgres_exporter",
    "redis_exporter",
    "celery-exporter",
    "celery_exporter",
    "node_exporter",
    "prometheus",
    "grafana-server",
  ],
  ...[
    "supervisorctl",
    "locust",
    "pytest",
    "ruff",
    "mypy",
    "createcachetable",
    "loaddata",
    "clearsessions",
    "createsuperuser",
  ],
  ...["break", "continue", "let", "hash", "type", "which", "getopts", "source"],
]);

const LANGUAGES: Readonly<Record<string, OtherProgram["language"]>> = {
  ...of(
    "python",
    "python",
    "python3",
    "pypy3",
    "manage.py",
    "django-admin",
    "streamlit",
    "gradio",
    "jupyter",
    "mlflow",
  ),
  ...of(
    "node",
    "node",
    "nodejs",
    "npm",
    "yarn",
    "pnpm",
    "bun",
    "deno",
    "next",
    "nest",
    "tsx",
    "ts-node",
    "prisma",
    "strapi",
    "medusa",
  ),
  ...of("jvm", "java", "gradle", "mvn", "kotlin", "catalina.sh"),
  ...of("ruby", "ruby", "rails", "rake", "bundle", "unicorn", "passenger", "thin", "falcon", "rackup"),
  ...of("php", "php", "php-fpm", "apache2-foreground", "frankenphp", "rr", "artisan"),
  ...of("dotnet", "dotnet"),
};

function of(language: OtherProgram["language"], ...names: string[]): Record<string, OtherProgram["language"]> {
  return Object.fromEntries(names.map((name) => [name, language]));
}

export function isUnderstood(name: string): boolean {
  return UNDERSTOOD.has(name);
}

export function languageOf(name: string): OtherProgram["language"] {
  const plainName = /^python3?\.\d+$/.test(name) ? "python3" : name;
  return lookup(LANGUAGES, plainName);
}

/** Words behind a program that make it change the schema. */
const MIGRATIONS: Readonly<Record<string, readonly string[]>> = {
  alembic: ["upgrade", "downgrade", "stamp"],
  aerich: ["upgrade", "downgrade", "init-db"],
  "manage.py": ["migrate"],
  "django-admin": ["migrate"],
  flask: ["db"],
  prisma: ["migrate", "db"],
  knex: ["migrate:latest", "migrate:up"],
  sequelize: ["db:migrate"],
  "sequelize-cli": ["db:migrate"],
  typeorm: ["migration:run", "schema:sync"],
  "drizzle-kit": ["migrate", "push"],
  rails: ["db:migrate", "db:prepare", "db:schema:load", "db:setup"],
  rake: ["db:migrate", "db:prepare", "db:schema:load", "db:setup"],
  artisan: ["migrate"],
  flyway: ["migrate"],
  liquibase: ["update"],
  dbmate: ["up", "migrate"],
  goose: ["up", "up-to"],
  migrate: ["up"],
  atlas: ["migrate", "schema"],
  yoyo: ["apply"],
  sqitch: ["deploy"],
  airflow: ["db"],
  superset: ["db"],
  piccolo: ["migrations"],
  dotnet: ["ef"],
  procrastinate: ["schema"],
};

export function isMigration(name: string, words: readonly string[]): boolean {
  const commands = lookup(MIGRATIONS, name);
  // A sub-command may stand behind options; what is far away is an argument.
  return commands !== undefined && words.slice(0, 12).some((word) => commands.includes(word));
}

const HINTS: readonly (readonly [RoleHint, ReadonlySet<string>])[] = [
  [
    "scheduler",
    new Set(["beat", "celerybeat", "scheduler", "cron", "clock", "cronjob", "crontab", "schedule", "rqscheduler"]),
  ],
  ["migration", new Set(["migrate", "migration", "migrations", "migrator", "dbmigrate"])],
  ["monitor", new Set(["flower", "exporter", "monitor", "celeryflower"])],
  ["worker", new Set(["worker", "workers", "celeryworker", "consumer", "celeryd", "qcluster", "queue", "celery"])],
  [
    "web",
    new Set(["web", "api", "server", "django", "gunicorn", "uvicorn", "asgi", "wsgi", "http", "backend", "webserver"]),
  ],
];

/** What a name says: `start-celerybeat` a scheduler; several, in the order of how much it matters. */
export function hintsOf(name: string): RoleHint[] {
  const words = name
    .slice(0, 100)
    .toLowerCase()
    .split(/[^a-z]+/);
  return HINTS.flatMap(([role, known]) => (words.some((word) => known.has(word)) ? [role] : []));
}

export function hintOf(name: string): RoleHint | undefined {
  // cookiecutter-django's `/start` starts the web server.
  return hintsOf(name)[0] ?? (name === "start" || name === "start.sh" ? "web" : undefined);
}
