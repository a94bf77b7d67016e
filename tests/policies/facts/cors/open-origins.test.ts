import fc from "fast-check";
import { corsSetting, type OpenOrigin, openOrigins, readSwitch } from "../../../../policies/facts";

type Answer = readonly OpenOrigin["kind"][];

/** The kinds of what is certainly open, and `?` before what could not be shown. */
function open(name: string, value: string): string[] {
  const kind = corsSetting(name);
  return kind === undefined ? [] : openOrigins(kind, value).map((each) => (each.certain ? each.kind : `?${each.kind}`));
}

describe("lists of origins", () => {
  it.each<[string, Answer]>([
    ...[
      "*",
      '["*"]',
      "['*']",
      "('*',)",
      "{*}",
      "[*]",
      '[["*"]]',
      `"['*']"`,
      '["https://a.example.com", "*"',
      "\\*",
    ].map((value): [string, Answer] => [value, ["any"]]),
    ...["- '*'", "- https://a.example.com\n- '*'", "https://a.example.com|*", "https://a.example.com\n*"].map(
      (value): [string, Answer] => [value, ["any"]],
    ),
    ...["%2A", "%2a", "＊", "\u200b*", "*\u0000", "\ufeff*"].map((value): [string, Answer] => [value, ["any"]]),
    ...[
      "any",
      "ALL",
      "true",
      "reflect",
      "wildcard",
      "[true]",
      "*:*",
      "*://*",
      "https://*",
      "http://",
      "https://*:*",
    ].map((value): [string, Answer] => [value, ["any"]]),
    ...["https://admin:secret@*", '{"origins":["*"]}', '{"allow_origin": "*"}', "{'origins': ['*']}"].map(
      (value): [string, Answer] => [value, ["any"]],
    ),
    ...["null", "NULL", '["null"]'].map((value): [string, Answer] => [value, ["null"]]),
    ...["file://", "chrome-extension://*", "moz-extension://*"].map((value): [string, Answer] => [
      value,
      ["scheme-only"],
    ]),
    ...[
      "https://*.com",
      "*.co.nz",
      "https://*.vercel.app",
      ".vercel.app",
      "https://*.amplifyapp.com",
      "https://*.lovable.app",
    ].map((value): [string, Answer] => [value, ["public-suffix"]]),
    ...["https://*.eu-west-1.elb.amazonaws.com", "https://*.pages.dev", "https://*.loca.lt"].map(
      (value): [string, Answer] => [value, ["public-suffix"]],
    ),
    ...["https://*example.com", "https://example.*", "https://app.example.com*", "http*", "https://*.run.app"].map(
      (value): [string, Answer] => [value, ["pattern"]],
    ),
    ["https://pr-*.vercel.app", ["pattern"]],
    ["https://*:*/", ["any"]],
    ["https://*.vercel.app:*", ["public-suffix"]],
    ["https://*:[*]", ["any"]],
    ["/.*/", ["pattern"]],
    [String.raw`https?://.*example\.com$`, ["public-suffix"]],
    ["^https://", ["unanchored"]],
  ])("%j", (value, kinds) => {
    expect(open("CORS_ORIGINS", value)).toEqual(kinds);
  });

  it.each([
    ...["", "[]", "none", "https://app.example.com", "https://app.example.com/", "https://app.example.com:8443"],
    ...["https://app.example.com,https://*.example.com", "https://*.preview.example.com", "https://pr-*.example.com"],
    ...["https://bücher.example", "capacitor://localhost", "tauri://localhost", "https://example.com?x=1"],
    ...[
      "https://[2001:db8::1]:8443",
      "http://localhost:*",
      "http://*.localhost:*",
      "https://app.example.com:*",
      "https://*.svc.cluster.local",
    ],
    ...[
      ".example.com",
      "https://myapp.vercel.app",
      "https://a.example.com; https://b.example.com",
      "['https://a.example.com']",
    ],
    ...[
      "https://*.example.com:*",
      "https://app.example.com:[*]",
      "https://*.example.com:[8080,8443]",
      "*.example.com:*",
    ],
    ...[String.raw`^https://(app|admin)\.example\.com$`, '{"methods":["*"],"origins":["https://a.example.com"]}'],
  ])("%j is sound", (value) => {
    expect(open("CORS_ORIGINS", value)).toEqual([]);
  });

  it.each(["${FRONTEND_URL}", "{{ origins }}", "None", "[".repeat(100), "*".repeat(70_000), "^a$,".repeat(60)])(
    "%j is not shown to be sound",
    (value) => {
      expect(open("CORS_ORIGINS", value)).toContain("?unreadable");
    },
  );
});

