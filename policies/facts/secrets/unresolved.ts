/**
 * Values that a program should have resolved before it handed them over, and did not.
 *
 * Sources: Pulumi's own text for an output in a string ("Calling [toString] on an [Output<T>] is not supported", its Python and Go
 * twins), ECMA-262's texts for objects and missing values, Terraform's and the CDK's for unknown ones. What frameworks expand
 * themselves is not unresolved: Python's log formats, `${aws:…}` and other resolvers with a colon, Docker's log tags,
 * CloudFormation's `{{resolve:…}}`, macros of Airflow and Prometheus.
 */
import { LONGEST_VALUE, userInfos } from "./connection-strings";
import { rememberedValue } from "../remember";

export interface Unresolved {
  readonly reason: "output" | "object" | "missing" | "template" | "to-do";
  /** Completes "the value …": `holds the text of an Output that was never awaited`. */
  readonly detail: string;
}

const OUTPUT =
  /Calling \[(?:toString|toJSON|valueOf)\] on an \[Output<T>\]|Calling __str__ on an Output\[T\]|Consider using `?pulumi\.interpolate|<pulumi\.output\.Output object|OutputImpl\{|pulumi\.(?:String)?Output\{|\(known after apply\)|\$\{Token\[[\w.-]{1,80}\]\}/;
const OBJECT =
  /\[object (?:Object|Promise|Undefined|Null|Array|Function)\]|Promise \{|<coroutine object |<bound method |<function \w{1,60} at 0x|<[\w.]{1,80} object at 0x/;

/** What a value holds that should have been resolved; undefined: nothing. Reads the first 65,536 characters. Never throws. */
export const unresolvedValue = rememberedValue(readValue);

function readValue(value: string): Unresolved | undefined {
  const text = value.slice(0, LONGEST_VALUE).trim();
  if (OUTPUT.test(text)) return { reason: "output", detail: "holds the text of an output that was never resolved" };
  if (OBJECT.test(text)) return { reason: "object", detail: "holds the text of an object instead of a value" };
  if (/^(?:undefined|null|NaN|None)$/.test(text))
    return { reason: "missing", detail: "is the text of a missing value" };
  if (isMissingInUrl(text)) return { reason: "missing", detail: "has a part that is the text of a missing value" };
  if (isTemplate(text)) return { reason: "template", detail: "holds a template that was never expanded" };
  if (/^(?:TODO|FIXME|TBD|XXX)(?:[:\s(-][^]*)?$/.test(text))
    return { reason: "to-do", detail: "is a note that something is to be filled in" };
  return undefined;
}

const MISSING_HOST =
  /^(?:undefined|null|NaN|None|nil)(?:\.[a-z0-9.-]{1,200})?(?::\d{1,5}|:(?:undefined|null|NaN|None))?(?:[/?#,]|$)|^[^/?#:]{1,255}:(?:undefined|null|NaN|None)(?:[/?#,]|$)/;
/** `sqs.undefined.amazonaws.com`: nobody calls a subdomain so. */
const MISSING_LABEL = /^[\w.-]{0,255}\.(?:undefined|null|NaN|None)\.[A-Za-z0-9]/;
const MISSING_PATH = /\/(?:undefined|NaN|null)(?:[/?#]|$)|[?&][\w.-]{1,64}=(?:undefined|NaN)(?:&|#|$)/;
const MISSING_PAIR =
  /(?:^|[\s;])(?:host|server|user|username|dbname|database|password|pwd|port)\s?=\s?(?:undefined|null|None|NaN)(?:[\s;]|$)/i;

/** The user, password, host, port, path or query of a URL, of a bare `host:port`, and of a connection string. */
function isMissingInUrl(text: string): boolean {
  if (
    /\s/.test(text)
      ? MISSING_PAIR.test(text)
      : /^(?:undefined|NaN):\d{1,5}$|^[\w.-]{1,255}:(?:undefined|NaN)$/.test(text)
  )
    return true;
  if (MISSING_PAIR.test(text)) return true;
  if (
    userInfos(text).some(({ user, password }) =>
      [user, password].some((part) => part !== undefined && MISSING_WORD.test(part)),
    )
  )
    return true;
  return text
    .split("://")
    .slice(1)
    .map((rest) => /^[^\s"'<>]*/.exec(rest)?.[0] ?? "")
    .some((rest) => {
      const afterUser = rest.slice(/^[^/?#]*@/.exec(rest)?.[0].length ?? 0);
      return MISSING_HOST.test(afterUser) || MISSING_LABEL.test(afterUser) || MISSING_PATH.test(afterUser);
    });
}

const MISSING_WORD = /^(?:undefined|null|NaN|None|nil)$/;

/** `${aws:username}`, `${env:X}`, `${ctx:id}`: OpenTelemetry, Log4j, IAM policies, Serverless resolve them. `${ENV:-x}` is a shell's. */
const DOLLAR = /^(?![a-z][a-zA-Z]{1,20}:(?!-))[A-Za-z_{(]/;

/** Docker's and Podman's log tags, CloudFormation's dynamic references, Airflow's and Prometheus's macros. */
const BRACES =
  /^-?\s{0,4}(?!\.(?:ID|Name|FullID|ImageID|ImageName|ImageFullID|DaemonName|ExtraAttributes)\b|resolve:|\$(?:labels|value|external)|ds\b|ts\b|ti\.|dag\b|dag_run|run_id|task|try_number|macros\.|params\.|execution_date|logical_date|prev_|next_|data_interval|\s)[A-Za-z_.$]/;

/** Attributes of Python's `logging`, of Celery's, uvicorn's, supervisord's formats, and gunicorn's access log. */
const PERCENT =
  /^(?!(?:asctime|created|filename|funcName|levelname|levelno|lineno|message|module|msecs|name|pathname|process|processName|relativeCreated|thread|threadName|taskName|task_name|task_id|log_color|reset|color|correlation_id|request_id|client_addr|request_line|status_code|levelprefix|program_name|host_node_name|process_num|group_name|here|[A-Za-z]|ENV_\w{1,64})$)[A-Za-z_]\w{0,64}$/;

/** What stands between each opening mark and the closing one after it; at most 256 characters of it. */
function between(text: string, open: string, close: string): readonly string[] {
  return text
    .split(open)
    .slice(1)
    .flatMap((piece) => (piece.includes(close) ? [piece.slice(0, Math.min(piece.indexOf(close), 256))] : []));
}

/** `<your-host>`, `<REGION>`: not a tokenizer's `</s>`, an address of mail, or mark-up. */
const ANGLES = /^<[A-Za-z][A-Za-z0-9]{1,40}(?:[ _-][A-Za-z0-9]{1,40}){0,10}>$|[/@:=.]<[A-Za-z][A-Za-z0-9 _-]{1,60}>/;
const SPECIAL_TOKENS = /^<(?:unk|pad|bos|eos|sep|cls|mask|start_of_turn|end_of_turn|br|html|xml)>$/;

/** Kubernetes puts a variable in there, and ECS does not; an application may. `$(date)` is a shell's. `<%= … %>`: ERB and EJS. */
const KUBERNETES = /^[A-Z_][A-Z0-9_]{1,63}$/;
const EMBEDDED = /^[=-]?\s{0,4}[A-Za-z_$@][^]{0,255}$/;

const TOKENS =
  /#\{[A-Za-z_][\w.-]{0,64}\}#|^__[A-Z][A-Z0-9_]{1,64}__$|^@@[A-Z][A-Z0-9_]{1,64}@@$|^%[A-Z][A-Z0-9_]{1,64}%$|(?::\/\/|@)__[A-Z][A-Z0-9_]{1,64}__(?:[/:?#]|$)/;

function isTemplate(text: string): boolean {
  if (ANGLES.test(text) && !SPECIAL_TOKENS.test(text)) return true;
  return (
    TOKENS.test(text) ||
    between(text, "${", "}").some((inside) => DOLLAR.test(inside)) ||
    between(text, "$(", ")").some((inside) => KUBERNETES.test(inside)) ||
    between(text, "<%", "%>").some((inside) => EMBEDDED.test(inside)) ||
    between(text, "{{", "}}").some((inside) => BRACES.test(inside)) ||
    between(text, "%(", ")s").some((inside) => PERCENT.test(inside))
  );
}
