import SequencerModule from "@jest/test-sequencer";

const Sequencer = SequencerModule.default ?? SequencerModule;

/** What takes a minute for few lines: on a fresh machine Jest takes the largest file for the longest. */
const LONG = ["/tests/proofs/app/", "/tests/proofs/", "/tests/mutations/mended/", "/tests/mutations/", "/tests/infra/"];

/** Starts what takes long first, so that nobody waits for the last file alone. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    const place = ({ path }) => {
      const found = LONG.findIndex((part) => path.includes(part));
      return found < 0 ? LONG.length : found;
    };
    return super.sort(tests).toSorted((one, other) => place(one) - place(other));
  }
}
