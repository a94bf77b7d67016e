// A pack that goes wrong in the way the environment variable FAULT names.
const process = require("node:process");
const { PolicyPack } = require("@pulumi/policy");

const { FAULT } = process.env;
if (FAULT === "start") throw new Error("the pack cannot start");

new PolicyPack("faulty", {
  policies: [
    {
      name: "faulty-rule",
      description: "Goes wrong.",
      enforcementLevel: "mandatory",
      validateResource: (_resource, report) => {
        if (FAULT === "rule") throw new Error("the rule cannot judge");
        if (FAULT === "undocumented refusal") report("refused, and no verdict written");
      },
    },
  ],
});
