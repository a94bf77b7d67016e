/** What an owner adds to any workload, and where the application's parts are in its image. */
import { declareBlueprint, type ProductBlueprint } from "../../infra/blueprint";
import { parseConfig } from "../../infra/config";
import { type Registered, runProgram } from "./run-program";
import { PRODUCTION, REQUIRED } from "./settings";

const MAP = {
  web: {
    variables: { S3_BUCKET: "shop-uploads" },
    permissions: [{ actions: ["s3:GetObject", "s3:PutObject"], resources: ["arn:aws:s3:::shop-uploads/*"] }],
  },
  worker: {
    egress: [
      { port: 587, to: "203.0.113.0/24", reason: "mail relay" },
      { port: 9200, to: "sg-0a1b2c3d4e5f60718", reason: "search" },
      { port: 443, to: "pl-6da54004", reason: "S3" },
    ],
  },
  scheduler: {
    command: ["celery", "-A", "shop.beat", "beat", "-S", "redbeat.RedBeatScheduler", "--pidfile", "/tmp/scheduler.pid"],
  },
  mail: {
    role: "worker",
    queues: ["mail"],
    permissions: [{ actions: ["ses:SendEmail"], resources: ["*"] }],
    egress: [{ port: 587, to: "203.0.113.0/24", reason: "mail relay" }],
  },
};

const declare = (more: Readonly<Record<string, string>>): ProductBlueprint =>
  declareBlueprint(parseConfig({ ...REQUIRED, ...more }), "eu-west-1");

describe("the application", () => {
  it("is what web, workers, scheduler and migration start", () => {
    const { workloads } = declare({
      webApplication: "shop.asgi:create_app()",
      celeryApplication: "shop.celery:app",
      firstSuperuserModule: "shop.seed",
      workloads: JSON.stringify({
        mail: { role: "worker", queues: ["mail"] },
        admin: { role: "web", paths: ["/admin/*"] },
      }),
    });
    const starts = (name: string) => workloads[name]?.command.slice(0, 4).join(" ");
    expect(starts("web")).toBe("gunicorn shop.asgi:create_app() --worker-class uvicorn.workers.UvicornWorker");
    expect(starts("admin")).toBe(starts("web"));
    for (const name of ["worker", "mail"]) expect(starts(name)).toBe("celery -A shop.celery:app worker");
    expect(starts("scheduler")).toBe("celery -A shop.celery:app beat");
    expect(workloads.migration.command[2]).toContain('runpy.run_module("shop.seed", run_name="__main__"');
  });

  it("may have no first administrator: no module, no variables, no password", () => {
    const { workloads, secrets } = declare({ firstSuperuserModule: "" });
    expect(workloads.migration.command[2]).not.toContain("run_module");
    expect(Object.keys(workloads.migration.environment).filter((name) => name.startsWith("FIRST_"))).toStrictEqual([]);
    expect(secrets).not.toHaveProperty("first-superuser-password");
  });

  it.each([
    ["webApplication", "app/main.py"],
    ["webApplication", "app.main"],
    ["celeryApplication", "app.worker; rm -rf /"],
    ["firstSuperuserModule", 'x")'],
  ])("is refused as no name of Python's: %s %s", (key, value) => {
    expect(() => parseConfig({ ...REQUIRED, [key]: value })).toThrow(
      new RegExp(`^guardrails:${key} is .*, but must be`),
    );
  });
});