describe("structures", () => {
  it.each([
    ["CORS_RESOURCES", '{"/api/*":{"origins":"*"}}'],
    ["FLASK_CORS_RESOURCES", "{r'/*': {'origins': '*'}}"],
    ["CORS_CONFIG", '{"rules":[{"allowedOrigins":["*"]}]}'],
    ["CORS_OPTIONS", '{"origin":true}'],
    ["CORS_SETTINGS", "allow_methods: ['*']\nallow_origins:\n  - '*'"],
    ["APP_CORS_POLICY", '{"allow_all_origins":true}'],
    ["CORS_ORIGINS", '{"prod":["*"]}'],
    ["CORS_ORIGINS", '{"0":"*"}'],
    ["CORS_CONFIG", '{"production":["*"],"development":["http://localhost:3000"]}'],
    ["CORS_SETTINGS", '{"production":"*"}'],
    ["CORS_CONFIG", '{"default":["*"],"admin":["https://admin.example.com"]}'],
    ["CORS_CONFIG", '{"prod":{"origins":["https://app.example.com","*"]}}'],
    ["CORS_CONFIG", '{"admin":["https://*"]}'],
  ])("%s=%s is open", (name, value) => {
    expect(open(name, value)).toEqual(["any"]);
  });

  it.each([
    ["CORS_RESOURCES", "/*"],
    ["CORS_CONFIG", '{"admin":["https://admin.example.com"],"shop":"https://example.com"}'],
    ["CORS_CONFIG", '{"production":["https://app.example.com"]}'],
    ["CORS_CONFIG", '{"origins":[],"allow_methods":["*"]}'],
    ["CORS_CONFIG", '{"production":[]}'],
    ["CORS_CONFIG", '{"enabled":false}'],
    ["CORS_CONFIG", "{}"],
    ["CORS_SETTINGS", "allow_methods: ['*']\nallow_origins: ['https://a.example.com']"],
    ["QUARKUS_HTTP_CORS", "true"],
    ["CORS", "enabled"],
  ])("%s=%s is not", (name, value) => {
    expect(open(name, value)).toEqual([]);
  });
});

// Express' cors and Flask-CORS let everybody in where a document says nothing of origins.
it.each([
  ["CORS_CONFIG", '{"allow_methods":["*"],"allow_headers":"*","max_age":600}'],
  ["CORS_CONFIG", '{"owner":"team*"}'],
  ["CORS_CONFIG", '{"admin":["*"]}'],
  ["CORS_CONFIG", '{"enabled":true}'],
  ["CORS_CONFIG", "/etc/shop/cors.yaml"],
  ["CORS_OPTIONS", "allow_methods: ['*']"],
  ["CORS_ORIGINS", '{"production":{"count":5}}'],
])("%s=%s is a document in which nobody found who is let in", (name, value) => {
  expect(open(name, value)).toEqual(["?unreadable"]);
});

