import { ENGINE_TIMEOUT } from "./command-line";
import { TestProject } from "./test-project";

jest.setTimeout(ENGINE_TIMEOUT);

/** Made by `pulumi config set --secret token` under the passphrase below. */
const STACK_FILE = `
encryptionsalt: v1:M4zY65QjOLQ=:v1:fqNVUPLao+jVhLSW:t0gchq8Fo4ARvM3eAzu9hSb4XmBpbQ==
config:
  shop:token:
    secure: v1:UF2nulQoBL+e6ZlR:os1ZCe/KjH8H0hK8I7Z+m2p5bVPCGswRbc8YhMjA8gBB
`;
const PASSPHRASE = "correct horse battery staple";

describe("a stack file with values its owner encrypted", () => {
  const project = new TestProject("encrypted-value.mjs", { stackFile: STACK_FILE });

  afterAll(() => {
    project.remove();
  });

  it("is refused without a passphrase", async () => {
    expect(await project.run("preview")).toMatchObject({
      outcome: "error",
      error:
        "Pulumi.prod.yaml holds encrypted values (shop:token): set PULUMI_CONFIG_PASSPHRASE to the passphrase they " +
        "were encrypted with",
    });
  });

  it("is refused with another passphrase", async () => {
    const result = await project.run("preview", { PULUMI_CONFIG_PASSPHRASE: "another" });

    expect(result.outcome).toBe("error");
    expect(result.error).toMatch(/^no passphrase fits: /);
    expect(result.furtherErrors).toBeUndefined();
  });

  it("works with its own", async () => {
    const result = await project.run("preview", { PULUMI_CONFIG_PASSPHRASE: PASSPHRASE });

    expect(result.error).toBeUndefined();
    expect(result.outcome).toBe("passed");
  });
});
