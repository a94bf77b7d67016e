import { serverIsProductionGrade } from "../../../policies/rules/operation/server-is-production-grade";
import { blueprint } from "../../../policies/testing";
import { declaration, declaredWorkload, ruleTester, task } from "../fixtures";

const web = (...command: readonly string[]) => task("web", { command });
const subject = "workload/web";

const product = (command: readonly string[]) =>
  blueprint(declaration({ workloads: { web: declaredWorkload({ command }) } }));

const passing = [
  ["gunicorn", "app.wsgi"],
  ["uvicorn", "app.main:app", "--workers", "4"],
  ["fastapi", "run", "app/main.py"],
  ["sh", "-c", "python manage.py collectstatic && exec gunicorn app.wsgi"],
  ["puma", "-C", "config/puma.rb"],
];

const failing = [
  [["python", "manage.py", "runserver", "0.0.0.0:8000"], "development"],
  [["flask", "--app", "shop", "run", "--host", "0.0.0.0"], "development"],
  [["python", "-m", "flask", "run"], "development"],
  [["uvicorn", "app.main:app", "--reload"], "reload"],
  [["gunicorn", "app.wsgi", "--reload"], "reload"],
  [["fastapi", "dev", "app/main.py"], "reload"],
  [["npm", "run", "dev"], "development"],
  [["yarn", "start:dev"], "development"],
  [["npx", "next", "dev", "-p", "3000"], "development"],
  [["php", "artisan", "serve", "--host=0.0.0.0"], "development"],
  [["python", "-m", "http.server", "8000"], "development"],
  [["sh", "-c", "cd /app && vite"], "development"],
  [["node", "--watch", "server.js"], "development"],
  [["bun", "--hot", "run", "index.ts"], "development"],
  [["tsx", "watch", "src/index.ts"], "development"],
  [["npx", "nest", "start", "--watch"], "development"],
  [["sanic", "shop.app", "--dev"], "development"],
  [["litestar", "run", "--reload"], "development"],
  [["quart", "run", "--host", "0.0.0.0"], "development"],
  [["watchmedo", "auto-restart", "-d", "/app", "--", "gunicorn", "app.wsgi"], "reloader"],
  [["watchfiles", "celery -A app worker", "/app"], "reloader"],
] as const;

ruleTester.run(serverIsProductionGrade, {
  valid: [
    ...passing.map((command) => ({
      name: command.join(" "),
      stack: [web(...command)],
      passes: { [subject]: "verified" as const },
    })),
    {
      name: "our own production program's server",
      stack: [
        product([
          "gunicorn",
          "app.main:app",
          "--worker-class",
          "uvicorn.workers.UvicornWorker",
          "--bind",
          "0.0.0.0:8000",
        ]),
      ],
      passes: { [subject]: "declared" },
    },
    {
      name: "what serves nothing, and programs of the image's own",
      stack: [
        task("worker", { command: ["celery", "-A", "app", "worker"] }),
        task("node", { command: ["node", "dist/main.js"] }),
        task("options", { command: ["node", "--enable-source-maps", "server.js", "--watch"] }),
        task("tsx", { command: ["tsx", "src/watch.ts"] }),
        task("nest", { command: ["nest", "start"] }),
        task("start", { command: ["npm", "start"] }),
        task("next", { command: ["next", "start"] }),
        task("nginx", { command: ["nginx", "-g", "daemon off;"] }),
        task("image", {}),
      ],
      passes: {},
    },
  ],
  invalid: [
    ...failing.map(([command, messageId]) => ({
      name: command.join(" "),
      stack: [web(...command)],
      subject,
      messageId,
      stage: "resource" as const,
    })),
    {
      name: "a declared server with reloading",
      stack: [product(["uvicorn", "app.main:app", "--reload"])],
      subject,
      messageId: "reload",
      says: "uvicorn",
      stage: "blueprint",
    },
  ],
  unproven: [
    {
      name: "a start script",
      stack: [web("/start")],
      subject,
      path: "containerDefinitions[0].command (start-script start)",
    },
    {
      name: "a process manager",
      stack: [web("supervisord", "-c", "/etc/supervisord.conf")],
      subject,
      path: "containerDefinitions[0].command (process-manager supervisord)",
    },
  ],
});