describe("patterns", () => {
  const STARLETTE = "CORS_ALLOW_ORIGIN_REGEX";
  const DJANGO = "CORS_ALLOWED_ORIGIN_REGEXES";

  it.each([
    ...[".*", "^.*$", "(?i).*", "(?P<o>.*)", "https://.+", String.raw`^https?:\/\/.*$`, String.raw`https://\S+`],
    ...["https://[^/]+", "https://[a-z0-9.-]+", String.raw`^https://[\w-]+$`, String.raw`\Ahttps://.*\Z`, "[^]*"],
    ...[String.raw`https://[a-z]{1,63}\.[a-z]{2,}`, "https://.{1,100}", String.raw`https://([^.]+\.)+[^.]+`],
    ...[String.raw`https://\w+\.com`, String.raw`https://app-[a-z0-9]+\.vercel\.app`, "https://.*example.com"],
    ...["https://app.example.com", String.raw`https://(?:[a-z]+\.)?example\.com|.*`, "https://a,b.*"],
    ...[String.raw`https://[a-z]+\.example\.com.*`, String.raw`^https://example(-[a-z0-9]+)?\.com$`],
    ...[
      String.raw`^https://(?:x|y|z|.*)\.net$`,
      String.raw`^https://\w{25}\.com$`,
      String.raw`(?i)^HTTPS://[A-Z]+\.COM$`,
    ],
    ...[String.raw`^https://([\w.-]+)+example\.com$`, String.raw`^https:\/\/.*\.vercel\.app$`],
    ...["^(?=https://).*$", String.raw`^(?!https://evil\.com).*$`, "^(?!.*evil).*$", "^(?=https)(?!.*evil).+$"],
    ...[String.raw`[\u0068]ttps://[\u0061-\u007a]+\.io`, String.raw`^https://[^.]+[.]onrender[.]com$`],
  ])("%s lets strangers in", (pattern) => {
    expect(openOrigins("regex", pattern).filter(({ certain }) => certain)).not.toEqual([]);
  });

  it.each([
    ...[
      String.raw`^https://[a-z0-9-]+\.example\.com$`,
      String.raw`https://app\.example\.com`,
      "^https://example[.]com$",
    ],
    ...[
      String.raw`^https://([a-z0-9-]+\.)*example\.com(:\d+)?$`,
      String.raw`^https:\/\/pr-\d+\.preview\.example\.com$`,
    ],
    ...[String.raw`^(?!.*evil)https://[a-z]+\.example\.com$`],
    ...[String.raw`^https://(?!evil)[a-z]+\.example\.com$`, String.raw`^https://app\.example\.com(/.*)?$`],
    ...[String.raw`^https://(\w+)\.\1\.example\.com$`, String.raw`https://preview-.*\.example\.com`],
    ...[String.raw`^(https://app\.example\.com|https://admin\.example\.com)$`, String.raw`https://.*\.example\.com`],
    ...[String.raw`^https?://(localhost|127\.0\.0\.1)(:\d+)?$`, String.raw`^https://(www\.)?example\.(com|org|de)$`],
  ])("%s is sound where it must match the whole origin (Starlette)", (pattern) => {
    expect(open(STARLETTE, pattern)).toEqual([]);
  });

  it("is read as its framework reads it", () => {
    const pattern = String.raw`https://app\.example\.com`;
    expect(open(STARLETTE, pattern)).toEqual([]);
    expect(open(DJANGO, pattern)).toEqual(["unanchored"]);
    expect(open("CORS_ORIGIN_REGEX_WHITELIST", `["^${pattern}"]`)).toEqual(["unanchored"]);
    expect(open(DJANGO, `^${pattern}$`)).toEqual([]);
    expect(open("CORS_REGEX", pattern)).toEqual(["?unanchored"]); // nobody knows whose
    expect(open("CORS_REGEX", `^${pattern}$`)).toEqual([]);
  });

  it.each([
    String.raw`^https://(?!evil).*$`,
    String.raw`^(?=https://app\.example\.com$).*$`,
    String.raw`^(?=https://)(?<!evil).*$`,
    String.raw`^(?=https://a\.example\.com$).*$|^x$`,
    String.raw`^https://(\w+)\.\1\.com$`,
    "^(?(1)a|b)$",
    "(unclosed",
    String.raw`example\.com`,
    "((a{1000}){1000}){1000}",
    "(".repeat(1000),
    "x".repeat(5000),
  ])("%s is unproven, not sound", (pattern) => {
    expect(open(STARLETTE, pattern)).toEqual(["?unreadable"]);
  });

  it("never names a stranger's host sound, and never its own open", () => {
    const label = fc.stringMatching(/^[a-z][a-z0-9]{2,12}$/);
    fc.assert(
      fc.property(
        label,
        fc.constantFrom("com", "io", "co.uk", "de"),
        fc.constantFrom("[a-z]+", String.raw`\w+`, ".*", "[^.]+"),
        (name, top, any) => {
          const suffix = top.replaceAll(".", String.raw`\.`);
          expect(open(STARLETTE, String.raw`^https://${any}\.${name}\.${suffix}$`)).toEqual([]);
          expect(open(STARLETTE, String.raw`^https://${any}\.${suffix}$`)[0]).toMatch(/^(?:public-suffix|pattern)$/);
          expect(open(STARLETTE, String.raw`^https://${any}${name}\.${suffix}$`)[0]).toMatch(
            /^(?:public-suffix|pattern)$/,
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});

it.each<[string, boolean | undefined]>([
  ...["1", "true", "True", "t", "y", "YES", "on", "enabled", ' "true" '].map((text): [string, boolean] => [text, true]),
  ...["0", "false", "F", "n", "No", "off", "disabled", "none", ""].map((text): [string, boolean] => [text, false]),
  ...["2", "maybe", "*", "{}"].map((text): [string, undefined] => [text, undefined]),
])("the switch %j is %p", (text, on) => {
  expect(readSwitch(text)).toBe(on);
});

it.each([
  ["CORS_ALLOW_ALL_ORIGINS", "t", ["any"]],
  ["CORS_ALLOW_ALL", "all", ["any"]],
  ["DISABLE_CORS", "true", ["any"]],
  ["STREAMLIT_SERVER_ENABLE_CORS", "false", ["any"]],
  ["STREAMLIT_SERVER_ENABLE_CORS", "true", []],
  ["CORS_ALLOW_ALL_ORIGINS", "False", []],
  ["CORS_ALLOW_ALL_ORIGINS", "maybe", ["?unreadable"]],
  ["FRONTEND_URL", "*", ["any"]],
  ["FRONTEND_URL", "null", []],
  ["CLIENT_ORIGIN", "https://*", ["any"]],
  ["ORIGIN", "https://app.example.com", []],
  // A switch counts where its name says whom it lets in.
  ["CORS_ORIGIN", "true", ["any"]],
  ["API_CORS_ALLOWED_ORIGINS", "True", ["any"]],
  ["CORS_ORIGINS_PROD", "true", ["any"]],
  ["CORS_REFLECT_ORIGIN", "true", ["any"]],
  ["CORS_SKIP_ORIGIN_CHECK", "1", ["any"]],
  ["CORS_ADMIN_ORIGINS", "true", ["?unreadable"]],
  ["CORS_ADMIN_ORIGINS", "[true]", ["?unreadable"]],
  ["CORS_ADMIN_ORIGINS", "*", ["any"]],
  ["CORS_ADMIN_ORIGINS", "https://admin.example.com", []],
  ["CORS_ALLOW_CROSS_ORIGIN", "false", []],
  ["CORS_VALIDATE_ORIGIN", "true", []],
  ["CORS_STRICT_ORIGIN", "on", []],
  ["CORS_CHECK_ORIGIN", "false", ["?unreadable"]],
  ["CORS_CHECK_ORIGIN", "*", ["any"]],
  // A list that is kept elsewhere is not read.
  ["CORS_ORIGINS_FROM_DB", "true", ["?unreadable"]],
  ["CORS_ORIGINS_FROM_DB", "false", []],
  ["CORS_ORIGINS_FILE", "/etc/shop/cors.json", ["?unreadable"]],
  ["CORS_ORIGINS_SOURCE", "ssm", ["?unreadable"]],
  ["CORS_ORIGINS_SOURCE", "https://config.example.com/cors", ["?unreadable"]],
  ["CORS_ORIGINS_SOURCE", "https://app.example.com", []],
  ["CORS_ORIGINS_SOURCE", "*", ["any"]],
  // A path is no origin.
  ["CORS_URL_PATTERN", "/**", []],
  ["CORS_ORIGINS", "/**", ["?unreadable"]],
  ["CORS_ORIGINS", "//*", ["any"]],
])("%s=%s", (name, value, kinds) => {
  expect(open(name, value)).toEqual(kinds);
});

it("shows no part of a value", () => {
  const canary = fc.stringMatching(/^[A-Za-z0-9]{12,24}$/);
  const places = [
    (secret: string) => `https://admin:${secret}@*`,
    (secret: string) => `${secret}*`,
    (secret: string) => `https://*${secret}`,
    (secret: string) => `{"origins":"https://a.example.com","password":"${secret}*"}`,
    (secret: string) => `^https://${secret}.*$`,
    (secret: string) => `${secret}://*`,
    (secret: string) => `https://*.${secret}.com:*`,
    (secret: string) => `https://a.example.com:${secret}*`,
  ];
  fc.assert(
    fc.property(
      canary,
      fc.constantFrom(...places),
      fc.constantFrom("origins", "options", "regex", "regex-search"),
      (secret, place, kind) => {
        expect(JSON.stringify(openOrigins(kind, place(secret))).toLowerCase()).not.toContain(secret.toLowerCase());
      },
    ),
  );
});

it("never throws, whatever the value", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.constantFrom("origins", "regex", "options", "weak"),
      (value, kind) => {
        expect(() => openOrigins(kind, value)).not.toThrow();
      },
    ),
  );
});
