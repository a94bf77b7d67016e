import type { EngineEvent } from "@pulumi/pulumi/automation";

/** Without a terminal, a line for every so many resources. */
const RESOURCES_PER_LINE = 50;

/** What of a stream progress needs. */
export interface ProgressStream {
  readonly isTTY: boolean;
  write(text: string): void;
}

/** Progress on standard error: lines, and on a terminal a count that is rewritten in place. */
export class ProgressLine {
  private resources = 0;
  private counting = false;

  constructor(private readonly stream: ProgressStream) {}

  readonly line = (text: string): void => {
    this.end();
    this.stream.write(`${text}\n`);
  };

  readonly raw = (text: string): void => {
    this.stream.write(text);
  };

  readonly event = ({ resourcePreEvent }: EngineEvent): void => {
    if (!resourcePreEvent) return;
    this.resources += 1;
    if (this.stream.isTTY) {
      this.stream.write(`\r${this.resources} resources`);
      this.counting = true;
    } else if (this.resources % RESOURCES_PER_LINE === 0) {
      this.stream.write(`${this.resources} resources\n`);
    }
  };

  end(): void {
    if (this.counting) this.stream.write("\n");
    this.counting = false;
  }
}
