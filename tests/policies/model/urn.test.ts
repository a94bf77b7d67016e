import { resourceLabel } from "../../../policies/model";

describe("a resource's label", () => {
  it.each([
    ["urn:pulumi:prod::shop::aws:ecs/service:Service::web", "aws:ecs/service:Service web"],
    ["urn:pulumi:prod::shop::my:A$my:B$aws:s3/bucket:Bucket::logs", "aws:s3/bucket:Bucket logs"],
    ["urn:pulumi:prod::shop::my:A::name::with::colons", "my:A name::with::colons"],
    ["", ""],
    ["not a urn", "not a urn"],
  ])("%s is said as %s", (urn, label) => {
    expect(resourceLabel(urn)).toBe(label);
  });
});
