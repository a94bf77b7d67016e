const swc = [
  "@swc/jest",
  { jsc: { parser: { syntax: "typescript" }, target: "es2023" }, module: { type: "commonjs" }, sourceMaps: "inline" },
];

/** Packages that are ES modules only, which Jest cannot load as they are. */
const esModules =
  /@hpcc-js|mdast-util-|unist-util-|micromark|ccount|devlop|zwitch|longest-streak|markdown-table|escape-string-|character-entities|decode-named-/;
const swcOfModules = [
  "@swc/jest",
  { jsc: { parser: { syntax: "ecmascript" }, target: "es2023" }, module: { type: "commonjs" } },
];

const shared = {
  rootDir: import.meta.dirname,
  // What Pulumi keeps on the global object outlives a test file; deleting it only warns, at length.
  testEnvironmentOptions: { globalsCleanup: "off" },
  setupFiles: ["<rootDir>/tests/seed.ts"],
  transform: { "^.+\\.ts$": swc, [`/node_modules/(?:${esModules.source}).*\\.js$`]: swcOfModules },
  transformIgnorePatterns: [`/node_modules/(?!${esModules.source})`],
  moduleNameMapper: { "^guardrails-policies/(facts|model|pack|rules|testing)$": "<rootDir>/policies/$1/index.ts" },
  modulePathIgnorePatterns: ["<rootDir>/dist", "<rootDir>/policies/dist"],
};

export default {
  // Not a measure of anything: a busy machine may take ten times as long as a quiet one.
  testTimeout: 120_000,
  testSequencer: "<rootDir>/tests/longest-first.mjs",
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["<rootDir>/tests/**/*.test.ts"],
      testPathIgnorePatterns: ["<rootDir>/tests/e2e/"],
    },
    { ...shared, displayName: "e2e", testMatch: ["<rootDir>/tests/e2e/**/*.test.ts"] },
  ],
};
