/**
 * Who owns a host: the Public Suffix List, private section included (`vercel.app`, `run.app`: suffixes under which anybody gets a
 * name), read by `tldts`, which ships the list and is renewed with it; a list of our own would be out of date within weeks.
 */
import { parse } from "tldts";

/** Hosts of other people's pages that are not (yet) in the list. Source: each vendor's documentation of its default domain. */
const UNLISTED: ReadonlySet<string> = new Set([
  ...["loca.lt", "gradio.live", "glitch.me", "github.dev", "gitpod.io", "stackblitz.io", "webcontainer.io"],
  ...["ngrok.io", "ngrok-free.app", "ngrok.dev", "serveo.net", "localtunnel.me", "preview.app.github.dev"],
]);

export interface Ownership {
  /** The suffix under which anybody gets a name; undefined: the list has none for this host (an internal name, an address). */
  readonly suffix: string | undefined;
  /** How many characters at the end of the host say whose it is: the suffix and one label, or all of it. */
  readonly owned: number;
}

/** Whose a host is. The host may hold `*`. */
export function ownership(host: string): Ownership {
  const unlisted = lastLabels(host).find((suffix) => UNLISTED.has(suffix));
  const found = parse(host, { allowPrivateDomains: true, validateHostname: false, extractHostname: false });
  const suffix = unlisted ?? (found.isIcann === true || found.isPrivate === true ? found.publicSuffix : undefined);
  if (suffix === undefined || suffix === null) return { suffix: undefined, owned: 0 };
  const label =
    host
      .slice(0, -(suffix.length + 1))
      .split(".")
      .at(-1) ?? "";
  return { suffix, owned: Math.min(host.length, suffix.length + 1 + label.length) };
}

function lastLabels(host: string): string[] {
  const labels = host.split(".").slice(-5);
  return labels.map((_, at) => labels.slice(at).join("."));
}
