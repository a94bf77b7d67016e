import v8 from "node:v8";

/** What V8 may keep for new objects, both halves: as much as up to Node 22. Node 24 goes on to twice that. */
const ENOUGH_BYTES = 64 * 1024 * 1024;

/** Looking costs a fiftieth of a millisecond. */
const LOOKS_EVERY = 32;

/**
 * Has V8 stop doubling the space for new objects once there is enough of it; to be asked after every resource. What judging makes is
 * dropped at once or kept to the end, so that more space saves no time worth measuring (2,000 to 16,000 resources), and takes 40 to
 * 120 MB of a runner that has little.
 */
export function youngGenerationHolder(): () => void {
  let asked = 0;
  let held = false;
  return () => {
    asked += 1;
    if (held || asked % LOOKS_EVERY !== 0 || newSpace() < ENOUGH_BYTES) return;
    held = true;
    // V8 reads it whenever it wants to grow; it never shrinks what there is.
    v8.setFlagsFromString("--semi-space-growth-factor=1");
  };
}

function newSpace(): number {
  return v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space")?.space_size ?? 0;
}
