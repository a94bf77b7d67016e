import type { UnknownCause } from "./verdict";

/** Why a value is not known, after the name of the value: the one wording, of messages and of every report. */
export const BECAUSE: Readonly<Record<UnknownCause, string>> = {
  "not-created": "is not known before creation",
  "not-registered": "may still be decided by a resource that is registered later",
  unfinished: "is decided once every resource is registered",
  redacted: "was withheld by the engine",
  outside: "lives outside the stack",
  unread: "is not part of the program, so it was not read",
  unsupported: "is of a kind this pack does not know",
  unreadable: "has a shape that cannot be read",
};
