import { read, text, type Resource } from "../../model/resource";
import { words } from "../../model/shown";
import type { Stack } from "../../model/stack";
import type { Credential } from "../../subjects/credential";
import { passwordReader } from "../credentials";

export const SOURCE_CREDENTIAL = "aws:codebuild/sourceCredential:SourceCredential";

const TOKEN = passwordReader(words("source credential"), [
  { property: "token", label: words("token"), purpose: "external" },
]);

/** The ARN of a connection or of a secret (CodeBuild API reference, *ImportSourceCredentials*). */
const REFERENCES: ReadonlySet<string> = new Set(["CODECONNECTIONS", "SECRETS_MANAGER"]);

/** What a build fetches its source with. */
export function readSourceCredential(credential: Resource, stack: Stack): readonly Credential[] {
  const kind = read(credential, ["authType"], text);
  return kind.state === "known" && REFERENCES.has(kind.value) ? [] : TOKEN(credential, stack);
}
