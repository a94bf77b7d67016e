import { parseProject, type Project } from "../../../offline/workspace/project";

/** A project with a schema of every type. */
export function shopProject(): Project {
  return parseProject(
    "/nowhere",
    `
name: shop
runtime: {name: nodejs, options: {typescript: false}}
main: dist/index.js
config:
  title: {type: string}
  origins: {type: array, items: {type: string}, default: ["https://a.example"]}
  size: {type: integer, default: 3}
  open: {type: boolean}
  shop:limits: {type: object}
  aws:region: eu-west-1
`,
  );
}