describe("additions", () => {
  let resources: readonly Registered[] = [];
  beforeAll(async () => {
    resources = await runProgram({ ...PRODUCTION, "guardrails:workloads": JSON.stringify(MAP) });
  }, 60_000);
  const statements = (role: string) => {
    const policy = resources.find(({ type, name }) => type === "aws:iam/rolePolicy:RolePolicy" && name === role);
    return (JSON.parse(String(policy?.inputs["policy"])) as { Statement: { Sid: string }[] }).Statement;
  };

  it("are in the blueprint: variables and commands, of what every stack has as of the map's", () => {
    const { workloads } = declare({ workloads: JSON.stringify(MAP) });
    expect(workloads.web.environment["S3_BUCKET"]).toStrictEqual({ kind: "plain", value: "shop-uploads" });
    expect(workloads.worker.environment).not.toHaveProperty("S3_BUCKET");
    expect(workloads.scheduler.command).toStrictEqual(MAP.scheduler.command);
  });

  it("give a workload's code its rights and nobody else, below what is denied to all", () => {
    const granted = (name: string) => statements(`${name}-task`).filter(({ Sid }) => Sid.startsWith("Application"));
    const [right] = MAP.web.permissions;
    expect(granted("web")).toStrictEqual([
      { Sid: "Application0", Effect: "Allow", Action: right?.actions, Resource: right?.resources },
    ]);
    expect(granted("mail")).toMatchObject([{ Action: ["ses:SendEmail"], Resource: ["*"] }]);
    for (const name of ["worker", "scheduler", "migration", "monitor"]) expect(granted(name)).toStrictEqual([]);
    for (const name of ["web", "mail"]) expect(statements(`${name}-task`)[0]).toMatchObject({ Effect: "Deny" });
  });

  it("may be what looks like an identity and is none: a session of the application's own users", () => {
    const actions = ["sts:AssumeRoleWithWebIdentity", "sts:GetCallerIdentity"];
    const web = { permissions: [{ actions, resources: ["arn:aws:iam::123456789012:role/users"] }] };
    expect(() => declare({ workloads: JSON.stringify({ web }) })).not.toThrow();
  });

  it("open a workload's ways out, each with its reason", () => {
    const out = (name: string) =>
      resources
        .filter(({ type, name: rule }) => type.startsWith("aws:vpc/") && rule.startsWith(`${name}-out-`))
        .map(({ inputs }) => [
          ...[inputs["toPort"], inputs["description"]],
          inputs["cidrIpv4"] ?? inputs["prefixListId"] ?? inputs["referencedSecurityGroupId"],
        ]);
    expect(out("worker")).toStrictEqual([
      [587, "mail relay", "203.0.113.0/24"],
      [9200, "search", "sg-0a1b2c3d4e5f60718"],
      [443, "S3", "pl-6da54004"],
    ]);
    expect(out("mail")).toStrictEqual([[587, "mail relay", "203.0.113.0/24"]]);
    expect(out("web")).toStrictEqual([]);
  });

  it.each<[string, unknown, string]>([
    [
      "a command of the stack's own programs",
      { monitor: { command: ["x"] } },
      "monitor.command is not one of its keys",
    ],
    [
      "every action",
      { web: { permissions: [{ actions: ["*"], resources: ["*"] }] } },
      "web.permissions.actions must be",
    ],
    ["identity", { web: { permissions: [{ actions: ["IAM:PassRole"], resources: ["*"] }] } }, "which the role denies"],
    [
      "no resource",
      { web: { permissions: [{ actions: ["s3:*"], resources: [] }] } },
      "web.permissions.resources must be",
    ],
    ["a name for a resource", { web: { permissions: [{ actions: ["s3:*"], resources: ["shop"] }] } }, "a list of ARNs"],
    [
      "a right without resources",
      { web: { permissions: [{ actions: ["s3:*"] }] } },
      "web.permissions.resources must be set",
    ],
    [
      "a port that is none",
      { mail: { role: "worker", queues: ["m"], egress: [{ port: 0, to: "sg-12345678", reason: "x" }] } },
      "an integer from 1 to 65535",
    ],
    [
      "a host name",
      { web: { egress: [{ port: 25, to: "smtp.example.com", reason: "x" }] } },
      "web.egress.to must be a network",
    ],
    [
      "an address in a network",
      { web: { egress: [{ port: 25, to: "203.0.113.1/24", reason: "x" }] } },
      'web.egress is "203.0.113.1/24"',
    ],
    [
      "a way twice",
      { web: { egress: [1, 2].map((n) => ({ port: 25, to: "sg-12345678", reason: `r${n}` })) } },
      "a list of different ways",
    ],
    [
      "a variable of the contract",
      { migration: { variables: { FIRST_SUPERUSER: "x" } } },
      'workloads.migration.variables is "FIRST_SUPERUSER"',
    ],
  ])("refuse %s", (_what, workloads, sentence) => {
    expect(() => declare({ workloads: JSON.stringify(workloads) })).toThrow(sentence);
  });
});
