// A pack with one policy that looks at nothing: what the SDK itself costs.
const { PolicyPack } = require("@pulumi/policy");

new PolicyPack("empty", {
  policies: [
    {
      name: "nothing",
      description: "Looks at nothing.",
      enforcementLevel: "mandatory",
      validateResource: () => undefined,
      validateStack: () => undefined,
    },
  ],
});
