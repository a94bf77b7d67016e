import { imageReference } from "../../facts";
import type { WorkloadRole } from "../../model/blueprint";
import { absent, known, map, type Fact } from "../../model/fact";
import { texts, type Resource } from "../../model/resource";
import { named, phrase, words } from "../../model/shown";
import type { Stack } from "../../model/stack";
import { asStarted, readingOf, roleReader } from "../../subjects/command";
import { Environment } from "../../subjects/environment";
import type { Workload } from "../../subjects/workload";
import { sidecarsOf, stepsTo, type DeclaredContainer } from "../blueprint/containers";
import { declaredSubject, ofUnrealised } from "../blueprint/parts";
import { declaredVariables } from "../blueprint/variables";
import { DEFINITIONS_BY_PART } from "./links";
import { copiesOf, declaredService } from "./service";
import { declaredStop } from "./stop";

/** Declared workloads that no task definition realises yet. */
export function declaredWorkloads(blueprint: Resource, stack: Stack): readonly Workload[] {
  const asked = { kind: "workloads", index: DEFINITIONS_BY_PART, name: "declared workloads" } as const;
  return ofUnrealised(stack.graph, blueprint, asked, (part) =>
    [part, ...sidecarsOf(part)].map((container) => declaredWorkload(stack, container)),
  );
}

/** A container as its blueprint declares it, whether or not something realises it. */
export function declaredWorkload(stack: Stack, container: DeclaredContainer): Workload {
  const { declaration } = container;
  return stack.memo(declaredKey(container), "declared workload", () => {
    const current = stack.graph.declarations.find(({ urn }) => urn === declaration.urn);
    return declaredOnly({ ...container, declaration: current ?? declaration });
  });
}

function declaredOnly(container: DeclaredContainer): Workload {
  const { declaration, key, sidecar } = container;
  const steps = stepsTo(container);
  const subject = declaredContainer(container);
  const { location } = subject;
  const services = map(declaredService(container), (service) => [service]);
  const declared = new Environment(declaredVariables(container), [], location);
  const command = declaration.leaf("workloads", key, [...steps, "command"], texts);
  const image = declaration.text("workloads", key, ...steps, "image");
  const reading = readingOf({ command, environment: declared, image });
  const hints = { containerNames: [sidecar ?? key], serviceNames: [], declared: dutyOf(container) };
  return {
    ...subject,
    platform: "ecs",
    oneProcess: false,
    hasRole: roleReader(reading, declared, location, hints),
    command,
    reading,
    environment: asStarted(declared, reading),
    written: declared,
    options: new Environment(absent(location), [], location),
    healthCommand:
      sidecar === undefined
        ? absent(location)
        : declaration.leaf("workloads", key, [...steps, "healthCheck", "command"], texts),
    services,
    copies: copiesOf(services),
    cpus: map(declaration.number("workloads", key, ...steps, "cpu"), (units) => units / 1024),
    stop: declaredStop(container),
    securityGroups: absent(location),
    container: sidecar,
    image,
    startPeriod: declaration.number("workloads", key, ...steps, "healthCheck", "startPeriod"),
  };
}

/** A sidecar of another image than its workload's has none of the duties that a workload may have; undefined: nothing says so. */
export function dutyOf(container: DeclaredContainer): Fact<WorkloadRole | "sidecar"> | undefined {
  const { declaration, key, sidecar } = container;
  if (sidecar === undefined) return declaration.role(key);
  const images = [
    declaration.text("workloads", key, "image"),
    declaration.text("workloads", key, ...stepsTo(container), "image"),
  ];
  const [own, beside] = images.map((image) =>
    image.state === "known" ? imageReference(image.value)?.repository : undefined,
  );
  // What the application's image runs by itself may be anything that the application does.
  if (beside === undefined || own === beside) return undefined;
  return known("sidecar", declaration.location("workloads", key), "declared");
}

export function declaredKey({ declaration, key, sidecar }: DeclaredContainer): string {
  const part = declaration.partKey("workloads", key);
  return sidecar === undefined ? part : `${part}.sidecars.${sidecar}`;
}

/** A sidecar is not what a blueprint's promises to its workloads are about: it is exempted with its workload, and judged by itself. */
function declaredContainer(container: DeclaredContainer): ReturnType<typeof declaredSubject> {
  const subject = declaredSubject(container, "workloads");
  const { declaration, key, sidecar } = container;
  if (sidecar === undefined) return subject;
  const own = named(sidecar, words("unnamed"));
  const location = { urn: declaration.urn, path: `${subject.location.path}.sidecars.${own}` };
  return { ...subject, ...besideOf(key, sidecar), key: declaredKey(container), location, declared: false };
}

/** How a container beside a workload's own is spoken of. */
export function besideOf(workload: string, container: string | undefined): Pick<Workload, "shown" | "label"> {
  const unnamed = words("unnamed");
  const name = phrase`${named(workload, unnamed)}/${named(container ?? "", unnamed)}`;
  return { shown: phrase`workload/${name}`, label: phrase`workload ${name}` };
}
