/**
 * Answers whether each service runs what it was asked to run. A deployment that ECS rolled back ends in a steady state
 * too, of the revision before; here it fails. The program uploads this file to Lambda as it is compiled, alone: the runtime
 * brings the AWS SDK.
 */
import {
  type Deployment,
  type DescribeServicesRequest,
  type DescribeServicesResponse,
  ECS,
  type Service,
} from "@aws-sdk/client-ecs";

export interface Release {
  /** ARN of the cluster. */
  readonly cluster: string;
  /** The task definition's ARN that each service was asked to run, by the service's name; at most ten. */
  readonly services: Readonly<Record<string, string>>;
}

/** The call this function makes. */
export interface ServiceApi {
  describeServices(request: DescribeServicesRequest): Promise<DescribeServicesResponse>;
}

export interface Clock {
  /** Milliseconds this invocation has left. */
  remaining(): number;
  pause(milliseconds: number): Promise<void>;
}

/** Milliseconds between two looks at a deployment, and kept to answer in before Lambda ends the invocation. */
const INTERVAL = 10_000;
const MARGIN = 15_000;

/** What is known of one service: `done`, not yet known, or a sentence that says what is wrong. */
type State = { readonly kind: "done" | "pending" } | { readonly kind: "failed"; readonly sentence: string };

/**
 * Waits until every service runs the revision it was asked to run.
 *
 * @throws Error with a sentence for each service that does not, or did not in time.
 */
export async function verifyRelease(release: Release, api: ServiceApi, clock: Clock): Promise<{ verified: string[] }> {
  const names = Object.keys(release.services).sort();
  for (;;) {
    const { services } = await api.describeServices({ cluster: release.cluster, services: names });
    const states = names.map((name) => {
      const service = services?.find(({ serviceName }) => serviceName === name);
      return stateOf(name, release.services[name] ?? "", service);
    });
    const failures = states.flatMap((state) => (state.kind === "failed" ? [state.sentence] : []));
    if (failures.length > 0) throw new Error(`${failures.join(" ")} ${WAY_OUT}`);
    const pending = names.filter((_, index) => states[index]?.kind === "pending");
    if (pending.length === 0) return { verified: names };
    if (clock.remaining() <= INTERVAL + MARGIN) {
      throw new Error(`The deployment of ${pending.join(", ")} is not complete yet; deploy again to wait for it.`);
    }
    await clock.pause(INTERVAL);
  }
}

const WAY_OUT = "Deploy an image that starts; `pulumi refresh` shows what runs now.";

function stateOf(name: string, wanted: string, service: Service | undefined): State {
  if (service === undefined || service.status !== "ACTIVE") {
    return { kind: "failed", sentence: `The service ${name} is not there or not active.` };
  }
  const primary = service.deployments?.find(({ status }) => status === "PRIMARY");
  const asked = service.deployments?.find(({ taskDefinition }) => taskDefinition === wanted);
  if (primary?.taskDefinition !== wanted) {
    const running = primary?.taskDefinition ?? "nothing";
    return {
      kind: "failed",
      sentence: `The service ${name} was rolled back: it runs ${running} and not ${wanted} (${because(asked)}).`,
    };
  }
  if (primary.rolloutState === "FAILED") {
    return { kind: "failed", sentence: `The deployment of ${wanted} to ${name} failed (${because(primary)}).` };
  }
  return { kind: primary.rolloutState === "COMPLETED" ? "done" : "pending" };
}

function because(deployment: Deployment | undefined): string {
  return deployment?.rolloutStateReason ?? "ECS gives no reason any more; the service's events do";
}

/** What Lambda calls. */
export function handler(
  release: Release,
  context: { readonly getRemainingTimeInMillis: () => number },
): Promise<{ verified: string[] }> {
  return verifyRelease(release, new ECS({}), {
    remaining: () => context.getRemainingTimeInMillis(),
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  });
}
