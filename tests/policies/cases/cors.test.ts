import { definition, said, service, type ContainerFields, type Settings } from "./judged";

/** Whom programs of other people let in, however they say it. */
const RULE = "cors-not-wildcard";
const judged = (settings: Settings, container: ContainerFields = {}, rule = RULE) => {
  const made = definition("web", settings, container);
  return said(rule, [made, service(made)]);
};
const started = (command: readonly string[], settings: Settings = {}) => judged(settings, { command });

describe("everybody is let in by an option of the command line", () => {
  it.each<[readonly string[]]>([
    [["hypercorn", "app:app", "--cors-origins", "*"]],
    [["graphql-engine", "serve", "--cors-domain", "*"]],
    [["prometheus", "--web.cors.origin=.*"]],
    [["vllm", "serve", "model", "--allowed-origins", '["*"]']],
    [["geth", "--http", "--http.corsdomain", "*"]],
    [["sh", "-c", "exec jupyter lab --ServerApp.allow_origin='*' --ip 0.0.0.0"]],
    [["bash", "-c", "cd /srv && mlflow server --cors-allowed-origins '*'"]],
    [["uvicorn", "app:app", "--header", "Access-Control-Allow-Origin:*"]],
    [["sh", "-c", "exec uvicorn app:app --header 'access-control-allow-origin: *'"]],
    [["server", "--cors-origin", "https://app.example.com", "--cors-origin", "*"]],
    [["server", "--cors-origin", "*", "--cors-origin", "https://app.example.com"]],
  ])("%j", async (command) => {
    expect((await started(command)).filter((end) => end !== "pass" && end !== "unproven")).toEqual([
      "blocked wildcard",
    ]);
  });

  it("that hands a variable on", async () => {
    const command = ["sh", "-c", "exec mlflow server --cors-allowed-origins $SITES"];
    expect(await started(command, { SITES: "*" })).toEqual(["blocked wildcard"]);
    expect(await started(command, { SITES: "https://app.example.com" })).toEqual(["pass"]);
    expect(await started(command)).toEqual(["unproven"]);
  });

  it("whose entry point is another program", async () => {
    expect(
      await judged({}, { entryPoint: ["vllm", "serve"], command: ["model", "--allowed-origins", '["*"]'] }),
    ).toEqual(["blocked wildcard"]);
  });
});

describe("an option that lets nobody else in is not blocked", () => {
  it.each<[readonly string[]]>([
    [["mlflow", "server", "--cors-allowed-origins", "https://app.example.com"]],
    [["git", "push", "--origin", "main"]],
    [["uvicorn", "app:app", "--forwarded-allow-ips", "*"]],
    [["uvicorn", "app:app", "--header", "Access-Control-Allow-Origin:https://app.example.com"]],
    [["uvicorn", "app:app", "--header", "X-Served-By:*"]],
    [["server", "--cors-allowed-methods", "*", "--cors-max-age", "600"]],
    [["server", "--allowed-hosts", "*"]],
    [["server", "--cors-origins"]],
    [["server", "--cors-origins", "--reload"]],
  ])("%j", async (command) => {
    expect((await started(command)).filter((end) => end.startsWith("blocked"))).toEqual([]);
  });
});

