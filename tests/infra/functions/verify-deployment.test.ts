import type { Deployment, Service } from "@aws-sdk/client-ecs";
import { type Release, type ServiceApi, verifyRelease } from "../../../infra/functions/verify-deployment";

const RELEASE: Release = {
  cluster: "arn:aws:ecs:eu-west-1:123456789012:cluster/shop-production",
  services: { web: "web:8", worker: "worker:5" },
};

function service(name: string, ...deployments: readonly Deployment[]): Service {
  return { serviceName: name, status: "ACTIVE", deployments: [...deployments] };
}

const primary = (taskDefinition: string, rolloutState: "COMPLETED" | "FAILED" | "IN_PROGRESS"): Deployment => ({
  status: "PRIMARY",
  taskDefinition,
  rolloutState,
  rolloutStateReason: `deployment ${rolloutState}`,
});

const WEB = service("web", primary("web:8", "COMPLETED"));
const WORKER = service("worker", primary("worker:5", "COMPLETED"));

/** What ECS answers at each look, the last answer for good. */
function ecs(...answers: readonly (readonly Service[])[]): ServiceApi & { readonly looks: () => number } {
  let looks = 0;
  return {
    looks: () => looks,
    describeServices: () => {
      const services = answers[Math.min(looks, answers.length - 1)] ?? [];
      looks += 1;
      return Promise.resolve({ services: [...services] });
    },
  };
}

function clock() {
  let left = 900_000;
  const pause = (milliseconds: number) => {
    left -= milliseconds;
    return Promise.resolve();
  };
  return { remaining: () => left, pause };
}

describe("verifyRelease", () => {
  it("passes when every service runs what was asked", async () => {
    await expect(verifyRelease(RELEASE, ecs([WORKER, WEB]), clock())).resolves.toStrictEqual({
      verified: ["web", "worker"],
    });
  });

  it("waits for a deployment that is under way", async () => {
    const underWay = service("web", primary("web:8", "IN_PROGRESS"), { status: "ACTIVE", taskDefinition: "web:7" });
    const api = ecs([underWay, WORKER], [underWay, WORKER], [WEB, WORKER]);
    await expect(verifyRelease(RELEASE, api, clock())).resolves.toStrictEqual({ verified: ["web", "worker"] });
    expect(api.looks()).toBe(3);
  });

  it("fails a deployment that was rolled back, with ECS's reason", async () => {
    const rolledBack = service("web", primary("web:7", "COMPLETED"), {
      status: "ACTIVE",
      taskDefinition: "web:8",
      rolloutState: "FAILED",
      rolloutStateReason: "tasks failed to start",
    });
    await expect(verifyRelease(RELEASE, ecs([rolledBack, WORKER]), clock())).rejects.toThrow(
      "The service web was rolled back: it runs web:7 and not web:8 (tasks failed to start).",
    );
  });

  it("fails a deployment that failed and was not rolled back", async () => {
    const failed = service("worker", primary("worker:5", "FAILED"));
    await expect(verifyRelease(RELEASE, ecs([WEB, failed]), clock())).rejects.toThrow(
      "The deployment of worker:5 to worker failed (deployment FAILED).",
    );
  });

  it("names every service that failed", async () => {
    const answers = ecs([service("web", primary("web:7", "COMPLETED"))]);
    await expect(verifyRelease(RELEASE, answers, clock())).rejects.toThrow(
      /web was rolled back.*The service worker is not there or not active/,
    );
  });

  it("fails a service that is being deleted", async () => {
    const draining: Service = { ...WORKER, status: "DRAINING" };
    await expect(verifyRelease(RELEASE, ecs([WEB, draining]), clock())).rejects.toThrow(/worker is not there or not/);
  });

  it("answers before the invocation is over when a deployment is not", async () => {
    const time = clock();
    const underWay = service("web", primary("web:8", "IN_PROGRESS"));
    await expect(verifyRelease(RELEASE, ecs([underWay, WORKER]), time)).rejects.toThrow(
      "The deployment of web is not complete yet",
    );
    expect(time.remaining()).toBeGreaterThanOrEqual(15_000);
  });
});
