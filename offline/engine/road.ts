import type { Machine } from "./machine";

/** Receives one line of progress, without a line end. */
export type Report = (line: string) => void;

/**
 * One way to obtain the pinned engine: puts `bin/pulumi` (and what belongs to it) into the empty folder `target`.
 * Returns null when it did, else why it could not, as a clause that fits after "because".
 */
export type Road = (target: string, machine: Machine, report: Report) => Promise<string | null>;