describe("everybody is let in by a variable of any framework", () => {
  it.each<[string, string]>([
    ...["CORS_ALLOWED_ORIGINS", "corsOrigins", "CORSORIGINS", "CORS", "CORS_ALLOWLIST", "CORS_DOMAIN"].map(any),
    ...["ACCESS_CONTROL_ALLOW_ORIGIN", "FRONTEND_URL", "TRUSTED_ORIGINS", "CLIENT_ORIGIN", "WS_ALLOWED_ORIGINS"].map(
      any,
    ),
    ...["SPRING_WEB_CORS_ALLOWED_ORIGINS", "Cors__AllowedOrigins__0", "HASURA_GRAPHQL_CORS_DOMAIN"].map(any),
    ...["MINIO_API_CORS_ALLOW_ORIGIN", "OLLAMA_ORIGINS", "JUPYTER_ALLOW_ORIGIN", "http.cors.allow-origin"].map(any),
    ["BACKEND_CORS_ORIGINS", '["*"]'],
    ["CORS_ORIGINS", "- '*'"],
    ["CORS_ORIGINS", "('*',)"],
    ["CORS_ORIGINS", "https://a.example.com|*"],
    ["CORS_ORIGINS", '["https://a.example.com", "*"'],
    ["CORS_ORIGINS", "\u200b*"],
    ["CORS_ORIGINS", "*\u0000"],
    ["CORS_ORIGINS", "＊"],
    ["CORS_ORIGINS", "%2A"],
    ["CORS_ORIGINS", "https://*.co.nz"],
    ["CORS_ORIGINS", "chrome-extension://*"],
    ["CORS_RESOURCES", '{"/api/*":{"origins":"*"}}'],
    ["CORS_ALLOW_ALL_ORIGINS", "enabled"],
    ["CORS_DISABLED", "true"],
    ["STREAMLIT_SERVER_ENABLE_CORS", "false"],
    ["CORS_ALLOW_ORIGIN_REGEX", "(?i).*"],
    ["CORS_ALLOW_ORIGIN_REGEX", "https://[a-z]{2,20}\\.[a-z]{2,20}"],
    ["CORS_ALLOW_ORIGIN_REGEX", "https://app-[a-z0-9]+\\.vercel\\.app"],
    ["CORS_ALLOW_ORIGIN_REGEX", "https://app.example.com"],
  ])("%s=%j", async (name, value) => {
    expect(await judged({ [name]: value })).toEqual(["blocked wildcard"]);
  });

  function any(name: string): [string, string] {
    return [name, "*"];
  }
});

