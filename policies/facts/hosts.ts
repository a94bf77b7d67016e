/** Names and addresses that every machine has for itself: what listens there is the container, not a shared store. */

const OWN_NAMES: ReadonlySet<string> = new Set([
  ...["localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback", "loopback"],
  ...["host.docker.internal", "gateway.docker.internal", "kubernetes.docker.internal", "docker.for.mac.localhost"],
]);

/** Whether a host is this machine, in any of its spellings: `127.1`, `2130706433`, `0`, `[::1]`, `localhost.`, `::ffff:127.0.0.1`. */
export function isLoopbackHost(host: string): boolean {
  const name = host.trim().toLowerCase().replace(/\.$/, "");
  if (name.length === 0 || name.length > 253) return false;
  if (OWN_NAMES.has(name) || name.endsWith(".localhost")) return true;
  return /^[0-9a-fx.:[\]]+$/.test(name) && isLoopbackAddress(name);
}

/** Addresses as the URL standard reads them: parts left out, octal, hexadecimal, one number. */
function isLoopbackAddress(name: string): boolean {
  const written = name.includes(":") && !name.startsWith("[") ? `[${name}]` : name;
  if (!URL.canParse(`http://${written}/`)) return false;
  const address = new URL(`http://${written}/`).hostname;
  return (
    /^127\./.test(address) ||
    ["0.0.0.0", "[::1]", "[::]"].includes(address) ||
    /^\[::ffff:7f[0-9a-f]{2}:/.test(address) ||
    address === "[::ffff:0:0]"
  );
}
