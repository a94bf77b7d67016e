/**
 * `Access-Control-Allow-Origin` as a proxy is told to send it: by a container's labels, and by directives of a web server in a text.
 *
 * Sources: Traefik's headers middleware (`accessControlAllowOriginList`, `…ListRegex`, `customResponseHeaders`; v1:
 * `Name:value||Name:value`), caddy-docker-proxy (a label is a directive's path), nginx `add_header`, headers-more `more_set_headers`,
 * Apache `Header set`, HAProxy `set-header`, Caddy `header`.
 */
export interface CorsHeader {
  /** The setting of that kind, as a name that `corsSetting` reads. */
  readonly name: "access-control-allow-origin" | "cors-allowed-origin-regexes";
  readonly value: string;
}

const LONGEST = 65_536;
/** Directives of one text; with its length this bounds the work. */
const MOST = 100;
/** What is filled in later is as good as a variable: nobody reads it here. */
const UNREAD = "${origin}";
const REFLECTED = "reflect";

/** What a label says of whom to let in. */
export function corsInLabel(label: string, value: string): readonly CorsHeader[] {
  const text = value.slice(0, LONGEST);
  const list = TRAEFIK_LIST.exec(label);
  // Traefik searches each origin for the patterns, so that what matches a beginning is let in.
  if (list?.[1] !== undefined) return [{ name: "cors-allowed-origin-regexes", value: text }];
  if (list !== null) return [{ name: "access-control-allow-origin", value: text }];
  if (OWN_LABEL.test(label) && !REQUESTS.test(label)) return [header(text, true)];
  const [, written] = HEADERS_LABEL.test(label) ? (IN_LABEL.exec(text) ?? []) : [];
  return written === undefined ? [] : [header(written, true)];
}

/** Whether a label may say it. */
export function isCorsLabel(label: string): boolean {
  return [TRAEFIK_LIST, OWN_LABEL, HEADERS_LABEL].some((form) => form.test(label));
}

const TRAEFIK_LIST = /^traefik\.http\.middlewares\.[^.]+\.headers\.accesscontrolalloworiginlist(regex)?(?:\[\d+\])?$/i;
const OWN_LABEL = /\.[+>?]?access-control-allow-origin$/i;
const REQUESTS = /\.(?:customrequestheaders|(?:\d+_)?(?:header_up|request_header))(?:_\d+)?\./i;
const HEADERS_LABEL = /^traefik\..*\.customresponseheaders$|^caddy.*[._](?:header|header_down)(?:_\d+)?$/i;
const IN_LABEL = /(?:^|\|\||\s)["']?[+>?]?access-control-allow-origin["']?(?::\s*|\s+)("[^"]*"|'[^']*'|[^\s|"']+)/i;

/** What directives of web servers in a text say, comments left out. Never throws. */
export function corsDirectives(text: string): readonly CorsHeader[] {
  if (text.length > LONGEST || !/access-control-allow-origin/i.test(text)) return [];
  const lines = text.split(/\n|\\n/).filter((line) => !/^\s*#/.test(line));
  const written = lines.join("\n");
  // `if ($http_origin !~ …) { return 403; }`, `map $http_origin $cors`: who is sent back was looked at.
  const looksAtCaller = /(?:if\s{0,8}\(|\bmap)\s{0,8}\\?\$\{?http_origin/.test(written);
  const found = [...written.matchAll(DIRECTIVE)];
  if (found.length > MOST) return [header(UNREAD, false)];
  return found.map(({ 1: value = "", index }) => {
    const blocks = blocksAround(written, index);
    return header(value, !looksAtCaller && !blocks.some((block) => FOR_FILES.test(block)));
  });
}

const DIRECTIVE = new RegExp(
  String.raw`(?:\badd_header\s+|\bmore_(?:set|add)_headers\s+|\bheader\s+(?:always\s+)?(?:(?:set|add|append|merge|setifempty)\s+|[@/*]\S{0,64}\s+)?` +
    String.raw`|\b(?:set|add)-header\s+)\\?["']?[+>?]?access-control-allow-origin\\?["']?(?::\s*|\s+)` +
    String.raw`(\\?"[^"]*"|\\?'[^']*'|[^\s;"']+)`,
  "gi",
);

/** Fonts, images and the like: anybody may read them, and sites have to be able to. */
const FOR_FILES =
  /location[^{]*(?:\b(?:woff2?|ttf|otf|eot|svg|png|jpe?g|gif|webp|css|js|ico|mp4)\b|\/(?:static|assets|fonts|media|images|img|\.well-known)\b)/i;

/** What stands before each brace that is open at a place. */
function blocksAround(text: string, place: number): readonly string[] {
  const open: string[] = [];
  let start = 0;
  for (let at = 0; at < place; at += 1) {
    const character = text.charAt(at);
    if (character === "{") open.push(text.slice(Math.max(start, at - 200), at));
    else if (character === "}") open.pop();
    if ("{};".includes(character)) start = at + 1;
  }
  return open;
}

/** @param certain whether a wildcard, or the caller sent back, holds for whoever calls. */
function header(written: string, certain: boolean): CorsHeader {
  const text = written
    .replaceAll("\\", "")
    .trim()
    .replace(/^(["'])(.*)\1$/s, "$2");
  const reflects = /^(?:\$\{?http_origin\}?|\{(?:http\.request\.)?header\.origin\}|\{>origin\})$/i.test(text);
  const name = "access-control-allow-origin";
  if (reflects || text === "*") return { name, value: certain ? (reflects ? REFLECTED : text) : UNREAD };
  return { name, value: /[${}%]/.test(text) ? UNREAD : text };
}