describe("sound settings pass, and nothing false is said of them", () => {
  it.each<[string, string]>([
    ["CORS_ORIGINS", "https://app.example.com,https://*.example.com"],
    ["CORS_ORIGINS", "https://*.preview.example.com"],
    ["CORS_ORIGINS", "https://bücher.example"],
    ["CORS_ORIGINS", "[]"],
    ["CORS_ORIGINS", "capacitor://localhost"],
    ["CORS_ORIGINS", "https://app.example.com,ionic://localhost"],
    ["CORS_ALLOW_ORIGIN_REGEX", "^https://([a-z0-9-]+\\.)*example\\.com(:\\d+)?$"],
    ["CORS_ALLOW_ORIGIN_REGEX", "^https://(?!evil)[a-z]+\\.example\\.com$"],
    ["CORS_ALLOW_ORIGIN_REGEX", "https://preview-.*\\.example\\.com"],
    ["CORS_ALLOW_ORIGIN_REGEX", "^https://app\\.example\\.com(/.*)?$"],
  ])("%s=%j", async (name, value) => {
    expect(await judged({ [name]: value })).toEqual(["pass"]);
    expect(await judged({ [name]: value }, {}, "cors-origins-declared")).toEqual(["pass"]);
  });

  it("a switch that is off names nobody", async () => {
    expect(await judged({ CORS_ALLOW_ALL_ORIGINS: "False" })).toEqual(["pass"]);
    expect(await judged({ CORS_ALLOW_ALL_ORIGINS: "0" })).toEqual(["pass"]);
  });

  it.each([
    ...["CORS_VALIDATE_ORIGIN", "CORS_LOG_ORIGINS", "CORS_CHECK_ORIGIN", "CORS_STRICT_ORIGIN", "CORS_ORIGIN_VARY"],
    ...["CORS_REQUIRE_ORIGIN", "CORS_ALLOW_NO_ORIGIN", "CORS_BLOCK_UNKNOWN_ORIGINS"],
  ])("a switch that lets nobody in is no such setting: %s", async (name) => {
    expect(await judged({ [name]: "true" })).toEqual([]);
    expect(await judged({ [name]: "true", CORS_ORIGINS: "https://app.example.com" })).toEqual(["pass"]);
  });

  it.each<[string, string]>([
    ["CORS_MAPPING", "/**"],
    ["CORS_URL_PATTERN", "/api/**"],
    ["CORS_ENDPOINTS", "*"],
    ["CORS_DENIED_ORIGINS", "*"],
    ["CORS_ORIGIN_BLACKLIST", '["*"]'],
    ["FORBIDDEN_ORIGINS", "https://*"],
  ])("whom it keeps out, and on which paths, is no such setting: %s=%s", async (name, value) => {
    expect(await judged({ [name]: value })).toEqual([]);
  });

  it.each<[string, string]>([
    ["CORS_ORIGINS_FROM_DB", "true"],
    ["CORS_ORIGINS_FILE", "/etc/shop/origins.json"],
    ["CORS_CHECK_ORIGIN", "false"],
  ])("whom a list lets in that is kept elsewhere, or not looked at, nobody can tell: %s=%s", async (name, value) => {
    expect(await judged({ [name]: value })).toEqual(["unproven"]);
  });

  it.each(["https://localhost:3000", "http://127.0.0.1:5173"])("a developer's machine is advice: %s", async (value) => {
    expect(await judged({ CORS_ORIGINS: value })).toEqual(["pass"]);
    expect(await judged({ CORS_ORIGINS: value }, {}, "cors-origins-declared")).toEqual(["advice localhost"]);
  });

  it.each(["https://app.example.com/", "https://example.com?x=1", '["https://app.example.com:443"]'])(
    "what no browser sends is advice: %s",
    async (value) => {
      expect(await judged({ CORS_ORIGINS: value })).toEqual(["pass"]);
      expect(await judged({ CORS_ORIGINS: value }, {}, "cors-origins-declared")).toEqual(["advice never"]);
    },
  );

  it.each<[string, string]>([
    ["CORS_ORIGINS", "None"],
    ["CORS_ALLOW_ORIGIN_REGEX", "example\\.com"],
  ])("what nobody can tell is not proven: %s=%s", async (name, value) => {
    expect(await judged({ [name]: value })).toEqual(["unproven"]);
  });
});

describe("settings inside a document that is one variable", () => {
  it.each<[string, unknown]>([
    ["APP_CONFIG", { db: { pool: 5 }, cors: { allow_origins: ["*"] } }],
    ["SPRING_APPLICATION_JSON", { spring: { web: { cors: { "allowed-origins": "*" } } } }],
    ["SETTINGS", { corsOrigins: ["https://app.example.com", "https://*"] }],
    ["API_SETTINGS", { http: { cors: { allow_origin_regex: ".*" } } }],
  ])("let everybody in: %s", async (name, document) => {
    expect(await judged({ [name]: JSON.stringify(document) })).toEqual(["blocked wildcard"]);
  });

  it("are judged each by itself, whichever comes last", async () => {
    const [open, named] = [{ origins: ["*"] }, { origins: ["https://app.example.com"] }];
    for (const document of [
      { cors: open, adminCors: named },
      { cors: named, adminCors: open },
    ]) {
      expect(await judged({ APP_CONFIG: JSON.stringify(document) })).toEqual(["blocked wildcard", "pass"]);
      expect(await judged({ "app config!": JSON.stringify(document) })).toEqual(["blocked wildcard", "pass"]);
    }
  });

  it.each<[string, unknown]>([
    [
      "APP_CONFIG",
      { cors: { allow_origins: ["https://app.example.com"], allow_methods: ["*"], allow_headers: ["*"] } },
    ],
    ["SETTINGS", { corsOrigins: [], cors: { maxAge: 600 } }],
  ])("let in whom they name: %s", async (name, document) => {
    expect(await judged({ [name]: JSON.stringify(document) })).toEqual(["pass"]);
  });

  it.each<[string, string]>([
    ["FEATURES", '{"newCheckout":true,"hosts":"*"}'],
    ["APP_CONFIG", '{"cors":{"origins":["*"]}'],
    ["IAM_POLICY", '{"Statement":[{"Action":"*","Resource":"*"}]}'],
  ])("are none: %s=%s", async (name, value) => {
    expect(await judged({ [name]: value })).toEqual([]);
  });
});

