import { globMatches } from "./glob";
import { isMembers, parseJson } from "./json";

/**
 * What an IAM policy lets its holder do (IAM user guide, "IAM JSON policy elements reference"), read in its favour: conditions and
 * denials are left out, and what turns a list around (`NotAction`, `NotResource`) allows everything. What this says is not allowed
 * is allowed by no reading of it.
 */

export interface Allowance {
  /** Globs: `secretsmanager:Get*`. */
  readonly actions: readonly string[];
  /** Globs over ARNs. */
  readonly resources: readonly string[];
}

/** Undefined: it is no policy document. */
export function allowancesOf(document: unknown): readonly Allowance[] | undefined {
  const policy = typeof document === "string" ? parseJson(document) : document;
  if (!isMembers(policy)) return undefined;
  const written = policy["Statement"];
  const statements = Array.isArray(written) ? written : [written];
  if (!statements.every(isMembers)) return undefined;
  const found: Allowance[] = [];
  for (const statement of statements) {
    if (statement["Effect"] !== "Allow") continue;
    const actions = "NotAction" in statement ? ["*"] : texts(statement["Action"]);
    const resources = "NotResource" in statement ? ["*"] : texts(statement["Resource"]);
    if (actions === undefined || resources === undefined) return undefined;
    found.push({ actions, resources });
  }
  return found;
}

/** @param action in lower case or as it is documented: IAM reads actions in any case. */
export function allows(
  allowances: readonly Allowance[],
  action: string,
  covers: (resource: string) => boolean,
): boolean {
  return allowances.some(
    ({ actions, resources }) =>
      actions.some((glob) => globMatches(glob.toLowerCase(), action.toLowerCase())) && resources.some(covers),
  );
}

/** Whether a resource of a policy is the one that an ARN names: whole, or a secret's without the six letters AWS puts behind it. */
export function isResource(glob: string, arn: string): boolean {
  return globMatches(glob, arn) || glob.startsWith(`${arn}-`);
}

/** Whether a resource of a policy may be a parameter of this name, in whatever region and account. */
export function isParameter(glob: string, name: string): boolean {
  const parts = glob.split(":");
  if (parts.length < 6) return globMatches(glob, `arn:aws:ssm:eu-west-1:111122223333:parameter/${bare(name)}`);
  return globMatches(parts.slice(5).join(":"), `parameter/${bare(name)}`);
}

/** Whether it is every secret of the account, or of more. */
export function isEverySecret(glob: string): boolean {
  return /^(?:\*|arn:[^:]*:secretsmanager:[^:]*:[^:]*:(?:secret:)?\*)$/.test(glob);
}

/** AWS's own policies that are often given to the role that starts tasks; undefined: what it allows is not known here. */
export function managedAllowances(arn: string): readonly Allowance[] | undefined {
  const name = arn.slice(arn.lastIndexOf("/") + 1);
  return arn.includes(":aws:policy/") ? MANAGED.get(name) : undefined;
}

const everything = (...actions: readonly string[]): readonly Allowance[] => [{ actions, resources: ["*"] }];

/** AWS managed policy reference guide. */
const MANAGED: ReadonlyMap<string, readonly Allowance[]> = new Map([
  ["AmazonECSTaskExecutionRolePolicy", everything("ecr:*", "logs:CreateLogStream", "logs:PutLogEvents")],
  ["AmazonEC2ContainerRegistryReadOnly", everything("ecr:*")],
  ["AmazonEC2ContainerRegistryPullOnly", everything("ecr:*")],
  ["CloudWatchLogsFullAccess", everything("logs:*", "cloudwatch:*")],
  ["SecretsManagerReadWrite", everything("secretsmanager:*")],
  ["AmazonSSMReadOnlyAccess", everything("ssm:Describe*", "ssm:Get*", "ssm:List*")],
  ["AmazonSSMFullAccess", everything("ssm:*")],
  ["AdministratorAccess", everything("*")],
]);

function bare(name: string): string {
  return name.replace(/^\/+/, "");
}

function texts(value: unknown): readonly string[] | undefined {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.every((item) => typeof item === "string") ? list : undefined;
}
