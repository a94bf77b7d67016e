// The pack's rules, copied under other names until there are sixty: what a large catalogue costs. It starts as the pack does.
const { startPack } = require("../../policies/dist/pack/start.js");
const { rules } = require("../../policies/dist/rules/index.js");

const copies = Array.from({ length: 60 }, (_, i) => {
  const rule = rules[i % rules.length];
  return i < rules.length ? rule : { ...rule, id: `${rule.id}-${Math.floor(i / rules.length)}` };
});

startPack("sixty-rules", copies, "0.0.0");