describe("headers that a proxy is told to send", () => {
  const TRAEFIK = "traefik.http.middlewares.cors.headers";
  const labelled = (name: string, value: string) => judged({}, { dockerLabels: { [name]: value } });

  it.each<[string, string]>([
    [`${TRAEFIK}.accesscontrolalloworiginlist`, "*"],
    [`${TRAEFIK}.accessControlAllowOriginList`, "https://app.example.com,*"],
    [`${TRAEFIK}.accesscontrolalloworiginlistregex`, "^https://.*$"],
    [`${TRAEFIK}.accesscontrolalloworiginlistregex`, "^https://app\\.example\\.com$,.*"],
    [`${TRAEFIK}.customresponseheaders.Access-Control-Allow-Origin`, "*"],
    ["traefik.frontend.headers.customResponseHeaders", "X-Served-By:shop||Access-Control-Allow-Origin:*"],
    ["caddy.header.Access-Control-Allow-Origin", '"*"'],
    ["caddy_1.header.+Access-Control-Allow-Origin", "{header.Origin}"],
    ["caddy.reverse_proxy.header_down", '+Access-Control-Allow-Origin "*"'],
    ["caddy.header", 'Access-Control-Allow-Origin "*"'],
  ])("let everybody in, by a label: %s=%s", async (name, value) => {
    expect(await labelled(name, value)).toEqual(["blocked wildcard"]);
  });

  it.each<[string, string]>([
    [`${TRAEFIK}.accesscontrolalloworiginlist`, "https://app.example.com,https://admin.example.com"],
    [`${TRAEFIK}.accesscontrolalloworiginlistregex`, "^https://[a-z]+\\.example\\.com$"],
    ["caddy.header.Access-Control-Allow-Origin", '"https://app.example.com"'],
  ])("let in whom they name, by a label: %s=%s", async (name, value) => {
    expect(await labelled(name, value)).toEqual(["pass"]);
  });

  it.each<[string, string]>([
    [`${TRAEFIK}.accesscontrolallowmethods`, "*"],
    [`${TRAEFIK}.accesscontrolallowcredentials`, "true"],
    [`${TRAEFIK}.customrequestheaders.Access-Control-Allow-Origin`, "*"],
    ["caddy.header.-Access-Control-Allow-Origin", ""],
    ["traefik.http.routers.cors.rule", "HostRegexp(`.*`)"],
  ])("are none: %s=%s", async (name, value) => {
    expect(await labelled(name, value)).toEqual([]);
  });

  const nginx = (directives: string) => `server { listen 80; location / { ${directives} proxy_pass http://app; } }`;

  it.each([
    nginx("add_header Access-Control-Allow-Origin *;"),
    nginx("add_header 'Access-Control-Allow-Origin' '*' always;"),
    nginx('add_header "Access-Control-Allow-Origin" $http_origin always;'),
    nginx("if ($request_method = OPTIONS) { add_header Access-Control-Allow-Origin *; return 204; }"),
    nginx("more_set_headers 'Access-Control-Allow-Origin: *';"),
    'Header always set Access-Control-Allow-Origin "*"',
    "http-response set-header Access-Control-Allow-Origin *",
    ":80\nheader Access-Control-Allow-Origin *\n",
  ])("let everybody in, by a server's directive: %s", async (text) => {
    expect(await judged({ SITE_CONF: text })).toEqual(["blocked wildcard"]);
    const script = `cat > /etc/site.conf <<'EOF'\n${text}\nEOF\nexec nginx -g 'daemon off;'`;
    expect((await started(["sh", "-c", script])).filter((end) => end.startsWith("blocked"))).toEqual([
      "blocked wildcard",
    ]);
  });

  it.each<[string, readonly string[]]>([
    [nginx("add_header Access-Control-Allow-Origin https://app.example.com;"), ["pass"]],
    [nginx("add_header Access-Control-Allow-Methods *;\n# add_header Access-Control-Allow-Origin *;\n"), []],
    [nginx("proxy_hide_header Access-Control-Allow-Origin;"), []],
    [nginx("add_header Access-Control-Allow-Origin $cors_origin;"), ["unproven"]],
    [
      nginx("if ($http_origin ~ '^https://app.example.com$') { add_header Access-Control-Allow-Origin $http_origin; }"),
      ["unproven"],
    ],
    ["location ~* \\.(woff2|ttf)$ { add_header Access-Control-Allow-Origin *; }", ["unproven"]],
    ['Header set Access-Control-Allow-Origin "%{ORIGIN}e" env=ORIGIN', ["unproven"]],
  ])("are not blocked where they name somebody, or nobody can tell: %s", async (text, ends) => {
    expect(await judged({ SITE_CONF: text })).toEqual(ends);
  });
});

