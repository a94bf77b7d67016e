import * as aws from "@pulumi/aws";
import { ref, resource } from "../../../policies/testing";
import { said, subjectsOf } from "../subjects";

const bucket = resource(aws.s3.Bucket, "files", {});
const environmentVariables = { NEXT_PUBLIC_API: "https://api.example.com", BUCKET: ref(bucket, "bucket") };

it.each([
  ["amplify-app/shop", resource(aws.amplify.App, "shop", { environmentVariables })],
  ["amplify-branch/shop", resource(aws.amplify.Branch, "shop", { appId: "d1", branchName: "b", environmentVariables })],
])("reads the variables of %s", (shown, read) => {
  const [settings] = subjectsOf("plain-settings", [bucket, read]);
  expect(settings?.shown).toBe(shown);
  expect(settings?.written.all.variables.map(({ name, value }) => [name, said(value)])).toEqual([
    ["BUCKET", ["not-created environmentVariables.BUCKET"]],
    ["NEXT_PUBLIC_API", "https://api.example.com"],
  ]);
});

it("does not take for empty what is not known", () => {
  const app = resource(aws.amplify.App, "shop", { environmentVariables: ref(bucket, "tags") });
  const [settings] = subjectsOf("plain-settings", [bucket, app]);
  expect(settings?.written.all.open.map(({ because }) => because)).toEqual(["not-created"]);
});

it.each<[string, Partial<aws.amplify.AppArgs>, readonly string[], readonly string[]]>([
  [
    "itself",
    { buildSpec: "version: 1\nfrontend:\n  phases:\n    build:\n      commands:\n        - A=b npm run build\n" },
    ["A", "version"],
    [],
  ],
  ["in its repository", { repository: "https://example.com/shop" }, [], ["unread buildSpec"]],
  ["nowhere, as nothing is built", {}, [], []],
])("reads what it builds with: %s", (_, args, names, open) => {
  const [settings] = subjectsOf("plain-settings", [resource(aws.amplify.App, "shop", { name: "shop", ...args })]);
  expect(settings?.written.all.variables.map(({ name }) => name)).toEqual(names);
  expect(settings?.open.map(({ because, location }) => `${because} ${location.path}`)).toEqual(open);
});
