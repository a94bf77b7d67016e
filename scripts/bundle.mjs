// Makes the pack that travels, in dist/bundle: one file for everything but Pulumi's own packages, a manifest without scripts, and
// nothing that has to be compiled. To be published from there, or packed: the folder is what `pulumi policy publish` uploads.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./project.mjs";

const source = join(root, "policies");
const target = join(root, "dist", "bundle");

/**
 * What the pack shares with who runs it: the engine starts the SDK's `run-policy-pack` of the installed @pulumi/pulumi, and
 * @pulumi/policy serves that package's protocol. A second copy of either in the bundle would be another server.
 */
const SHARED = ["@pulumi/policy", "@pulumi/pulumi"];

/** What lies beside the code. */
const FILES = ["PulumiPolicy.yaml", "policy-config.schema.json", "LICENSES.txt"];

const manifest = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
rmSync(target, { recursive: true, force: true });
mkdirSync(join(target, "dist"), { recursive: true });
const { metafile } = await build({
  entryPoints: [join(source, "dist", "index.js")],
  outfile: join(target, "dist", "index.js"),
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node22",
  format: "cjs",
  external: SHARED.flatMap((name) => [name, `${name}/*`]),
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
});

const { name, version, description, license, engines, dependencies } = manifest;
writeJson("package.json", {
  ...{
    name,
    version,
    description,
    license,
    main: "dist/index.js",
    files: ["dist", ...FILES],
  },
  dependencies: Object.fromEntries(SHARED.map((shared) => [shared, dependencies[shared]])),
  engines,
});
copyFileSync(join(source, "PulumiPolicy.yaml"), join(target, "PulumiPolicy.yaml"));
copyFileSync(join(root, "docs", "policy-config.schema.json"), join(target, "policy-config.schema.json"));
writeFileSync(join(target, "LICENSES.txt"), licences(Object.keys(metafile.inputs)));
console.log(target);

function writeJson(file, content) {
  writeFileSync(join(target, file), `${JSON.stringify(content, null, 2)}\n`);
}

/** The licences of the packages in the bundle, which ask to be kept with copies. */
function licences(inputs) {
  const folders = inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]);
  const packages = [...new Set(folders.filter((folder) => folder !== undefined))].sort();
  return packages
    .map((folder) => {
      const bundled = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
      return `${bundled.name} ${bundled.version} (${bundled.license})\n\n${licenceText(join(root, folder))}`;
    })
    .join("\n----\n\n");
}

function licenceText(folder) {
  for (const file of ["LICENSE", "LICENSE.md", "LICENSE.txt", "license"]) {
    try {
      return readFileSync(join(folder, file), "utf8");
    } catch {
      // Under another name.
    }
  }
  throw new Error(`${folder} has no licence file to keep with the bundle`);
}
