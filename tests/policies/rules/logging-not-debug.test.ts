import * as aws from "@pulumi/aws";
import { loggingNotDebug } from "../../../policies/rules/operation/logging-not-debug";
import { blueprint, ref, resource } from "../../../policies/testing";
import { declaration, declaredWorkload, plain, ruleTester, task, WEB, WORKER } from "../fixtures";

const web = (environment: Record<string, string>, command: readonly string[] = WEB) => [
  task("web", { command, environment }),
];
const product = (environment: "production" | "development", level: string) => [
  blueprint(
    declaration({ environment, workloads: { web: declaredWorkload({ environment: { LOG_LEVEL: plain(level) } }) } }),
  ),
];
const setting = resource(aws.ssm.Parameter, "level", { type: "String" }, { outputs: { insecureValue: "info" } });
const subject = "workload/web";
const passes = { [subject]: "verified" } as const;
const says = (variables: Record<string, string>, messageId: string) => ({
  name: Object.entries(variables)
    .map(([name, value]) => `${name}=${value}`)
    .join(" "),
  stack: web(variables),
  subject,
  messageId,
  says: Object.keys(variables).join(", "),
});
const runs = (line: string, environment: Record<string, string> = {}) => ({
  name: `${line} ${JSON.stringify(environment)}`,
  stack: web(environment, line.split(" ")),
  subject,
  messageId: "command",
});

