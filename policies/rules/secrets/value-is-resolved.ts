import { unresolvedReference, unresolvedSetting, type UnresolvedSetting } from "../../facts";
import {
  certain,
  closed,
  judge,
  pass,
  phrase,
  unknown,
  unproven,
  words,
  type Judgement,
  type Shown,
  type Way,
} from "../../model";
import type { HandedOver, HandedValue } from "../../subjects";
import { rule } from "../rule";

const example = (url: string) => `const database = new aws.rds.Instance("shop", {
  engine: "postgres",
  instanceClass: "db.t4g.medium",
  allocatedStorage: 50,
  username: "app",
  manageMasterUserPassword: true,
  skipFinalSnapshot: true,
});
new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: pulumi.jsonStringify([
    {
      name: "web",
      image: "shop:1",
      memory: 512,
      command: ["uvicorn", "shop:app"],
      environment: [{ name: "DATABASE_URL", value: ${url} }],
    },
  ]),
});`;

export const valueIsResolved = rule({
  id: "value-is-resolved",
  title: "Every value is the value, not the text of something unresolved",
  severity: "critical",
  audit: "Top risk 1 (P0): JWT secret key hardcoded default",
  why: "An output in a plain template string, an undefined variable or a placeholder that nobody filled in is handed over as its own text: every stack then has the same secret, or a host that is not there.",
  fix: "Put outputs together with pulumi.interpolate or pulumi.all(…).apply(…), objects with pulumi.jsonStringify, and read what may be missing with config.require. ECS expands nothing in an environment: write the value, or let a shell do it in the command.",
  about: "handed-over",
  examples: {
    bad: example("`postgresql://app@${database.address}:5432/shop`"),
    good: example("pulumi.interpolate`postgresql://app@${database.address}:5432/shop`"),
  },
  whenNot:
    "A text that its reader fills in itself: that only advises, under a name that says so (…_TEMPLATE, …_FORMAT) not even that.",
  related: ["secret-not-defaulted", "secret-reference-resolves"],
  messages: {
    unresolved: "{label}: {value} {problem}; whoever reads it gets that text.",
    likely: "{label}: {value} {problem}; whoever reads it gets that text, unless it fills it in itself.",
  },
  advises: { likely: "always" },
  check: (about, { fail }) => {
    const { values, secret, open, basis, location } = about;
    const judged = values.map((handed): Judgement =>
      judge(
        handed.value,
        (text) => {
          const found = unresolvedIn(text, handed, about);
          if (found === undefined) return pass;
          const { isReference } = handed;
          const data = { value: spokenOf(handed), problem: closed(found.detail) };
          return fail(
            found.certainty === "certain" ? "unresolved" : "likely",
            data,
            ...(secret || isReference === true ? [] : [standIn(text)]),
          );
        },
        () => pass,
      ),
    );
    const unread = open.length > 0 ? [unproven(unknown(...open))] : [];
    return judged.length + unread.length > 0 ? [...judged, ...unread] : certain(pass, location, basis);
  },
});

function spokenOf({ shown, isReference }: HandedValue): Shown {
  if (shown === undefined) return words("the value");
  return isReference === true ? shown : phrase`the value of ${shown}`;
}

function unresolvedIn(
  text: string,
  { name, isReference }: HandedValue,
  { secret, names }: HandedOver,
): UnresolvedSetting | undefined {
  if (isReference !== true) return unresolvedSetting(text, { name, secret, beside: names });
  const found = unresolvedReference(text);
  return found === undefined ? undefined : { ...found, certainty: "certain" };
}

/** A name that is nobody's (RFC 2606), as the address of what stood there where that was one. */
function standIn(text: string): Way {
  const [scheme = ""] = /^[a-z][a-z0-9+.-]{1,20}:\/\//.exec(text) ?? [];
  return [{ property: "@", value: `${scheme}stand-in.example.com`, author: true }];
}
