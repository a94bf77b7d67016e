/** The runbook's commands, and those of the way into the database, given to the real AWS CLI: AWS's answers are the test's. */
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { accessCommands } from "../../infra/access-command";
import { INSTALL_TIMEOUT, libraryPython } from "./library";
import { ServerFolder } from "./server";

jest.setTimeout(INSTALL_TIMEOUT);

const TASK = "arn:aws:ecs:eu-west-1:123456789012:task/shop-production/0123456789abcdef0123456789abcdef";
const RUNTIME = "0123456789abcdef0123456789abcdef-1234567890";
const HOST = "shop.abcdefghijkl.eu-west-1.rds.amazonaws.com";
const OWNER = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:rds!db-0a1b-AbCdEf";
const PASSWORD = "kT'7$x \\\"`y";

interface Call {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

const folder = new ServerFolder();
const calls: Call[] = [];
let answers: Readonly<Record<string, unknown>> = {};
let server: Server | undefined;
let path = "";

beforeAll(async () => {
  const python = await libraryPython(join(__dirname, "aws-cli", "requirements.txt"));
  path = `${folder.path}:${process.env["PATH"] ?? ""}`;
  program("aws", `exec ${python} -m awscli "$@"`);
  // In place of what would speak to a real session, and to a real database.
  program("session-manager-plugin", 'printf "%s\\n" "$@" > "$RECORDED"');
  program("psql", 'printf "%s\\n" "$PGUSER" "$PGPASSWORD" "$@" > "$RECORDED"');
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const operation = String(request.headers["x-amz-target"]).split(".").at(-1) ?? "";
      calls.push({ operation, input: JSON.parse(body) as Call["input"] });
      response.setHeader("content-type", "application/x-amz-json-1.1");
      response.end(JSON.stringify(answers[operation] ?? {}));
    });
  });
  await new Promise<void>((listening) => server?.listen(0, "127.0.0.1", listening));
});

beforeEach(() => {
  calls.length = 0;
});

afterAll(() => {
  server?.close();
  folder.remove();
});

function program(name: string, script: string): void {
  writeFileSync(join(folder.path, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

const recorded = (): string => join(folder.path, "recorded");

/** Runs a command as a person's shell does. */
async function shell(command: string): Promise<{ readonly status: number | null; readonly stderr: string }> {
  const { port } = server?.address() as AddressInfo;
  const child = spawn("bash", ["-c", command], {
    env: {
      PATH: path,
      HOME: folder.path,
      RECORDED: recorded(),
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: "eu-west-1",
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
    },
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  const status = await new Promise<number | null>((ended) => child.on("close", ended));
  return { status, stderr };
}

/** Lines of shell in the runbook, and commands in its sentences. */
function runbookCommands(): string[] {
  const text = readFileSync(resolve(__dirname, "..", "..", "docs", "runbook.md"), "utf8");
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = ""]) => block.trim().split("\n"));
  const inline = [...text.replace(/^```.*?^```/gms, "").matchAll(/`(aws [^`]+)`/g)].map(([, command = ""]) => command);
  return [...blocks, ...inline].filter((command) => command.startsWith("aws "));
}

const NAMES = {
  "PRODUCT-ENVIRONMENT": "shop-production",
  CERTIFICATE_ARN: "arn:aws:acm:eu-west-1:123456789012:certificate/1",
  SERVICE: "worker",
  TASK,
};

it.each(runbookCommands())("works as it is written: %s", async (command) => {
  const filled = Object.entries(NAMES).reduce((text, [name, value]) => text.replaceAll(name, value), command);
  expect(filled).not.toMatch(/[A-Z]{4,}_|…/);
  expect(await shell(filled)).toStrictEqual({ status: 0, stderr: "" });
  expect(calls).toHaveLength(1);
  const [call] = calls;
  // Of this stack: without a cluster ECS looks into the one that is called default.
  expect(call?.input["cluster"]).toBe(filled.startsWith("aws ecs") ? "shop-production" : undefined);
});

describe("the way into the database", () => {
  const commands = accessCommands({
    start: pulumi.output(
      "aws ecs run-task --cluster shop-production --launch-type FARGATE --task-definition shop-production-database-access:1 --network-configuration 'awsvpcConfiguration={subnets=[subnet-1,subnet-2],securityGroups=[sg-1],assignPublicIp=DISABLED}'",
    ),
    clusterName: pulumi.output("shop-production"),
    database: "app",
    postgres: {
      ...{ name: "postgres", host: pulumi.output("proxy.example"), port: 5432, securityGroupId: "sg-2" },
      behindProxy: { name: "postgres", host: pulumi.output(HOST), port: 5432, securityGroupId: "sg-3" },
      master: { arn: pulumi.output(OWNER) },
    },
  });
  const textOf = (output: pulumi.Output<string>): Promise<string> =>
    new Promise((resolved) =>
      output.apply((text) => {
        resolved(text);
      }),
    );

  it("starts a task that takes sessions, waits for its agent, and holds the port of the database itself", async () => {
    const task = {
      taskArn: TASK,
      lastStatus: "RUNNING",
      containers: [{ runtimeId: RUNTIME, managedAgents: [{ name: "ExecuteCommandAgent", lastStatus: "RUNNING" }] }],
    };
    answers = {
      RunTask: { tasks: [task] },
      DescribeTasks: { tasks: [task] },
      StartSession: { SessionId: "s-1", TokenValue: "t", StreamUrl: "wss://session" },
    };
    expect(await shell(await textOf(commands.open))).toStrictEqual({ status: 0, stderr: "" });
    const [first] = calls;
    expect(first).toMatchObject({
      operation: "RunTask",
      input: { cluster: "shop-production", enableExecuteCommand: true },
    });
    expect(calls.at(-1)).toStrictEqual({
      operation: "StartSession",
      input: {
        Target: `ecs:shop-production_0123456789abcdef0123456789abcdef_${RUNTIME}`,
        DocumentName: "AWS-StartPortForwardingSessionToRemoteHost",
        Parameters: { host: [HOST], portNumber: ["5432"], localPortNumber: ["15432"] },
      },
    });
    expect(readFileSync(recorded(), "utf8")).toContain("StartSession");
  });

  it("logs in as the owner through it, whatever characters the password has, and shows it nowhere", async () => {
    answers = { GetSecretValue: { SecretString: JSON.stringify({ username: "postgres_admin", password: PASSWORD }) } };
    const ended = await shell(await textOf(commands.psql));
    expect(ended).toStrictEqual({ status: 0, stderr: "" });
    expect(calls).toMatchObject([{ operation: "GetSecretValue", input: { SecretId: OWNER } }]);
    const [user, password, target, ...others] = readFileSync(recorded(), "utf8").trimEnd().split("\n");
    expect([user, password, others]).toStrictEqual(["postgres_admin", PASSWORD, []]);
    expect(target).toBe(
      `host=${HOST} hostaddr=127.0.0.1 port=15432 dbname=app sslmode=verify-full sslrootcert=rds-global-bundle.pem`,
    );
  });
});
