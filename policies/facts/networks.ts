/**
 * Whose forwarded client address a server believes.
 *
 * Sources: uvicorn 0.31 and later, `proxy_headers` (addresses and networks, separated by commas; `*` is everybody: then the first address of
 * `X-Forwarded-For` counts, which the client itself writes); gunicorn, `forwarded_allow_ips`, which its uvicorn worker hands on.
 */

/** A range of addresses. */
export interface Network {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

export type TrustedProxies =
  | { readonly kind: "everybody" }
  | { readonly kind: "networks"; readonly networks: readonly Network[] }
  /** A part is a name, or nothing that is known here. */
  | { readonly kind: "unreadable" };

/** Longer lists are not read. */
const LONGEST = 8192;

/** A public network of so many addresses is everybody: `0.0.0.0/0`, and what people write to mean nearly that. */
const MANY = 2n ** 24n;

export function trustedProxies(value: string): TrustedProxies {
  if (value.length > LONGEST) return { kind: "unreadable" };
  const entries = value.split(",").map((entry) => entry.trim());
  if (entries.includes("*")) return { kind: "everybody" };
  const written = entries.filter((entry) => entry !== "");
  const networks = written.flatMap((entry) => parseNetwork(entry) ?? []);
  if (networks.some((network) => !isPrivate(network) && size(network) >= MANY)) return { kind: "everybody" };
  return networks.length === written.length ? { kind: "networks", networks } : { kind: "unreadable" };
}

/** `10.0.0.0/8`, `192.0.2.1`, `fd00::/8`; undefined: none. */
export function parseNetwork(text: string): Network | undefined {
  const [address = "", prefix, ...rest] = text.trim().split("/");
  const family = address.includes(":") ? 6 : 4;
  const number = family === 6 ? parse6(address) : parse4(address);
  const bits = family === 6 ? 128 : 32;
  const length = prefix === undefined ? bits : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN;
  if (number === undefined || rest.length > 0 || !(length <= bits)) return undefined;
  const count = 2n ** BigInt(bits - length);
  const first = number - (number % count);
  return { family, first, last: first + count - 1n };
}

/** `10.0.0.0/8`; undefined: of the longer addresses, or no network. */
export function networkText({ family, first, last }: Network): string | undefined {
  const count = last - first + 1n;
  const bits = count.toString(2).length - 1;
  if (family === 6 || 2n ** BigInt(bits) !== count) return undefined;
  const parts = [24n, 16n, 8n, 0n].map((shift) => (first >> shift) & 255n);
  return `${parts.join(".")}/${32 - bits}`;
}

function parse4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) return undefined;
  return parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function parse6(text: string): bigint | undefined {
  const [head = "", tail, ...rest] = text.split("::");
  if (rest.length > 0) return undefined;
  const words = (part: string) => (part === "" ? [] : part.split(":"));
  const [before, after] = [words(head), words(tail ?? "")];
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...before, ...Array.from({ length: missing }, () => "0"), ...after];
  if (!all.every((word) => /^[0-9a-f]{1,4}$/i.test(word))) return undefined;
  return all.reduce((sum, word) => sum * 65536n + BigInt(`0x${word}`), 0n);
}

function size({ first, last }: Network): bigint {
  return last - first + 1n;
}

/** RFC 1918, 6598 and 4193, and a machine's own (RFC 1122, 3927, 4291). */
const PRIVATE = networksOf(
  ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"],
  ["fc00::/7", "fe80::/10", "::1"],
);
const LOOPBACK = networksOf(["127.0.0.0/8", "::1"]);

function networksOf(...texts: readonly (readonly string[])[]): readonly Network[] {
  return texts.flat().flatMap((text) => parseNetwork(text) ?? []);
}

function isPrivate(network: Network): boolean {
  return PRIVATE.some((range) => holds(range, network));
}

/** The machine itself: nobody else comes from there. */
export function isOwnMachine(network: Network): boolean {
  return LOOPBACK.some((range) => holds(range, network));
}

function holds(outer: Network, inner: Network): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** Whether every address of a network is in one of some others, alone or side by side. */
export function covered(inner: Network, outer: readonly Network[]): boolean {
  const sorted = outer
    .filter(({ family }) => family === inner.family)
    .toSorted((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  let next = inner.first;
  for (const { first, last } of sorted) {
    if (first > next) break;
    if (last >= next) next = last + 1n;
    if (next > inner.last) return true;
  }
  return false;
}
