import { isSecretName, secretArguments, secretLike } from "../../facts";
import {
  certain,
  closed,
  join,
  judge,
  mayPass,
  pass,
  unknown,
  unproven,
  words,
  type Finding,
  type Judgement,
  type Shown,
  type Way,
} from "../../model";
import type { Environment, PlainSettings, Variable } from "../../subjects";
import { asSecrets } from "../../wiring/as-secret";
import { rule } from "../rule";

/** How each hands a secret over; a function has to fetch it (AWS Lambda developer guide, "Use Secrets Manager secrets"). */
const INSTEAD: Readonly<Record<PlainSettings["holder"], Shown>> = {
  ecs: words("secrets must be injected with valueFrom"),
  batch: words("secrets must be injected with valueFrom"),
  apprunner: words("secrets must be injected with runtimeEnvironmentSecrets"),
  lambda: words("a function must fetch its secrets when it starts, by their ARN"),
  beanstalk: words("secrets must be fetched with the namespace aws:elasticbeanstalk:application:environmentsecrets"),
  lightsail: words("Lightsail injects none, so that a container must fetch its secrets when it starts"),
  codebuild: words("a build must be given its secrets with the type SECRETS_MANAGER or PARAMETER_STORE"),
  amplify: words("a build must read its secrets from Parameter Store"),
  "image-build": words(
    "arguments stay in the history of the image, so that a build must be given its secrets as BuildKit's secrets",
  ),
  parameter: words("its type must be SecureString"),
  glue: words("a job must fetch its secrets when it starts, and a connection name one with SECRET_ID"),
  connector: words("a connector must read its secrets with a configuration provider"),
  request: words("it must name its secrets by their ARN, and what it starts fetch them"),
  service: words("what reads it must fetch its secrets when it starts, by their ARN"),
  instance: words("a machine must fetch its secrets when it starts, by their ARN"),
};

/** What has no environment that anything runs in. */
const TEXTS: ReadonlySet<PlainSettings["holder"]> = new Set([
  ...(["parameter", "instance", "image-build", "glue", "connector", "request", "service"] as const),
]);

export const secretNotInPlainEnvironment = rule({
  id: "secret-not-in-plain-environment",
  title: "Secrets are injected, not written into task definitions",
  severity: "critical",
  audit: "Top risk 1 (P0): JWT secret key hardcoded default",
  why: "A plain environment variable is readable by everyone who may describe a task definition, stays in every old revision, and is printed by debuggers and crash reports. So are command lines, labels and log options, a parameter of the type String, the user data of a machine, the arguments of a Glue job and of an image's build, and what a state machine or an event hands to what it starts.",
  fix: "Put the value into Secrets Manager and refer to it: secrets: [{ name, valueFrom: <secret ARN>:<json key>::<version id> }]; in a log configuration: secretOptions. A build reads it with the type SECRETS_MANAGER, Elastic Beanstalk with the namespace aws:elasticbeanstalk:application:environmentsecrets. A parameter is a SecureString. A build of an image is given secrets (docker-build.Image: secrets), not buildArgs. A function and a machine have no such place: give them the ARN and the right to read it, and let them fetch the value when they start.",
  about: "plain-settings",
  examples: {
    bad: `new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: JSON.stringify([
    {
      name: "web",
      image: "shop:1",
      memory: 512,
      command: ["gunicorn", "shop:app"],
      environment: [{ name: "SECRET_KEY", value: "hG7s-kP2q_vR9xWm3ZtB8nYc4LdF6aJe" }],
    },
  ]),
});`,
    good: `const key = new aws.secretsmanager.Secret("signing-key", {});
new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: pulumi.jsonStringify([
    {
      name: "web",
      image: "shop:1",
      memory: 512,
      command: ["gunicorn", "shop:app"],
      secrets: [{ name: "SECRET_KEY", valueFrom: key.arn }],
    },
  ]),
});`,
  },
  whenNot: "A token that is meant to be public, such as a browser key: exempt that one setting, and say whose it is.",
  related: ["secret-not-defaulted"],
  twins: ["AwsSolutions-ECS2", "AWS-0036", "ECS.8"],
  messages: {
    plain: "{label} has {names} in plain environment; {instead}.",
    text: "{label} holds {names} in plain text; {instead}.",
    option: "{label} has {names} among its labels, tags, log options and overrides; {instead}.",
    argument: "{label} has a secret {place}: a word there {reason}; {instead}.",
  },
  check: (settings, { stack, fail }) => {
    const { written, options, open, commands, workload } = settings;
    const instead = INSTEAD[settings.holder];
    const argument = (argv: readonly string[], place: Shown): Finding => {
      const [first] = secretArguments(argv);
      return first === undefined ? pass : fail("argument", { place, reason: closed(first.detail), instead });
    };
    const injected = (secrets: readonly Variable[]): readonly Way[] =>
      workload === undefined
        ? encrypted(settings)
        : asSecrets(
            stack,
            workload,
            secrets.map(({ name }) => name),
          );
    return [
      ...plainOf(written, (names, secrets) =>
        fail(TEXTS.has(settings.holder) ? "text" : "plain", { names, instead }, ...injected(secrets)),
      ),
      // A start script or a file that was not read may set more.
      ...(open.length > 0 ? [unproven(unknown(...open))] : []),
      ...plainOf(options, (names) => fail("option", { names, instead })),
      ...commands.map(({ place, argv }) =>
        judge(
          argv,
          (written) => argument(written, place),
          () => pass,
        ),
      ),
    ];
  },
});

/** A parameter of the other type; what is given as an insecure value has no such type. */
function encrypted({ holder, location }: PlainSettings): readonly Way[] {
  const isTyped = holder === "parameter" && location.path !== "insecureValue";
  return isTyped ? [[{ property: "type", value: "SecureString" }]] : [];
}

function plainOf(
  texts: Environment,
  found: (names: Shown, secrets: readonly Variable[]) => Finding,
): readonly Judgement[] {
  const { variables, open, basis, location } = texts.all;
  const plain = variables.filter(({ channel }) => channel !== "secret");
  const secrets = plain.filter(isSecret);
  const names = join([...new Set(secrets.map(({ shown }) => shown))], ", ");
  const unknowns = plain.flatMap(({ value }) => (value.state === "unknown" ? value.unknowns : []));
  return [
    certain(secrets.length > 0 ? found(names, secrets) : pass, location, basis),
    // A plain value that is still unknown may turn out to be a secret, whatever its name.
    ...(unknowns.length + open.length > 0 ? [unproven(unknown(...unknowns, ...open))] : []),
  ];
}

/** By its name alone where nobody will ever see the value; one that is still to come may be an ARN, or a file's name. */
function isSecret({ name, value }: Variable): boolean {
  if (value.state === "known") return secretLike(name, value.value) !== undefined;
  return isSecretName(name) && !(value.state === "unknown" && value.unknowns.some(mayPass));
}
