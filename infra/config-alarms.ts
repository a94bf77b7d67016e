/** Who hears of alarms: topics that somebody else made and keeps, or the stack's own and who is subscribed to them. */
import * as v from "valibot";
import type { Check } from "./checks";
import { json, objectOf, text } from "./config-values";

export interface AlarmSettings {
  /** Who is woken up; null: nobody is subscribed yet. */
  readonly email: string | null;
  /** URLs that are called, often with a credential in them. */
  readonly endpoints: readonly string[];
  readonly topics: GivenTopics;
}

/** What somebody has to look at, and what means something only together with another alarm; ARNs. null: the stack's own. */
export type GivenTopics = Readonly<Record<"alarms" | "signals", string | null>>;

const TOPICS =
  "an object with the ARN of an SNS topic (arn:aws:sns:…, not FIFO) for alarms, for signals or for both of them";
const topic = v.optional(v.pipe(v.string(), v.regex(/^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/)));
const ENDPOINTS = "a list of different URLs that begin with https://";

export const ALARM_KEYS = {
  alarmEmail: v.optional(text("an e-mail address", /^[^\s@]+@[^\s@]+$/)),
  alarmEndpoints: v.optional(
    json(
      ENDPOINTS,
      v.pipe(
        v.array(v.pipe(v.string(), v.regex(/^https:\/\/[^\s/]+\S*$/))),
        v.check((urls) => new Set(urls).size === urls.length),
      ),
    ),
  ),
  alarmTopics: v.optional(
    json(
      TOPICS,
      v.pipe(
        objectOf({ alarms: topic, signals: topic }, TOPICS),
        v.check((given) => Object.keys(given).length > 0),
      ),
    ),
  ),
};

type Given = v.InferOutput<v.ObjectSchema<typeof ALARM_KEYS, undefined>>;

export function alarmSettings({ alarmEmail, alarmEndpoints, alarmTopics }: Given): AlarmSettings {
  return {
    email: alarmEmail ?? null,
    endpoints: alarmEndpoints ?? [],
    topics: { alarms: alarmTopics?.alarms ?? null, signals: alarmTopics?.signals ?? null },
  };
}

/** Whether the stack makes a topic, and needs a key for it. */
export function makesTopics({ topics }: AlarmSettings): boolean {
  return topics.alarms === null || topics.signals === null;
}

/** What would be without effect, as [key, found, wanted]; URLs are not shown. */
export function alarmMistakes(alarms: AlarmSettings, alertsKey: string | null): Check[] {
  const { email, endpoints, topics } = alarms;
  const subscribers = "left out with a topic for alarms in alarmTopics, whose owner says who is subscribed";
  const mistakes: [boolean, string, string][] = [
    [topics.alarms !== null && email !== null, "alarmEmail", subscribers],
    [topics.alarms !== null && endpoints.length > 0, "alarmEndpoints", subscribers],
    [!makesTopics(alarms) && alertsKey !== null, "kmsKeys", "without alerts where alarmTopics has both topics"],
  ];
  return mistakes.flatMap(([wrong, key, wanted]) => (wrong ? [[key, "set", wanted]] : []));
}
