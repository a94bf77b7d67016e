/** How long the engine has to react to the terminal's own signal before it is sent one. */
const TERMINAL_GRACE_MILLISECONDS = 3_000;

/** A signal that aborts when the process is asked to stop, and the end of listening. */
export interface Interruption {
  readonly signal: AbortSignal;
  dispose(): void;
}

/**
 * Turns the wish to stop into an abort. A terminal's interrupt reaches the engine as well, which takes a second one as an
 * order to drop everything: so the first one is passed on only if the engine goes on. A repeated one is passed on at once,
 * a third one ends this process.
 */
export function interruption(): Interruption {
  const controller = new AbortController();
  let asked = 0;
  let lastAsked = 0;
  let grace: NodeJS.Timeout | undefined;
  const abort = (): void => {
    controller.abort();
  };
  const ask = (name: NodeJS.Signals): void => {
    // npm and the start script pass on what the terminal has sent to this process already.
    const repeated = Date.now() - lastAsked < 500;
    lastAsked = Date.now();
    if (repeated) return;
    asked += 1;
    if (asked > 2) process.exit(2);
    if (name === "SIGTERM" || asked === 2) abort();
    else grace = setTimeout(abort, TERMINAL_GRACE_MILLISECONDS);
  };
  process.on("SIGINT", ask);
  process.on("SIGTERM", ask);
  return {
    signal: controller.signal,
    dispose: () => {
      clearTimeout(grace);
      process.off("SIGINT", ask);
      process.off("SIGTERM", ask);
    },
  };
}
