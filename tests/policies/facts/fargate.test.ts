import fc from "fast-check";
import { FARGATE_CPUS, fargateMemories, isFargateSize, smallestFargateSize } from "../../../policies/facts";

it.each([
  [256, 512, 2048, 3],
  [512, 1024, 4096, 4],
  [1024, 2048, 8192, 7],
  [2048, 4096, 16384, 13],
  [4096, 8192, 30720, 23],
  [8192, 16384, 61440, 12],
  [16384, 32768, 122880, 12],
])("%d CPU units go with %d to %d MiB in %d steps", (cpu, least, most, count) => {
  const memories = fargateMemories(cpu);
  expect([memories[0], memories.at(-1), memories.length]).toEqual([least, most, count]);
});

it.each([
  [256, 512, true],
  [256, 1536, false],
  [256, 4096, false],
  [512, 512, false],
  [512, 3072, true],
  [8192, 17408, false], // 1 GB steps end at 4 vCPU
  [8192, 20480, true],
  [16384, 36864, false],
  [300, 1024, false],
  [0, 0, false],
])("%d CPU units with %d MiB: %p", (cpu, memory, valid) => {
  expect(isFargateSize(cpu, memory)).toBe(valid);
});

it.each([
  [
    { cpu: 256, memory: 2048 },
    { cpu: 256, memory: 2048 },
  ],
  [
    { cpu: 1, memory: 1 },
    { cpu: 256, memory: 512 },
  ],
  [
    { cpu: 257, memory: 512 },
    { cpu: 512, memory: 1024 },
  ],
  [
    { cpu: 256, memory: 2049 },
    { cpu: 512, memory: 3072 },
  ],
  [
    { cpu: 1024, memory: 1024 },
    { cpu: 1024, memory: 2048 },
  ],
  [
    { cpu: 4096, memory: 30721 },
    { cpu: 8192, memory: 32768 },
  ],
  [{ cpu: 16384, memory: 122881 }, undefined],
  [{ cpu: 16385, memory: 1 }, undefined],
])("the smallest size for %j is %j", (wanted, size) => {
  expect(smallestFargateSize(wanted)).toEqual(size);
});

it("always proposes a valid size that is large enough, and none smaller exists", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 16384 }), fc.integer({ min: 1, max: 122880 }), (cpu, memory) => {
      const size = smallestFargateSize({ cpu, memory });
      if (!size) throw new Error("no size");
      expect(isFargateSize(size.cpu, size.memory)).toBe(true);
      expect(size.cpu >= cpu && size.memory >= memory).toBe(true);
      for (const other of FARGATE_CPUS.filter((candidate) => candidate >= cpu && candidate < size.cpu)) {
        expect(Math.max(...fargateMemories(other))).toBeLessThan(memory);
      }
      const less = fargateMemories(size.cpu).filter((candidate) => candidate < size.memory);
      expect(less.every((candidate) => candidate < memory)).toBe(true);
    }),
  );
});
