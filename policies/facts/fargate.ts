/**
 * The CPU and memory pairs Fargate runs.
 *
 * Source: ECS developer guide, "Troubleshoot Amazon ECS task definition invalid CPU or memory errors". A task definition with
 * another pair is refused by `RegisterTaskDefinition`. Sizes above 16 vCPU are left out: AWS does not list them.
 */

/** CPU units (1024 = 1 vCPU) and memory in MiB of one task. */
export interface FargateSize {
  readonly cpu: number;
  readonly memory: number;
}

const GIB = 1024;

const MEMORIES_BY_CPU: ReadonlyMap<number, readonly number[]> = new Map([
  [256, [512, 1 * GIB, 2 * GIB]],
  [512, steps(1, 4, 1)],
  [1024, steps(2, 8, 1)],
  [2048, steps(4, 16, 1)],
  [4096, steps(8, 30, 1)],
  [8192, steps(16, 60, 4)], // Linux, platform version 1.4.0
  [16384, steps(32, 120, 8)], // Linux, platform version 1.4.0
]);

/** MiB from `from` to `to` GiB. */
function steps(from: number, to: number, by: number): number[] {
  const count = Math.floor((to - from) / by) + 1;
  return Array.from({ length: count }, (_, index) => (from + index * by) * GIB);
}

/** The CPU values Fargate offers, ascending. */
export const FARGATE_CPUS: readonly number[] = [...MEMORIES_BY_CPU.keys()];

/** The memories in MiB that go with a CPU value, ascending; none for a CPU value Fargate does not offer. */
export function fargateMemories(cpu: number): readonly number[] {
  return MEMORIES_BY_CPU.get(cpu) ?? [];
}

export function isFargateSize(cpu: number, memory: number): boolean {
  return fargateMemories(cpu).includes(memory);
}

/** The smallest size with at least this CPU and memory (CPU first: it is most of the price); undefined when none is large enough. */
export function smallestFargateSize(wanted: FargateSize): FargateSize | undefined {
  for (const cpu of FARGATE_CPUS) {
    const memory = fargateMemories(cpu).find((candidate) => candidate >= wanted.memory);
    if (cpu >= wanted.cpu && memory !== undefined) return { cpu, memory };
  }
  return undefined;
}