describe("settings for each environment", () => {
  const DEV = ["http://localhost:3000"];
  const APP = ["https://app.example.com"];

  it.each<[string, Settings, string, unknown]>([
    ["the one it runs as", { ENV: "production" }, "CORS_CONFIG", { production: ["*"], development: DEV }],
    ["by another word", { APP_ENV: "prod" }, "CORS_ORIGINS", { production: "*", dev: "http://localhost:3000" }],
    ["by its framework's name", { RAILS_ENV: "production" }, "CORS_SETTINGS", { production: { origins: ["*"] } }],
    ["by the product's own", { SHOP_ENV: "staging" }, "CORS_ORIGINS", { staging: ["*"], production: APP }],
    ["for developers, where it is theirs", { ENV: "dev" }, "CORS_ORIGINS", { production: APP, development: ["*"] }],
    ["what all share", { STAGE: "prod" }, "CORS_CONFIG", { common: ["*"], production: APP }],
    ["the default, where there is no other", { ENV: "prod" }, "CORS_CONFIG", { default: ["*"], development: DEV }],
    ["where nothing says which", {}, "CORS_SETTINGS", { production: ["*"], development: DEV }],
    ["the only one", {}, "CORS_ORIGINS", { development: ["*"] }],
    ["in a list", {}, "CORS_CONFIG", { production: [...APP, "*"] }],
    ["inside a document", { ENV: "prod" }, "APP_CONFIG", { cors: { production: ["*"], development: DEV } }],
    ["whose environments are outside", {}, "APP_CONFIG", { production: { cors: { origins: ["*"] } }, test: {} }],
    [
      "whichever of two it runs as",
      { ENV: "prod", APP_ENV: "stg" },
      "CORS_ORIGINS",
      { prod: ["*"], stg: ["*"], dev: DEV },
    ],
  ])("let everybody in: %s", async (_, environment, name, document) => {
    expect(await judged({ ...environment, [name]: JSON.stringify(document) })).toEqual(["blocked wildcard"]);
  });

  it.each<[string, Settings, string, unknown]>([
    ["another's wildcard", { ENV: "production" }, "CORS_ORIGINS", { production: APP, development: ["*"] }],
    ["in a CORS document", { NODE_ENV: "production" }, "CORS_CONFIG", { development: ["*"], production: APP }],
    ["of settings", { APP_ENV: "prod" }, "CORS_CONFIG", { prod: { origins: APP }, dev: { origins: ["*"] } }],
    ["inside a document", { ENV: "production" }, "APP_CONFIG", { cors: { production: APP, development: ["*"] } }],
    ["the default beside it", { ENV: "production" }, "CORS_ORIGINS", { default: APP, development: ["*"] }],
    ["among Spring's profiles", { SPRING_PROFILES_ACTIVE: "aws,prod" }, "CORS_CONFIG", { prod: APP, dev: ["*"] }],
  ])("are not blocked for what is not used: %s", async (_, environment, name, document) => {
    expect(await judged({ ...environment, [name]: JSON.stringify(document) })).toEqual(["pass"]);
  });

  it.each<[string, Settings, string, unknown]>([
    ["a developers' wildcard", {}, "CORS_ORIGINS", { production: APP, development: ["*"] }],
    ["what it runs as being no environment", { ENV: "eu" }, "CORS_ORIGINS", { production: APP, development: ["*"] }],
    ["a default that may be merged", { ENV: "prod" }, "CORS_CONFIG", { default: ["*"], production: APP }],
    ["two that disagree", { NODE_ENV: "production", APP_ENV: "dev" }, "CORS_ORIGINS", { production: APP, dev: ["*"] }],
    ["a key nobody knows", {}, "APP_CONFIG", { cors: { admin: ["*"] } }],
  ])("are not proven: %s", async (_, environment, name, document) => {
    expect((await judged({ ...environment, [name]: JSON.stringify(document) })).at(-1)).toMatch(/unproven$/);
  });

  it("are judged each, inside a document that nothing selects from", async () => {
    const document = { cors: { production: ["*"], development: DEV } };
    expect(await judged({ APP_CONFIG: JSON.stringify(document) })).toEqual(["blocked wildcard", "pass"]);
  });

  it("are read in YAML", async () => {
    const yaml = "production:\n  - https://app.example.com\ndevelopment:\n  - '*'\n";
    expect(await judged({ ENV: "production", CORS_CONFIG: yaml })).toEqual(["pass"]);
    expect(await judged({ ENV: "development", CORS_CONFIG: yaml })).toEqual(["blocked wildcard"]);
  });

  it.each<[string, Settings, readonly string[]]>([
    ["another's", { ENV: "production", CORS_ORIGINS_DEV: "*", CORS_ORIGINS_PROD: "https://app.example.com" }, ["pass"]],
    ["another's beside all's", { ENV: "prod", DEV_CORS_ORIGINS: "*", CORS_ORIGINS: "https://a.example.com" }, ["pass"]],
    ["its own", { ENV: "production", CORS_ORIGINS_PROD: "*", CORS_ORIGINS_DEV: "" }, ["blocked wildcard"]],
    ["the only one", { ENV: "production", CORS_ORIGINS_DEV: "*" }, ["blocked wildcard"]],
    ["nobody's", { CORS_ORIGINS_DEV: "*", CORS_ORIGINS_PROD: "https://app.example.com" }, ["pass", "unproven"]],
  ])("are told apart by name: %s", async (_, settings, ends) => {
    expect(await judged(settings)).toEqual(ends);
  });
});

describe("two entries of one name", () => {
  const twice = (...values: readonly string[]) => ({
    environment: values.map((value) => ({ name: "CORS_ORIGINS", value })),
  });

  it("are not proven, whichever comes last", async () => {
    expect(await judged({}, twice("*", "https://app.example.com"))).toEqual(["blocked unproven"]);
    expect(await judged({}, twice("https://app.example.com", "*"))).toEqual(["blocked unproven"]);
  });

  it("are read in capitals, too, as AWS reads them", async () => {
    expect(await judged({}, { environment: [{ Name: "CORS_ORIGINS", Value: "*" }] })).toEqual(["blocked wildcard"]);
    const capitals = { Environment: [{ Name: "CORS_ORIGINS", Value: "*" }], environment: undefined };
    expect(await judged({}, capitals)).toEqual(["blocked wildcard"]);
  });
});
