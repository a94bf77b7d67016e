// Sound: a key, its alias, a log group, and a monitor of another vendor.
// preview and up: key-rotation-enabled advice
// stood in for: datadog:index/monitor:Monitor

// No SDK class at all: tokens and plain objects, as generated code and old local SDKs have it.
const pulumi = require("@pulumi/pulumi");

class Raw extends pulumi.CustomResource {
  constructor(type, name, args) {
    super(type, name, { arn: undefined, ...args });
  }
}

const key = new Raw("aws:kms/key:Key", "key", { description: "by hand" });
new Raw("aws:kms/alias:Alias", "key", { name: "alias/by-hand", targetKeyId: key.id });
const group = new Raw("aws:cloudwatch/logGroup:LogGroup", "logs", { retentionInDays: 30, kmsKeyId: key.arn });
new Raw("datadog:index/monitor:Monitor", "errors", {
  type: "log alert",
  query: pulumi.interpolate`logs("${group.id}")`,
});
exports.key = key.arn;
