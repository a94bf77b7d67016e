import { isUnknown, number, type Properties, text, type Value } from "../../../provider/values";
import { refusal } from "../../api-error";

/** Task sizes Fargate runs: CPU units → memory in MiB. Source: ECS developer guide, task CPU and memory. */
const FARGATE_SIZES: Readonly<Record<number, (memory: number) => boolean>> = {
  256: (memory) => [512, 1024, 2048].includes(memory),
  512: steps(1024, 4096, 1024),
  1024: steps(2048, 8192, 1024),
  2048: steps(4096, 16384, 1024),
  4096: steps(8192, 30720, 1024),
  8192: steps(16384, 61440, 4096),
  16384: steps(32768, 122880, 8192),
};

function steps(first: number, last: number, step: number): (memory: number) => boolean {
  return (memory) => memory >= first && memory <= last && (memory - first) % step === 0;
}

/** CPU units, also of the form "1 vCPU"; memory in MiB, also of the form "2 GB". */
export function cpuUnits(value: Value | undefined): number | undefined {
  const vcpu = /^([\d.]+)\s*vCPU$/i.exec(text(value) ?? "")?.[1];
  return vcpu === undefined ? number(value) : Number(vcpu) * 1024;
}

export function memoryMib(value: Value | undefined): number | undefined {
  const gigabytes = /^([\d.]+)\s*GB$/i.exec(text(value) ?? "")?.[1];
  return gigabytes === undefined ? number(value) : Number(gigabytes) * 1024;
}

export function refuseFargateSize(inputs: Properties): void {
  const cpu = cpuUnits(inputs.cpu);
  const memory = memoryMib(inputs.memory);
  if (isUnknown(inputs.cpu) || isUnknown(inputs.memory)) return;
  if (cpu === undefined) throw refusal("ClientException", "Fargate requires that 'cpu' be defined at the task level.");
  if (memory === undefined)
    throw refusal("ClientException", "Fargate requires that 'memory' be defined at the task level.");
  if (FARGATE_SIZES[cpu]?.(memory)) return;
  throw refusal(
    "ClientException",
    `No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory. See the Amazon ECS documentation for the valid values.`,
  );
}
