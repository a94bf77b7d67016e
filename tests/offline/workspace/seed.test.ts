import { parseSeed, readSeed } from "../../../offline/workspace/seed";

test("an empty seed and a full one", () => {
  expect(parseSeed("", "s.yaml")).toEqual({ resources: [], functions: [], stacks: {} });
  const text = `
resources:
  - { type: "aws:ec2/vpc:Vpc", id: vpc-1, properties: { tags: { a: b } } }
functions:
  - { token: "aws:index/getRegion:getRegion", result: { name: eu-west-1 } }
stacks:
  acme/net/prod: { outputs: { vpcId: vpc-1 }, secretOutputs: { key: k } }
`;
  expect(parseSeed(text, "s.yaml")).toEqual({
    resources: [{ type: "aws:ec2/vpc:Vpc", id: "vpc-1", properties: { tags: { a: "b" } } }],
    functions: [{ token: "aws:index/getRegion:getRegion", args: {}, result: { name: "eu-west-1" } }],
    stacks: { "acme/net/prod": { outputs: { vpcId: "vpc-1" }, secretOutputs: { key: "k" } } },
  });
});

test.each([
  ["{", "is neither valid YAML nor JSON"],
  ["- a", "it must be a map"],
  ["resource: []", "resource is not a known key"],
  ["resources: hush", "resources must be a list"],
  ["resources: [{ type: aws:ec2/vpc:Vpc }]", "resources.0.id is not a known key, is missing"],
  ['resources: [{ type: "hush!", id: x }]', "resources.0.type must be a type token such as package:module/name:Name"],
  ['resources: [{ type: "aws:ec2/vpc:Vpc", id: "" }]', "resources.0.id must not be empty"],
  ['resources: [{ type: "aws:ec2/vpc:Vpc", id: hush, hush: hush }]', "resources.0.hush is not a known key"],
  ["stacks: { a: { outputs: hush } }", "stacks.a.outputs must be a map"],
])("%s is refused without its values", (text, sentence) => {
  const parse = () => parseSeed(text, "s.yaml");
  expect(parse).toThrow(`the seed file s.yaml `);
  expect(parse).toThrow(sentence);
  const values = text.replace(/hush:/, "");
  expect(parse).not.toThrow(values.includes("hush") && !sentence.includes("hush") ? /hush/ : /never said/);
});

test("a file that is not there", () => {
  expect(() => readSeed("/nowhere/seed.yaml", "seed.yaml")).toThrow("the seed file seed.yaml is not there");
});