ruleTester.run(loggingNotDebug, {
  valid: [
    {
      name: "everything off",
      stack: web({ LOG_LEVEL: "INFO", DEBUG: "false", SQLALCHEMY_ECHO: "0", FLASK_DEBUG: "off" }),
      passes,
    },
    { name: "nothing said", stack: web({}), passes },
    { name: "an access log", stack: web({}, ["gunicorn", "app:app", "--access-logfile", "-"]), passes },
    { name: "another level", stack: web({}, ["gunicorn", "app:app", "--log-level=warning"]), passes },
    {
      name: "an option of a program nobody knows",
      stack: web({}, ["/bin/app", "--debug-port", "5678"]),
      passes,
    },
    ...[
      "traefik --log.level=INFO --accesslog=true",
      "java -Dlogging.level.root=WARN -jar a.jar --logging.level.org.hibernate=INFO",
      "dotnet App.dll --Logging:LogLevel:Default=Information",
      "redis-server --loglevel verbose",
      "/bin/app --log-level 5",
      "/bin/app -v --debug=false --level debug",
      "java -jar a.jar --log-level=info,org.hibernate:warn",
    ].map((line) => ({ name: line, stack: web({}, line.split(" ")), passes })),
    { name: "a variable about something else", stack: web({ SYSLOG_LEVEL_FACILITY: "debug" }), passes },
    {
      name: "names that only look like it",
      stack: web({
        ...{ NODE_ENV: "production", FLASK_ENV: "testing", RUST_LOG: "warn,shop=info", LOG_REDACT_TOKENS: "true" },
        ...{ LOG_REQUESTS: "true", LOG_TOKEN_USAGE: "true", LOG_SLOW_SQL: "true", LOG_SQL: "false", DB_ECHO: "0" },
        ...{ "logging.level.root": "WARN", PYTHONASYNCIODEBUG: "0", BLOG_HEADERS: "true", LOGGING_LEVEL_COLOUR: "on" },
      }),
      passes,
    },
    { name: "the production program", stack: product("production", "INFO"), passes: { [subject]: "declared" } },
    { name: "a developer's blueprint", stack: product("development", "DEBUG"), passes: {} },
  ],
  invalid: [
    says({ DEBUG: "True" }, "mode"),
    says({ FLASK_DEBUG: "1", SQLALCHEMY_ECHO: "true" }, "mode"),
    says({ DJANGO_DEBUG: "yes" }, "mode"),
    ...["HASURA_GRAPHQL_DEV_MODE", "SHOP_DEBUG_MODE", "DEV_MODE"].map((name) => says({ [name]: "true" }, "mode")),
    says({ DEBUG: "app:*" }, "mode"),
    ...["FLASK_ENV", "NODE_ENV", "RAILS_ENV", "ASPNETCORE_ENVIRONMENT"].map((name) =>
      says({ [name]: "development" }, "development"),
    ),
    ...["PYTHONDEVMODE", "PYTHONASYNCIODEBUG", "LOG_REQUEST_BODY", "LOG_HEADERS", "SHOP_LOG_SQL", "APP_DB_ECHO"].map(
      (name) => says({ [name]: "1" }, "mode"),
    ),
    says({ RUST_LOG: "debug" }, "level"),
    says({ RUST_LOG: "info,shop::db=trace" }, "level"),
    says({ "logging.level.root": "DEBUG" }, "level"),
    says({ LOGGING_LEVEL_ORG_HIBERNATE: "TRACE" }, "level"),
    says({ Logging__LogLevel__Default: "Debug" }, "level"),
    says({ PRISMA_LOG: "query" }, "level"),
    says({ AIRFLOW__LOGGING__LOGGING_LEVEL: "DEBUG" }, "level"),
    says({ AIRFLOW__LOGGING__FAB_LOGGING_LEVEL: "DEBUG" }, "level"),
    says({ KC_LOG_LEVEL: "INFO,org.hibernate:debug" }, "level"),
    says({ JAVA_TOOL_OPTIONS: "-Xmx1g -Dlogging.level.root=DEBUG" }, "level"),
    says({ JAVA_OPTS: "-Dlogging.level.org.hibernate.SQL='debug'" }, "level"),
    says({ LOG_LEVEL: "debug" }, "level"),
    says({ UVICORN_LOG_LEVEL: "trace" }, "level"),
    says({ SHOP_LOG_LEVEL: "'DEBUG'" }, "level"),
    says({ GUNICORN_CMD_ARGS: "--workers 2 --log-level debug" }, "level"),
    runs("gunicorn app:app --log-level debug"),
    runs("uvicorn app:app --log-level=trace"),
    runs("flask --debug run"),
    runs("traefik --log.level=DEBUG"),
    runs("java -jar a.jar --logging.level.root=DEBUG"),
    runs("java -Dlogging.level.root=debug -jar a.jar"),
    runs("java -jar a.jar --logging.level.org.hibernate.SQL=trace"),
    runs("dotnet App.dll --Logging:LogLevel:Default=Debug"),
    runs("/bin/app --log-level debug"),
    runs("/bin/app -log-level=trace"),
    runs("kc.sh start --log-level=info,org.hibernate:debug"),
    runs("sh -c exec traefik '--log.level=DEBUG'"),
    runs([...WORKER, "-l", "DEBUG"].join(" ")),
    runs([...WORKER, "--loglevel=debug"].join(" ")),
    {
      name: "the production program at debug level",
      stack: product("production", "DEBUG"),
      subject,
      messageId: "level",
      stage: "blueprint",
    },
  ],
  unproven: [
    {
      name: "a level that is computed",
      stack: [setting, task("web", { command: WEB, environment: { LOG_LEVEL: ref(setting, "insecureValue") } })],
      subject,
      path: "containerDefinitions",
      producer: "level",
    },
    ...["/bin/app --debug", "java -jar a.jar --debug", "node server.js --debug=true"].map((line) => ({
      name: `${line}: what that does only the program knows`,
      stack: web({}, line.split(" ")),
      subject,
      path: "containerDefinitions[0].command (--debug)",
    })),
    {
      name: "a file of variables",
      stack: [
        task("web", { command: WEB, more: { environmentFiles: [{ type: "s3", value: "arn:aws:s3:::b/web.env" }] } }),
      ],
      subject,
      path: "containerDefinitions[0].environmentFiles",
    },
  ],
});
