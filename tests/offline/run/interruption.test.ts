import { type Interruption, interruption } from "../../../offline/run/interruption";

describe("the wish to stop", () => {
  let listening: Interruption;
  let now: number;

  beforeEach(() => {
    jest.useFakeTimers();
    now = 1_000_000;
    jest.setSystemTime(now);
    listening = interruption();
  });

  afterEach(() => {
    listening.dispose();
    jest.useRealTimers();
  });

  function send(signal: NodeJS.Signals, afterMilliseconds = 0): void {
    now += afterMilliseconds;
    jest.setSystemTime(now);
    process.emit(signal, signal);
  }

  it("is passed on at once when it comes from another process", () => {
    send("SIGTERM");

    expect(listening.signal.aborted).toBe(true);
  });

  it("is passed on only if the engine goes on, when the terminal has told the engine too", () => {
    send("SIGINT");

    expect(listening.signal.aborted).toBe(false);

    jest.advanceTimersByTime(3_000);

    expect(listening.signal.aborted).toBe(true);
  });

  it("is not taken for a second one when it is passed on by npm as well", () => {
    send("SIGINT");
    send("SIGINT", 100);

    expect(listening.signal.aborted).toBe(false);
  });

  it("is passed on at once when it is repeated", () => {
    send("SIGINT");
    send("SIGINT", 1_000);

    expect(listening.signal.aborted).toBe(true);
  });

  it("is not listened for any more when the run is over", () => {
    const before = process.listenerCount("SIGINT");
    listening.dispose();

    expect(process.listenerCount("SIGINT")).toBe(before - 1);
  });
});
