/** The two rate limits in front of the application: its own, and the firewall's outer ceiling above it. */

/** Seconds the firewall looks back: WAF's default window. A shorter one would cut off bursts that the application still serves. */
export const FIREWALL_WINDOW_SECONDS = 300;

/** How often a client may exceed the application's limit on average before the firewall cuts it off. */
const HEADROOM = 2;

/**
 * Requests of one client address in {@link FIREWALL_WINDOW_SECONDS} that the firewall lets through.
 *
 * Strictly above what the application itself allows in that time: the application answers first, with its own message and
 * headers, and the firewall stops only what ignores the answer. WAF counts with a delay and takes 10 at least.
 *
 * @param perMinute The application's own limit: requests of one client a minute, 1 at least.
 */
export function firewallLimit(perMinute: number): number {
  return perMinute * (FIREWALL_WINDOW_SECONDS / 60) * HEADROOM;
}
