import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { InputError } from "../../../offline/workspace/input-error";
import { StateDirectory } from "../../../offline/workspace/state";

describe("a stack's state folder", () => {
  let root: string;
  let path: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "guardrails-state-test-"));
    path = join(root, "prod");
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const open = () => StateDirectory.open(path, () => undefined);

  function writeCheckpoint(contents: string): void {
    const stacks = join(path, "backend", ".pulumi", "stacks", "shop");
    mkdirSync(stacks, { recursive: true });
    writeFileSync(join(stacks, "prod.json"), contents);
  }

  it("is open to this user only", async () => {
    const state = await open();
    state.passphrase();
    await state.release();

    expect(statSync(path).mode & 0o077).toBe(0);
    expect(statSync(join(path, "passphrase")).mode & 0o077).toBe(0);
  });

  it("belongs to one run at a time", async () => {
    const first = await open();

    await expect(open()).rejects.toThrow(InputError);
    await expect(open()).rejects.toThrow("another run holds this stack's state");

    await first.release();
    await (await open()).release();
  });

  it("keeps its passphrase and its salt", async () => {
    const first = await open();
    const passphrase = first.passphrase();
    first.rememberEncryptionSalt("v1:salt");
    await first.release();
    const second = await open();

    expect(passphrase).toMatch(/^[\w-]{43}$/);
    expect(second.passphrase()).toBe(passphrase);
    expect(second.encryptionSalt).toBe("v1:salt");
    await second.release();
  });

  it("clears the locks the engine left behind when it was killed", async () => {
    const state = await open();
    const lock = join(path, "backend", ".pulumi", "locks", "organization", "shop", "prod", "left-over.json");
    mkdirSync(join(lock, ".."), { recursive: true });
    writeFileSync(lock, "{}");

    const url = state.openBackend();

    expect(fileURLToPath(url)).toBe(join(path, "backend"));
    expect(existsSync(lock)).toBe(false);
    await state.release();
  });

  it("knows the resources of the engine's state and what protects them", async () => {
    writeCheckpoint(
      JSON.stringify({
        version: 3,
        checkpoint: {
          latest: {
            resources: [
              { urn: "urn:a", type: "pulumi:pulumi:Stack" },
              { urn: "urn:b", type: "aws:rds/instance:Instance", protect: true, inputs: { deletionProtection: true } },
              { urn: "urn:c", type: "aws:lb/loadBalancer:LoadBalancer", inputs: { enableDeletionProtection: true } },
              { urn: "urn:d", type: "aws:rds/instance:Instance", inputs: { deletionProtection: false } },
            ],
          },
        },
      }),
    );
    const state = await open();

    expect(state.resources("shop", "prod")).toEqual([
      { urn: "urn:a", type: "pulumi:pulumi:Stack", protectedBy: [] },
      { urn: "urn:b", type: "aws:rds/instance:Instance", protectedBy: ["pulumi", "aws"] },
      { urn: "urn:c", type: "aws:lb/loadBalancer:LoadBalancer", protectedBy: ["aws"] },
      { urn: "urn:d", type: "aws:rds/instance:Instance", protectedBy: [] },
    ]);
    await state.release();
  });

  it("has no resources before the first update, nor in an empty checkpoint", async () => {
    const state = await open();

    expect(state.resources("shop", "prod")).toEqual([]);

    writeCheckpoint('{"version":3,"checkpoint":{"stack":"prod","latest":null}}');

    expect(state.resources("shop", "prod")).toEqual([]);
    await state.release();
  });

  it("says so when it is damaged, and can be forgotten all the same", async () => {
    writeCheckpoint("{half a chec");
    const state = await open();

    expect(() => state.resources("shop", "prod")).toThrow(
      "the state of stack prod is damaged: `npm run reset -- --stack",
    );

    state.forget();

    expect(state.resources("shop", "prod")).toEqual([]);
    await state.release();
  });
});
