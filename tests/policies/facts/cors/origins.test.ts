import fc from "fast-check";
import { originProblem, parseOrigins } from "../../../../policies/facts";

describe("parseOrigins", () => {
  it.each<[string, string[]]>([
    ['["https://a.example", "https://b.example"]', ["https://a.example", "https://b.example"]],
    ['["*"]', ["*"]],
    ['"https://a.example"', ["https://a.example"]],
    ['"*"', ["*"]],
    ["['https://a.example', '*']", ["https://a.example", "*"]],
    ["https://a.example,https://b.example", ["https://a.example", "https://b.example"]],
    ["https://a.example, https://b.example ; *", ["https://a.example", "https://b.example", "*"]],
    ["https://a.example https://b.example", ["https://a.example", "https://b.example"]],
    ["  *  ", ["*"]],
    ["https://a.example", ["https://a.example"]],
    ["https://[2001:db8::1]:8443", ["https://[2001:db8::1]:8443"]],
    ["[1, null, {}]", []],
    ["[]", []],
    ["", []],
    [",,", []],
    ["[not json", ["not", "json"]],
  ])("reads %j", (value, origins) => {
    expect(parseOrigins(value)).toEqual(origins);
  });

  it("reads the same list however it is written", () => {
    const origin = fc.webUrl({ validSchemes: ["https"], withFragments: false }).map((url) => new URL(url).origin);
    fc.assert(
      fc.property(fc.array(origin, { minLength: 1, maxLength: 4 }), (origins) => {
        for (const written of [
          JSON.stringify(origins),
          origins.join(","),
          origins.join(" "),
          `['${origins.join("', '")}']`,
        ]) {
          expect(parseOrigins(written)).toEqual(origins);
        }
      }),
    );
  });
});

describe("originProblem", () => {
  it.each([
    ...[
      "*",
      " * ",
      "null",
      "NULL",
      ".*",
      "^.*$",
      "(.*)",
      "^.+$",
      "https?://.*",
      "^https?://.*$",
      "https://.*",
      "^https://",
    ],
    ...[
      "https://*",
      "http://*",
      "*://*",
      "https://*:*",
      "*.com",
      "https://*.com",
      "https://*.co.uk",
      "https://*.vercel.app",
    ],
    ...[String.raw`https://.*\.com$`, String.raw`^https://[a-z0-9-]+\.com$`, String.raw`^https://.+\.herokuapp\.com$`],
    ...["https://*example.com", String.raw`https?://.*example\.com`, "https://app.example.com*", "https://example.*"],
    ...["/.*/", "[^]*", "https://[^/]+", String.raw`\S+`],
  ])("%j lets strangers in", (origin) => {
    expect(originProblem(origin)).toBe("wildcard");
  });

  it.each([
    ["http://localhost:3000", "localhost"],
    ["https://localhost", "localhost"],
    ["http://app.localhost", "localhost"],
    ["http://127.0.0.1:5173", "localhost"],
    ["http://[::1]:3000", "localhost"],
    ["http://0.0.0.0:8000", "localhost"],
    [String.raw`http://localhost:\d+`, "localhost"],
    ["http://localhost:*", "localhost"],
    ["https://10.0.0.1", "ip"],
    ["http://192.0.2.7:8080", "ip"],
    ["https://[2001:db8::1]", "ip"],
    ["https://[2001:db8::1]:8443", "ip"],
    ["http://app.example.com", "insecure"],
    ["HTTP://APP.EXAMPLE.COM", "insecure"],
    ["http://*.example.com", "insecure"],
    [String.raw`https?://app\.example\.com`, "insecure"],
  ])("%j: %s", (origin, problem) => {
    expect(originProblem(origin)).toBe(problem);
  });

  it.each([
    ...[
      "https://app.example.com",
      "https://app.example.com:8443",
      "https://localhost.example.com",
      "https://10.example.com",
    ],
    ...[
      "https://*.example.com",
      "*.example.com",
      "https://pr-*.preview.example.com",
      "app.example.com",
      "https://myapp.vercel.app",
    ],
    ...[
      String.raw`https://.*\.example\.com`,
      String.raw`^https://(app|www)\.example\.com$`,
      "https://app.example.com/",
    ],
    // What an installed application serves to itself.
    ...["capacitor://localhost", "ionic://localhost", "tauri://localhost"],
  ])("%j names its owner", (origin) => {
    expect(originProblem(origin)).toBeUndefined();
  });

  it("does not choke on a pattern no engine compiles", () => {
    expect(originProblem(`(${"a".repeat(100_000)}`)).toBeUndefined();
  });

  it("finds nothing against any HTTPS host by name, and never throws", () => {
    fc.assert(
      fc.property(fc.domain(), (domain) => {
        expect(originProblem(`https://${domain}`)).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => [originProblem(text), parseOrigins(text)]).not.toThrow();
      }),
    );
  });
});
