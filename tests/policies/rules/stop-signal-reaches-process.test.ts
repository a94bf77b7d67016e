import * as aws from "@pulumi/aws";
import { stopSignalReachesProcess } from "../../../policies/rules/operation/stop-signal-reaches-process";
import { blueprint, resource } from "../../../policies/testing";
import { declaration, declaredWorkload, ruleTester, task } from "../fixtures";

const worker = (...command: readonly string[]) => task("worker", { command });
const subject = "workload/worker";
const CELERY = "celery -A app worker";

const product = (command: readonly string[]) =>
  blueprint(declaration({ workloads: { worker: declaredWorkload({ role: "worker", command }) } }));

const passing = [
  ["no shell", ["celery", "-A", "app", "worker"]],
  ["exec behind a step", ["sh", "-c", `python -m app.wait; exec ${CELERY}`]],
  ["exec behind a condition", ["/bin/sh", "-ec", `alembic check && exec ${CELERY}`]],
  ["bash lets the last simple command take its place", ["bash", "-c", `cd /app && ${CELERY}`]],
  ["an init in front of the program itself", ["tini", "--", "celery", "-A", "app", "worker"]],
  ["dumb-init signals every process", ["dumb-init", "sh", "-c", `python -m app.wait; ${CELERY}`]],
  ["tini does, when it is told to", ["tini", "-g", "--", "sh", "-c", `${CELERY}; echo ended`]],
  ["wrappers that become the command", ["gosu", "app", "env", "A=1", "celery", "-A", "app", "worker"]],
] as const;

const failing = [
  ["a command behind it", ["sh", "-c", `${CELERY}; echo ended`], "shell"],
  ["a redirection, under bash too", ["bash", "-c", `${CELERY} > /dev/null`], "shell"],
  ["a pipe", ["sh", "-c", `${CELERY} | tee /tmp/log`], "shell"],
  ["two in the background", ["bash", "-c", `${CELERY} & celery -A app beat & wait`], "shell"],
  ["a subshell", ["sh", "-c", `(cd /app && ${CELERY})`], "shell"],
  ["an init signals the shell alone", ["tini", "--", "sh", "-c", `${CELERY}; true`], "shell"],
  ["the last command of sh", ["sh", "-c", `python -m app.wait; ${CELERY}`], "perhaps"],
  ["the only command of sh", ["/bin/sh", "-c", CELERY], "perhaps"],
  ["a shell inside a shell", ["bash", "-c", `exec sh -c '${CELERY}'`], "perhaps"],
  ["an application of one's own", ["sh", "-c", "python -m app.wait && python -m app.consumer"], "perhaps"],
  ["a reloader", ["watchmedo", "auto-restart", "-d", "/app", "--", "celery", "-A", "app", "worker"], "reloader"],
] as const;

ruleTester.run(stopSignalReachesProcess, {
  valid: [
    ...passing.map(([name, command]) => ({
      name,
      stack: [worker(...command)],
      passes: { [subject]: "verified" as const },
    })),
    {
      name: "our own production program's worker",
      stack: [product(["celery", "-A", "app.worker", "worker", "--pidfile", "/tmp/worker.pid"])],
      passes: { [subject]: "declared" },
    },
    ...[
      { runtime: "python3.13", handler: "app.handler" },
      { packageType: "Image", imageUri: "shop:1", imageConfig: { commands: ["app.handler"] } },
      {
        packageType: "Image",
        imageUri: "shop:1",
        imageConfig: { entryPoints: ["sh", "-c"], commands: ["gunicorn a:b; true"] },
      },
    ].map((args, index) => ({
      name: `a function, which is frozen and not stopped (${index})`,
      stack: [resource(aws.lambda.Function, "api", { role: "r", ...args })],
      passes: {},
    })),
    {
      name: "what has nothing to finish, and what ends by itself",
      stack: [
        task("proxy", { command: ["sh", "-c", "nginx -g 'daemon off;'"] }),
        task("migration", { command: ["sh", "-c", "alembic upgrade head"] }),
        task("image", {}),
      ],
      passes: {},
    },
  ],
  invalid: [
    ...failing.map(([name, command, messageId]) => ({ name, stack: [worker(...command)], subject, messageId })),
    {
      name: "a declared worker behind a shell",
      stack: [product(["sh", "-c", `${CELERY}; true`])],
      subject,
      messageId: "shell",
      says: "starts celery from a shell (sh -c)",
      stage: "blueprint",
    },
  ],
  unproven: [
    {
      name: "a script that most likely hands over",
      stack: [worker("/entrypoint", "celery", "-A", "app", "worker")],
      subject,
      path: "containerDefinitions[0].command (entrypoint)",
    },
    {
      name: "a script that starts it",
      stack: [worker("/start-celeryworker")],
      subject,
      path: "containerDefinitions[0].command (start-celeryworker)",
    },
    {
      name: "a process manager",
      stack: [worker("supervisord", "-n")],
      subject,
      path: "containerDefinitions[0].command (process-manager supervisord)",
    },
    {
      name: "a shell that catches the signal",
      stack: [worker("sh", "-c", `trap 'kill -TERM $!' TERM; ${CELERY} & wait $!`)],
      subject,
      path: "containerDefinitions[0].command (sh)",
    },
    {
      name: "one string behind the image's own entry point",
      stack: [worker(`exec ${CELERY}`)],
      subject,
      path: "containerDefinitions[0].command (what stands before the program)",
    },
  ],
});
