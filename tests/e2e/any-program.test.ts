import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandLine, ENGINE_TIMEOUT, type Finished } from "./command-line";
import { type Files, writeFiles } from "../offline/program/fake-engine";

jest.setTimeout(ENGINE_TIMEOUT);

const IMPORTS = 'import * as pulumi from "@pulumi/pulumi"; import * as aws from "@pulumi/aws";\n';

/** A workload whose CORS setting is the given one. */
const task = (origins: string) => `
  new aws.ecs.TaskDefinition("api", {
    family: "api", cpu: "256", memory: "512", networkMode: "awsvpc", requiresCompatibilities: ["FARGATE"],
    containerDefinitions: JSON.stringify([{ name: "api", image: "public.ecr.aws/docker/library/python:3.12",
      environment: [{ name: "CORS_ORIGINS", value: ${origins} }] }]),
  });`;

/** A class as \`pulumi package add\` writes it. */
const foreignClass = (token: string, name: string) =>
  `class ${name} extends pulumi.CustomResource { declare readonly out: pulumi.Output<string>;
     constructor(name: string, args: pulumi.Inputs) { super("${token}", name, { out: undefined, ...args }); } }\n`;

describe("any program", () => {
  const commandLine = new CommandLine();
  const folder = mkdtempSync(join(tmpdir(), "programs-"));

  afterAll(() => {
    commandLine.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A program in a folder of its own; without a Pulumi.yaml among its files it has the plainest one. */
  function program(name: string, files: Files): string {
    const root = join(folder, name);
    mkdirSync(root);
    writeFiles(root, { "Pulumi.yaml": `name: ${name}\nruntime: nodejs\n`, ...files });
    return root;
  }

  function run(command: string, root: string, ...args: readonly string[]): Promise<Finished> {
    return commandLine.run(command, "--project", root, ...args);
  }

  it("that is sound passes at preview and up, keeps its verdicts and its folder, and is destroyed and forgotten", async () => {
    const root = program("sound", {
      "index.ts": `${IMPORTS}${task('"https://app.example.com"')}
        new aws.rds.Cluster("db", { engine: "aurora-postgresql", masterUsername: "app", manageMasterUserPassword: true,
          deletionProtection: true, skipFinalSnapshot: true });
        new aws.lb.LoadBalancer("edge", { loadBalancerType: "network", enableDeletionProtection: true,
          subnets: aws.ec2.getSubnetsOutput({}).ids });
        const config = new pulumi.Config();
        export const stack = pulumi.getStack();
        export const size = config.requireNumber("size");`,
      "Pulumi.qa.yaml": "config:\n  aws:region: eu-west-3\n  sound:size: 4\n",
    });
    const files = readdirSync(root);
    const verdicts = commandLine.file("verdicts.jsonl");

    const preview = await run("preview", root, "--verdicts", verdicts);
    const lines = readFileSync(verdicts, "utf8").trim().split("\n");
    const up = await run("up", root);
    const destroy = await run("destroy", root);
    const reset = await run("reset", root);

    expect(preview.stdout).toContain("preview qa: 4 create");
    expect(preview.status).toBe(0);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ record: "run", pack: "guardrails" });
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ record: "end" });
    expect(up.stdout).toMatch(/up qa: 4 create\n {2}size: 4\n {2}stack: qa\n/);
    expect(up.status).toBe(0);
    expect(destroy).toMatchObject({ status: 0, stdout: "destroy qa: 4 delete\n" });
    expect(reset).toMatchObject({ status: 0, stderr: "" });
    expect(readdirSync(root)).toEqual(files);
  });

  it("that allows every origin is blocked with exit 1, at preview and up", async () => {
    const root = program("open", { "index.ts": IMPORTS + task('"*"') });
    for (const command of ["preview", "up"]) {
      const { status, stdout, stderr } = await run(command, root);
      expect(stderr).not.toContain("error:");
      expect(stdout).toMatch(/^BLOCKED cors-not-wildcard: /m);
      expect(status).toBe(1);
    }
  });

  it.each<readonly [string, Files, string]>([
    [
      "throws",
      { "index.ts": `${IMPORTS}new aws.s3.Bucket("b"); throw new Error("no such thing");` },
      "the program failed: no such thing",
    ],
    [
      "registers nothing",
      { "index.ts": `${IMPORTS}export const a = typeof aws + typeof pulumi;` },
      "the program registered no resource",
    ],
    [
      "misses a configuration key",
      { "index.ts": `${IMPORTS}new aws.s3.Bucket(new pulumi.Config().require("name"));` },
      "the program needs the configuration key misses-a-configuration-key:name: give it with -c",
    ],
    [
      "needs a package nobody has",
      { "index.ts": 'import * as k8s from "@pulumi/kubernetes"; new k8s.core.v1.Pod("p");' },
      "the program needs the package @pulumi/kubernetes, which is not installed",
    ],
    [
      "is written in Python",
      { "Pulumi.yaml": "name: py\nruntime: python\n", "__main__.py": "" },
      'the runtime in Pulumi.yaml is "python", but --project runs nodejs programs only',
    ],
    ["is not there", {}, 'there is no program in "."'],
    [
      "has secrets of somebody's",
      {
        "index.ts": `${IMPORTS}new aws.s3.Bucket("b");`,
        "Pulumi.prod.yaml": "secretsprovider: awskms://alias/x\nconfig:\n  p:key:\n    secure: djE6aGVsbG8=\n",
      },
      "Pulumi.prod.yaml holds values encrypted by awskms://alias/x (p:key), which an offline run cannot decrypt",
    ],
    [
      "has several stacks",
      { "index.ts": "", "Pulumi.a.yaml": "", "Pulumi.b.yaml": "" },
      "the project has the stacks a, b: choose one with --stack",
    ],
  ])("that %s is refused with exit 2 and one sentence", async (name, files, sentence) => {
    const root = program(name.replace(/\W+/g, "-"), files);
    const { status, stdout, stderr } = await run("preview", root);
    expect(stderr).toMatch(/^(previewing prod\n)?error: .*\n$/);
    expect(stderr).toContain(sentence);
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });

  it("takes a value for a secret that somebody else encrypted, and never prints it", async () => {
    const root = program("encrypted", {
      "index.ts": `${IMPORTS}const key = new pulumi.Config().requireSecret("key");
        new aws.ssm.Parameter("p", { type: "SecureString", value: key }); export const out = key;`,
      "Pulumi.prod.yaml": "secretsprovider: awskms://alias/x\nconfig:\n  encrypted:key:\n    secure: djE6aGVsbG8=\n",
    });
    const { status, stdout, stderr } = await run("up", root, "-c", "key=uncommonly-secret-48151623", "--debug");
    expect(status).toBe(0);
    expect(stdout).toContain("out: [secret]");
    expect(stdout + stderr).not.toContain("uncommonly-secret");
  });

  it("reads another stack: unknown in a preview, an error in an update, and the seed's outputs with one", async () => {
    const root = program("reader", {
      "index.ts": `${IMPORTS}
        const network = new pulumi.StackReference("acme/network/prod");
        new aws.ec2.SecurityGroup("g", { vpcId: network.requireOutput("vpcId") });
        new aws.ssm.Parameter("p", { type: "SecureString", value: network.getOutput("key").apply(String) });
        export const vpc = network.getOutput("vpcId");`,
    });
    const seed = commandLine.file("stacks.yaml");
    writeFiles(join(seed, ".."), {
      "stacks.yaml": `
stacks:
  acme/network/prod:
    outputs: { vpcId: vpc-0123456789abcdef0 }
    secretOutputs: { key: uncommonly-secret-2342 }
`,
    });

    const unknown = await run("preview", root);
    const without = await run("up", root);
    const seeded = await run("up", root, "--seed", seed);

    expect(unknown.stderr).toContain("assumed, as no --seed says otherwise: the outputs of stack acme/network/prod");
    expect(unknown.status).toBe(0);
    expect(without.stderr).toContain(
      "the outputs of the stack acme/network/prod, which a StackReference reads, are not",
    );
    expect(without.status).toBe(2);
    expect(seeded.stdout).toContain("vpc: vpc-0123456789abcdef0");
    expect(seeded.stdout + seeded.stderr).not.toContain("uncommonly-secret");
    expect(seeded.status).toBe(0);
  });

  it("refuses a seed that cannot be used, by its place and not by its values", async () => {
    const root = program("seeded", { "index.ts": `${IMPORTS}new aws.s3.Bucket("b");` });
    const seed = commandLine.file("bad.yaml");
    writeFiles(join(seed, ".."), { "bad.yaml": "resources:\n  - type: aws:ec2/vpc:Vpc\n    ident: hush-hush\n" });
    const { status, stderr } = await run("preview", root, "--seed", seed);
    expect(stderr).toMatch(/^error: the seed file .*bad\.yaml cannot be used: resources\.0\.\w+ .*\n$/);
    expect(stderr).not.toContain("hush");
    expect(status).toBe(2);
  });

  it("is previewed with providers of other vendors, which are said to be stood in for", async () => {
    const root = program("mixed", {
      "index.ts":
        IMPORTS +
        foreignClass("kubernetes:apps/v1:Deployment", "Deployment") +
        foreignClass("cloudflare:index/dnsRecord:DnsRecord", "DnsRecord") +
        foreignClass("tls:index/privateKey:PrivateKey", "PrivateKey") +
        `const key = new PrivateKey("k", { algorithm: "ED25519" });
         const d = new Deployment("d", { spec: { replicas: 2 } });
         new DnsRecord("r", { name: "www", content: d.out });
         ${task('"https://app.example.com"')}
         export const out = key.out;`,
    });
    for (const command of ["preview", "up"]) {
      const { status, stderr } = await run(command, root);
      expect(stderr).toContain(
        "stood in for, outputs unknown: cloudflare:index/dnsRecord:DnsRecord, kubernetes:apps/v1:Deployment, " +
          "tls:index/privateKey:PrivateKey",
      );
      expect(stderr).not.toContain("error:");
      expect(status).toBe(0);
    }
  });

  it("leaves nothing behind but its state", () => {
    expect(commandLine.leftovers()).toEqual([]);
    expect(existsSync(join(commandLine.stateFolder, "projects"))).toBe(true);
  });

  it("gets what was made elsewhere from the seed, and what it does not name plausibly", async () => {
    const root = program("getter", {
      "index.ts": `${IMPORTS}
        const vpc = aws.ec2.Vpc.get("main", "vpc-0aaaaaaaaaaaaaaaa");
        const zone = aws.route53.getZoneOutput({ name: "example.com" });
        const key = aws.secretsmanager.getSecretVersionOutput({ secretId: "prod/key" });
        new aws.ec2.Subnet("s", { vpcId: vpc.id, cidrBlock: "10.99.1.0/24" });
        new aws.route53.Record("r", { zoneId: zone.zoneId, name: "www", type: "A", ttl: 60, records: ["192.0.2.1"] });
        new aws.ssm.Parameter("p", { type: "SecureString", value: key.secretString });
        export const block = vpc.cidrBlock; export const zoneId = zone.zoneId;`,
    });
    const seed = commandLine.file("seed.json");
    const resources = [
      { type: "aws:ec2/vpc:Vpc", id: "vpc-0aaaaaaaaaaaaaaaa", properties: { cidrBlock: "10.99.0.0/16" } },
      { type: "aws:route53/zone:Zone", id: "Z0SEEDED", properties: { name: "example.com" } },
    ];
    const token = "aws:secretsmanager/getSecretVersion:getSecretVersion";
    const functions = [
      { token, args: { secretId: "prod/key" }, result: { id: "x", secretString: "seeded-value-4815" } },
    ];
    writeFiles(join(seed, ".."), { "seed.json": JSON.stringify({ resources, functions }) });

    const preview = await run("preview", root);
    const without = await run("up", root);
    const seeded = await run("up", root, "--seed", seed);

    expect(preview.stderr).toMatch(/assumed, .*: Vpc vpc-0aaaaaaaaaaaaaaaa is there/);
    expect(preview.stderr).toMatch(/assumed, .*: Zone example.com is there/);
    // The engine takes no unknown value from a function, in a preview either: what it is has to be given.
    for (const refused of [preview, without]) {
      expect(refused.stderr).toContain(
        "the value of the secret prod/key, which getSecretVersion reads, is not known here: give it in a --seed file",
      );
      expect(refused.status).toBe(2);
    }
    expect(seeded.stdout).toMatch(/block: 10\.99\.0\.0\/16\n {2}zoneId: Z0SEEDED\n/);
    expect(seeded.stderr).not.toContain("assumed");
    expect(seeded.status).toBe(0);
  });
});
