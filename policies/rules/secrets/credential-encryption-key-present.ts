import {
  absent,
  anyTrue,
  certain,
  judge,
  known,
  pass,
  unknown,
  unproven,
  weaker,
  type Fact,
  type Judgement,
  type Way,
} from "../../model";
import {
  belongTogether,
  mayBelongTogether,
  keyHolder,
  keyHolders,
  likeness,
  mayHoldKeys,
  promisedSecret,
  othersRestOn,
  promisedKeys,
} from "../../wiring/encryption-keys";
import { entryOf, injectedFrom } from "../../wiring/injecting";
import { asPeersHave } from "../../wiring/peers";
import { purposeOf } from "../../facts";
import { rule } from "../rule";

const example = (worker: string) => `const key = (name: string) => {
  const secret = new aws.secretsmanager.Secret(name, {});
  const bytes = new random.RandomBytes(name, { length: 32 });
  new aws.secretsmanager.SecretVersion(name, { secretId: secret.id, secretString: bytes.base64 });
  return secret.arn;
};
const keys = { web: key("web-key"), worker: key("worker-key") };
const task = (name: string, command: string[], valueFrom: pulumi.Output<string>) =>
  new aws.ecs.TaskDefinition(name, {
    family: name,
    containerDefinitions: pulumi.jsonStringify([
      {
        name,
        image: "shop:1",
        memory: 512,
        command,
        environment: [{ name: "CELERY_BROKER_URL", value: "rediss://cache.example.com:6379/0?ssl_cert_reqs=required" }],
        secrets: [{ name: "FERNET_KEY", valueFrom }],
      },
    ]),
  });
task("web", ["uvicorn", "shop:app"], keys.web);
task("worker", ["celery", "-A", "shop", "worker"], keys.${worker});`;

export const credentialEncryptionKeyPresent = rule({
  id: "credential-encryption-key-present",
  title: "Whoever stores credentials encrypts them with one key of its own",
  severity: "critical",
  audit: "Top risk 4: third-party credentials stored without encryption",
  why: "What one workload encrypts, another must decrypt: with different keys every task of the worker fails (InvalidToken), and what was stored is lost with a key nobody else has. A key that also signs tokens is given up with them.",
  fix: "Generate one key (new random.RandomBytes(…, { length: 32 })), put it into one secret, and inject that secret under the same name into every workload that stores or reads credentials (ENCRYPTION_KEY, FERNET_KEY); never the signing key.",
  about: "workload",
  examples: { bad: example("worker"), good: example("web") },
  whenNot: "Two products in one stack that share a broker or a database and nothing else.",
  related: ["secret-not-defaulted"],
  messages: {
    differs:
      "{label} has another {variable} than {other}: neither can decrypt what the other has stored. Both must read one secret.",
    rotating:
      "{label} and {other} have each other's {variable} only in part: what one encrypts with its newest key, the other cannot decrypt yet.",
    alsoSigns: "{label} encrypts with the key it signs with ({variable} is {other}): they must be two.",
    absent:
      "{label} reads no encryption key, though the blueprint declares one: what it stores of others' credentials is not encrypted.",
  },
  advises: { rotating: "always" },
  applies: (workload, stack): Fact<boolean> => {
    const { keys } = keyHolder(stack, workload);
    if (keys.length > 0) return known(true, workload.location);
    if (promisedKeys(stack, workload) !== undefined) {
      return anyTrue(
        (["web", "worker"] as const).map((role) => workload.hasRole(role)),
        workload.location,
      );
    }
    const { open } = workload.written.all;
    return open.length > 0 ? unknown(...open) : absent(workload.location);
  },
  check: (workload, { stack, fail }) => {
    const own = keyHolder(stack, workload);
    const { basis, open } = workload.written.all;
    const others = keyHolders(stack).filter(
      (holder) => holder.workload.label < workload.label && belongTogether(own, holder),
    );
    const againstOthers = own.keys.flatMap((key) =>
      others.flatMap(({ workload: holder, keys }) =>
        keys
          .filter(({ variable }) => variable.name.toUpperCase() === key.variable.name.toUpperCase())
          .map((held) =>
            judge(
              likeness(stack, key, held),
              (found) => {
                const data = { variable: key.variable.shown, other: holder.label };
                return found === "same"
                  ? pass
                  : fail(found === "rotating" ? "rotating" : "differs", data, [
                      { variable: held.variable.name, like: holder },
                    ]);
              },
              () => pass,
            ),
          ),
      ),
    );
    const againstSigning = own.keys.flatMap((key) =>
      own.signing.map((signing) =>
        judge(
          likeness(stack, key, signing),
          (found) =>
            found === "different"
              ? pass
              : fail(
                  "alsoSigns",
                  { variable: key.variable.shown, other: signing.variable.shown },
                  ...ownKey(key.variable.name),
                ),
          () => pass,
        ),
      ),
    );
    const perhaps =
      own.keys.length === 0
        ? []
        : [
            ...mayHoldKeys(stack),
            ...keyHolders(stack)
              .filter((holder) => holder.workload.label < workload.label)
              .flatMap((holder) => mayBelongTogether(own, holder)),
          ];
    const judged: readonly Judgement[] = [
      ...againstOthers,
      ...againstSigning,
      ...(perhaps.length > 0 ? [unproven(unknown(...perhaps))] : []),
    ];
    const rests = weaker(basis, othersRestOn(stack));
    // That nothing is wrong between two rests on what both are.
    if (judged.length > 0)
      return judged.map((one) => (one.verdict === "pass" ? { ...one, basis: weaker(one.basis, rests) } : one));
    if (own.keys.length > 0 || has(promisedKeys(stack, workload))) return certain(pass, workload.location, rests);
    return open.length > 0
      ? unproven(unknown(...open))
      : certain(fail("absent", {}, ...ownKey("ENCRYPTION_KEY")), workload.location, basis);

    /** As another workload has it, or from the secret that is declared for it. */
    function ownKey(name: string): readonly Way[] {
      const declared = promisedSecret(stack, workload);
      const entry = declared === undefined ? undefined : entryOf(stack, declared);
      const places = declared === undefined ? [] : injectedFrom(workload, name, { declared, entry });
      return [
        ...asPeersHave(stack, workload, (one) => purposeOf(one) === "encryptionKey"),
        ...(places.length === 0 ? [] : [[places]]),
      ];
    }

    function has(promised: readonly string[] | undefined): boolean {
      const { variables } = workload.written.all;
      return promised === undefined || variables.some(({ name }) => promised.includes(name));
    }
  },
});
