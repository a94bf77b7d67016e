/** Programs that run the command behind them. */

export interface Wrapper {
  /** Options that take the next word; every other option is a switch. */
  readonly values?: readonly string[];
  /** Words of its own before the command: a user, a duration. */
  readonly words?: number;
  /** It is one only with this sub-command (`poetry run`). */
  readonly command?: readonly string[];
  /** `VARIABLE=value` may stand before the command. */
  readonly assigns?: true;
  /** It stays between the stop signal and the command, and may not hand it on. */
  readonly stays?: true;
  /** What stands before `--` is its own. */
  readonly dashes?: true;
}

const run = ["run"];

export const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  // They hand signals on, or become the command.
  tini: { values: ["-p", "-e"] },
  "tini-static": { values: ["-p", "-e"] },
  "dumb-init": { values: ["-r", "--rewrite"] },
  catatonit: {},
  "docker-init": {},
  exec: { values: ["-a"] },
  command: {},
  builtin: {},
  env: { values: ["-u", "--unset", "-C", "--chdir"], assigns: true },
  nice: { values: ["-n", "--adjustment"] },
  ionice: { values: ["-c", "-n", "--class", "--classdata"] },
  chrt: { words: 1 },
  taskset: { words: 1 },
  nohup: {},
  setsid: {},
  stdbuf: { values: ["-i", "-o", "-e"] },
  timeout: { values: ["-k", "--kill-after", "-s", "--signal"], words: 1 },
  time: {},
  gosu: { words: 1 },
  "su-exec": { words: 1 },
  setuser: { words: 1 },
  setpriv: { values: ["--reuid", "--regid", "--groups"] },
  "s6-setuidgid": { words: 1 },
  "with-contenv": {},
  chpst: { values: ["-u", "-U", "-b", "-e", "-/", "-n", "-l", "-L", "-m", "-d", "-o", "-p", "-f", "-c"] },
  sudo: {
    values: ["-u", "--user", "-g", "--group", "-h", "-p", "-C", "-D", "-R", "-T", "-r", "-t"],
    assigns: true,
    stays: true,
  },
  doas: { values: ["-u", "-C"], stays: true },
  capsh: { dashes: true },
  "xvfb-run": { values: ["-n", "-s", "-f", "-e", "-w"], stays: true },
  catchsegv: {},
  prlimit: {},
  numactl: { values: ["-m", "-N", "-C"] },
  unshare: {},
  chroot: { words: 1 },
  // Language environments.
  poetry: { values: ["-C", "--directory", "-P", "--project"], command: run },
  uv: {
    values: [
      "--with",
      "--extra",
      "--group",
      "--python",
      "-p",
      "--project",
      "--directory",
      "--env-file",
      "--package",
      "--only-group",
      "--index",
    ],
    command: run,
  },
  pipenv: { command: run },
  pdm: { values: ["-p", "--project"], command: run, stays: true },
  hatch: { values: ["-e", "--env"], command: run, stays: true },
  rye: { command: run, stays: true },
  pixi: { values: ["-e", "--environment"], command: run, stays: true },
  conda: { values: ["-n", "--name", "-p", "--prefix", "--cwd"], command: run, stays: true },
  mamba: { values: ["-n", "--name", "-p", "--prefix"], command: run, stays: true },
  micromamba: { values: ["-n", "--name", "-p", "--prefix"], command: run, stays: true },
  pipx: { values: ["--spec"], command: run, stays: true },
  uvx: { values: ["--from", "--with", "--python", "-p"], stays: true },
  bundle: { command: ["exec"] },
  npx: { values: ["-p", "--package"], stays: true },
  bunx: { stays: true },
  npm: { values: ["-p", "--package"], command: ["exec", "x"], stays: true },
  pnpm: { values: ["--package", "-C", "--dir", "--filter", "-F"], command: ["exec", "dlx"], stays: true },
  yarn: { values: ["-p", "--package", "--cwd"], command: ["exec", "dlx"], stays: true },
  coverage: { values: ["--rcfile", "--source"], command: run },
  pyinstrument: {},
  memray: { values: ["-o", "--output"], command: run },
  "py-spy": { command: ["record"], dashes: true, stays: true },
  watchmedo: {
    values: ["-d", "--directory", "-p", "--pattern", "--patterns", "-i", "--signal", "--kill-after"],
    command: ["auto-restart"],
    stays: true,
  },
  watchfiles: { values: ["--filter", "--args", "--target-type", "--verbosity"], stays: true },
  nodemon: { values: ["--watch", "-w", "-e", "--exec", "-x"], stays: true },
  // Agents.
  "ddtrace-run": {},
  "newrelic-admin": { command: ["run-program"] },
  "opentelemetry-instrument": {
    values: [
      "--traces_exporter",
      "--metrics_exporter",
      "--logs_exporter",
      "--service_name",
      "--exporter_otlp_endpoint",
    ],
  },
  "elasticapm-run": {},
  "scout-apm": { command: run },
  // Secrets and settings.
  doppler: { values: ["-p", "--project", "-c", "--config", "-t", "--token"], command: run, stays: true },
  infisical: { values: ["--env", "--projectId", "--path"], command: run, stays: true },
  op: { values: ["--env-file"], command: run, stays: true },
  "aws-vault": { command: ["exec"], words: 1, stays: true },
  chamber: { command: ["exec"], dashes: true, stays: true },
  dotenv: { values: ["-f", "--file"], command: run },
  "dotenv-cli": { values: ["-e"] },
  "vault-env": {},
  envconsul: { values: ["-config", "-prefix", "-secret"], stays: true },
  "aws-env": {},
  // Waiting first.
  "wait-for-it": { values: ["-h", "-p", "-t", "--timeout", "--host", "--port"], dashes: true },
  "wait-for-it.sh": { values: ["-h", "-p", "-t", "--timeout", "--host", "--port"], dashes: true },
  "wait-for": { values: ["-t"], dashes: true },
  "wait-for.sh": { values: ["-t"], dashes: true },
  wait4ports: { dashes: true },
  dockerize: {
    values: [
      "-wait",
      "-timeout",
      "-template",
      "-stdout",
      "-stderr",
      "-poll",
      "-wait-retry-interval",
      "-wait-http-header",
    ],
    stays: true,
  },
  honcho: { values: ["-e", "--env", "-d", "--app-root"], command: run },
};

export const SHELLS: readonly string[] = ["sh", "bash", "dash", "ash", "zsh", "ksh", "busybox"];

/** They let the last simple command of a script take their place. */
export const SHELLS_THAT_EXEC: readonly string[] = ["bash", "zsh", "ksh"];

/** They start what a file of their own says. */
export const PROCESS_MANAGERS: readonly string[] = [
  ...[
    "supervisord",
    "honcho",
    "foreman",
    "forego",
    "goreman",
    "overmind",
    "hivemind",
    "circusd",
    "s6-svscan",
    "runsvdir",
  ],
  ...[
    "runit",
    "runit-init",
    "init",
    "s6-overlay",
    "pm2",
    "pm2-runtime",
    "pm2-docker",
    "multirun",
    "monit",
    "chaperone",
    "mprocs",
  ],
  ...["concurrently", "npm-run-all", "run-p", "my_init", "tox", "just", "make", "task", "systemd", "docker-compose"],
];

/** Each of their words is a command line of its own. */
export const RUN_EACH_WORD: readonly string[] = ["multirun", "concurrently"];
