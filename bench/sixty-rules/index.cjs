// The pack's rules, copied under other names until there are sixty: what a large catalogue costs.
// It starts as the pack does.
require("../../policies/dist/pack/compile-cache.js");
require("../../policies/dist/pack/packaging-aside.js");
const { PolicyPack } = require("@pulumi/policy");
const { createPolicies } = require("../../policies/dist/pack/policies.js");
const { youngGenerationHolder } = require("../../policies/dist/pack/young-generation.js");
const { rules } = require("../../policies/dist/rules/index.js");

const copies = Array.from({ length: 60 }, (_, i) => {
  const rule = rules[i % rules.length];
  return i < rules.length ? rule : { ...rule, id: `${rule.id}-${Math.floor(i / rules.length)}` };
});

new PolicyPack("sixty-rules", {
  policies: createPolicies(copies, { version: "0.0.0", registered: youngGenerationHolder() }),
});
