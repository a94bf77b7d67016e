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
    "odyssey",
    "pgdog",
    "pgpool",
    "pgagroal",
    "proxysql",
    "maxscale",
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

const PACKAGE_MANAGERS = new Set(["npm", "yarn", "pnpm", "bun"]);

/** Sub-commands by which a program changes the schema, of one word or of two; what only looks at it (`flask db current`) is none. */
const MIGRATIONS: Readonly<Record<string, readonly string[]>> = {
  alembic: ["upgrade", "downgrade", "stamp"],
  aerich: ["upgrade", "downgrade", "init-db"],
  "manage.py": ["migrate"],
  "django-admin": ["migrate"],
  flask: ["db upgrade", "db downgrade", "db stamp"],
  prisma: ["migrate deploy", "migrate dev", "migrate reset", "migrate resolve", "db push", "db execute"],
  knex: ["migrate:latest", "migrate:up", "migrate:rollback"],
  sequelize: ["db:migrate"],
  "sequelize-cli": ["db:migrate"],
  typeorm: ["migration:run", "schema:sync"],
  "typeorm-ts-node-commonjs": ["migration:run", "schema:sync"],
  "drizzle-kit": ["migrate", "push"],
  rails: ["db:migrate", "db:prepare", "db:schema:load", "db:setup"],
  rake: ["db:migrate", "db:prepare", "db:schema:load", "db:setup"],
  artisan: ["migrate"],
  flyway: ["migrate"],
  liquibase: ["update"],
  dbmate: ["up", "migrate"],
  goose: ["up", "up-to"],
  migrate: ["up"],
  atlas: ["migrate apply", "schema apply"],
  yoyo: ["apply"],
  sqitch: ["deploy"],
  airflow: ["db migrate", "db upgrade", "db init", "db reset"],
  superset: ["db upgrade"],
  piccolo: ["migrations forwards", "migrations backwards"],
  dotnet: ["ef database"],
  procrastinate: ["schema"],
  sqlx: ["migrate run"],
  diesel: ["migration run"],
  "mikro-orm": ["migration:up"],
  "node-pg-migrate": ["up"],
};

/** With one of these a migration says what it would do, and does nothing. */
const ONLY_SHOWS = new Set(["--check", "--plan", "--sql", "--dry-run", "--dryrun", "--pretend", "--help", "-h"]);

export function isMigration(name: string, words: readonly string[]): boolean {
  // `yarn prisma migrate deploy`, and a script of the tool's own name: `npm run typeorm migration:run`.
  if (PACKAGE_MANAGERS.has(name)) {
    const tool = words[0] === "run" ? 1 : 0;
    return !PACKAGE_MANAGERS.has(words[tool] ?? "") && isMigration(words[tool] ?? "", words.slice(tool + 1));
  }
  const commands = lookup(MIGRATIONS, name);
  if (commands === undefined) return false;
  // A sub-command may stand behind options; what is far away is an argument.
  const near = words.slice(0, 12);
  if (near.some((word) => ONLY_SHOWS.has(word))) return false;
  return commands.some((command) => {
    const [first = "", second] = command.split(" ");
    return near.some((word, at) => word === first && (second === undefined || near.indexOf(second, at + 1) > at));
  });
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

/**
 * Servers that their makers mean for development, by the sub-command that starts them; none: always.
 *
 * Sources: the tools' own command-line references ("starts the development server"); PHP manual, "Built-in web server".
 */
const DEVELOPMENT_SERVERS: Readonly<Record<string, readonly string[]>> = {
  next: ["dev"],
  nuxt: ["dev"],
  nuxi: ["dev"],
  astro: ["dev"],
  remix: ["dev"],
  gatsby: ["develop"],
  vite: ["dev", "serve", ""],
  "react-scripts": ["start"],
  "vue-cli-service": ["serve"],
  ng: ["serve"],
  webpack: ["serve"],
  "webpack-dev-server": [],
  parcel: ["serve", ""],
  "ts-node-dev": [],
  "http.server": [],
  artisan: ["serve"],
  quart: ["run"],
  tsx: ["watch"],
  adev: ["runserver"],
  air: ["", "server"],
};

/**
 * Options by which a program that also serves in production watches its files and starts again, or debugs: Node.js, Bun and Deno CLI
 * references, "watch"; NestJS, Sanic and Litestar CLI references.
 */
const RELOADING_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(["node", "nodejs"].map((name) => [name, ["--watch", "--watch-path"]])),
  bun: ["--watch", "--hot"],
  deno: ["--watch", "--watch-hmr"],
  nest: ["--watch", "-w"],
  sanic: ["--dev", "--debug", "-d", "--auto-reload", "--reload", "-r"],
  litestar: ["--reload", "-r", "--debug", "-d"],
};
/** What stands behind the program they run is that program's own. */
const RUNS_A_FILE = new Set(["node", "nodejs", "bun", "deno"]);
const FILE = /\.[cm]?[jt]sx?$/;
/** What people call the script that starts it. */
const DEVELOPMENT_SCRIPT = /^(?:dev|develop|development|start:dev|start:development|serve:dev|dev:\w{1,20}|watch)$/;

/** @param words behind the program's name */
export function isDevelopmentServer(name: string, words: readonly string[]): boolean {
  const own = words.filter((word) => !word.startsWith("-"));
  if (PACKAGE_MANAGERS.has(name)) {
    if (reloads(name, words)) return true;
    const script = own[0] === "run" || own[0] === "run-script" ? own[1] : own[0];
    return script !== undefined && DEVELOPMENT_SCRIPT.test(script);
  }
  // `php artisan serve`, `php -S 0.0.0.0:8000`.
  if (name === "php") return words[0] === "-S" || (own[0] === "artisan" && own[1] === "serve");
  const commands = lookup(DEVELOPMENT_SERVERS, name);
  if (reloads(name, words)) return true;
  return commands !== undefined && (commands.length === 0 || commands.includes(own[0] ?? ""));
}

function reloads(name: string, words: readonly string[]): boolean {
  const options = lookup(RELOADING_OPTIONS, name);
  if (options === undefined) return false;
  const file = RUNS_A_FILE.has(name) ? words.findIndex((word) => FILE.test(word)) : -1;
  return (file < 0 ? words : words.slice(0, file)).some((word) => options.includes(word.split("=", 1)[0] ?? ""));
}
