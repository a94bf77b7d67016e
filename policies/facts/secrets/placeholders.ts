/**
 * Texts that stand where a secret will be, recognised word by word, so that those nobody wrote down before are too.
 *
 * Collected from the defaults of public templates, tutorials and compose files (survey, 2026). A random value has no words, and
 * of a passphrase of five dictionary words at most a few are in this vocabulary: both stay what they are.
 */
/** Nobody writes a longer one. */
export const LONGEST_PLACEHOLDER = 512;

const set = (words: string): ReadonlySet<string> => new Set(words.split(" "));

/** Words that say: not a real one. */
const MARKS = set(
  "change changeme changethis changeit replace replaceme placeholder example sample dummy insecure unsafe default fallback testing test tests " +
    "todo fixme temp temporary demo dev devel development develop staging notasecret notsecret insecurely fake mock stub tutorial",
);

/** Words for a secret. */
const NOUNS = set(
  "secret secrets secretkey key keys password passwords passwd pass passphrase pwd token tokens jwt apikey salt pepper signing encryption " +
    "encrypt signature credential credentials hmac fernet cookie session auth string value phrase sekret secreto clave contrasena secreta chave senha cle motdepasse segredo geheim passwort schluessel",
);

/** Words around them. */
const FILLERS = set(
  "a an and any api app application apps aws access admin administrator at authentication authorization backend base be before better bit bits by byte bytes " +
    "character characters char chars client code complex compose company create css data database db deploy deployment do docker doc docs done " +
    "else enough env environment ever every exactly file fill flask for from generate generated generation generator go good guess hard " +
    "here hex hidden hs html http https i id if im in inside instead internal into is it its just keep kept know knows least length lengthy life like local " +
    "locally localhost long longer machine made main make me min mini minimum more most must mvp my name need needed needs never new no nobody " +
    "not note now of on one only openssl or our own please postgres prod product production project public purpose purposes python put rand " +
    "random randomly real really redis refresh replaced root run running safe secure secured security server service set should shared site " +
    "so some someone something source sql strong stronger such super superuser sure svc system than that the them then there these this those to too " +
    "top ultra unique unknown update updated urandom us use used user users using uuid very want web webapp website when with without work yes you " +
    "your yours uses private master symmetric asymmetric developer developers django fastapi celery node express next nest spring rails laravel " +
    "world hello login first second my mi un una el la de para super seguro segura sua seu tu meu minha votre mon ici ton une le dein mein cambiar cambiame alterar troque trocar changer aendern hier generee erp hs256 hs512 sha256 aes",
);

/** Sequences of words that say what to do with the value, or what it is not for: whatever stands around them. */
const INSTRUCTIONS: readonly RegExp[] = [
  / changed? (?:me|this|it|that|before|in|for|default|by|after|the|to|on|at|immediately|asap|now|please|secret|key|password) /,
  / (?:replace|replaced|insert|generate|create|provide|rotate) (?:me|this|it|in|with|here|your|the|a|an|before|by|new) /,
  / (?:put|set|edit|fill|enter|paste|add|use) (?:this|your|here|before|the (?:real|secret|key|password|own)|a (?:real|secret|strong|secure|long|random)) /,
  / do not |not (?:for|to be|used|safe|secure|real|ready|suitable|so secret) /,
  / (?:not|never|non|no) (?:in |for |use in |used in )?(?:prod|production|real|release|live) /,
  / (?:for|in) (?:local|dev|devel|development|test|tests|testing|demo|example|staging)(?: |$)/,
  / (?:dev|development|test|testing|local|demo|example|debug) only /,
  / only (?:for|in) /,
  / (?:only|use) in (?:prod|production|dev|development|test|testing) /,
  / in prod(?:uction)? $/,
  / (?:django|flask|fastapi|rails|dev|very|is|totally|completely) insecure /,
  / insecure (?:key|secret|password|token|dev|default|default|development|for|local|do|change) /,
  / (?:very |super |top |my |our |your )?(?:not|no) (?:a |so |very |that )?secret /,
  / (?:super|top|my|very|ultra|not so) secret /,
  / hard to guess /,
  /^ todo /,
  / (?:fixme|changeme|changethis|changeit|replaceme|placeholder|notasecret) /,
];

/** Marks in themselves: brackets and asterisks around words, templates that were never expanded. */
const FORMS: readonly RegExp[] = [
  // What people choose who have to change it every quarter: `Summer2024!`.
  /^(?:spring|summer|autumn|fall|winter|january|february|march|april|may|june|july|august|september|october|november|december|monday|friday)[-_.@ ]?(?:19|20)\d\d[!.?#*]{0,2}$/i,
  /^<[a-z]{1,40}(?:[ _.-][a-z0-9]{1,40}){0,10}>$/i,
  /^!!!.*!!!$/,
  /^\*{3}.*\*{3}$/,
  /^#[A-Z_]{1,200}#$/,
  /^#\{[\w .:-]{1,200}\}#?$/,
  /^\$[A-Z][A-Z0-9_]{0,200}$|^\$\{[A-Za-z_]\w{0,200}(?::?[-?+][^]*)?\}$|^\{\{[\w .|:()'"-]{1,200}\}\}$|^%[A-Z_]{1,200}%$|^__[A-Z_]{1,200}__$/,
  /^(?:password|passwd|passw0rd|secret|admin|root|postgres|redis|guest|test|user|minio|minioadmin|rabbitmq|mysql|mongo|mongodb|elastic|sa|app|django|flask|fastapi|celery|changeit|qwerty|letmein|welcome|abc|iloveyou|monkey|dragon|hunter|trustno|master|login|pass|public|private|token|key|jwt|default|example|demo|dev|local)[@#_-]?\d{0,6}[!.?*#]{0,3}$/i,
  /^(?:none|null|nil|undefined|nan|todo|tbd|xxx+|redacted|\[secret\]|\[redacted\]|x{8,200}|\.{3,200}|-{3,200}|_{3,200}|\?{3,200})$/i,
];

/** Whether a value is a text that stands where a secret will be. */
export function isPlaceholder(value: string): boolean {
  if (value.length > LONGEST_PLACEHOLDER) return false;
  if (FORMS.some((form) => form.test(value))) return true;
  return [...new Set([value, readLookAlikes(value)])].some((text) => {
    const words = wordsOf(text);
    const joined = ` ${words.join(" ")} `;
    return (
      INSTRUCTIONS.some((instruction) => instruction.test(joined)) ||
      isYours(words) ||
      startsAsPlaceholder(words) ||
      isMadeOfWords(words)
    );
  });
}

/** Whether a value says what to put in its place (`change-me`), or is words about a secret: a single common word is neither. */
export function isInstruction(value: string): boolean {
  if (value.length > LONGEST_PLACEHOLDER) return false;
  const words = wordsOf(readLookAlikes(value));
  const joined = ` ${words.join(" ")} `;
  if (INSTRUCTIONS.some((instruction) => instruction.test(joined)) || isYours(words)) return true;
  return (
    isMadeOfWords(words) &&
    words.some((word) => /^(?:secret|password|changeme|insecure|placeholder|default)$/.test(word))
  );
}

/** `your-…-secret`, `your_api_key_here`. */
function isYours(words: readonly string[]): boolean {
  const your = words.indexOf("your");
  return your >= 0 && words.slice(your + 1).some((word) => NOUNS.has(word) || word === "here");
}

/** `dev-signing-…`, `test_key_…`: whatever follows. */
function startsAsPlaceholder([mark = "", noun = ""]: readonly string[]): boolean {
  return MARKS.has(mark) && NOUNS.has(noun);
}

/** Every word is known but one or two, a product's or a counter's, and among them are a mark or a noun. */
function isMadeOfWords(words: readonly string[]): boolean {
  const letters = words.filter((word) => /^[a-z]+$/.test(word));
  const known = letters.filter(isKnown);
  if (known.length < 2) return false;
  const strangers = letters.filter((word) => !isKnown(word));
  const numbers = words.filter((word) => /\d/.test(word));
  if (numbers.some((number) => number.length > 8) || numbers.length > 3) return false;
  if (strangers.some((word) => word.length > 16)) return false;
  const nouns = letters.filter((word) => NOUNS.has(word)).length;
  const marks = letters.filter((word) => MARKS.has(word)).length;
  if (strangers.length === 0) return nouns + marks > 0;
  if (strangers.length === 1) return (nouns > 0 && known.length >= 2) || marks > 1 || (marks > 0 && known.length >= 3);
  // `shopify-clone-local-secret`: a passphrase has more words.
  const plain = words.length <= 4 && words.every((word) => /^[a-z]{3,}$/.test(word));
  if (strangers.length === 2 && plain && NOUNS.has(words.at(-1) ?? "")) return true;
  return strangers.length === 2 && nouns > 0 && marks + nouns > 1 && known.length >= 2;
}

function isKnown(word: string): boolean {
  return MARKS.has(word) || NOUNS.has(word) || FILLERS.has(word);
}

/** `MyApp-secret2024`, `supersecretjwtkey`: words in lower case; numbers and single letters stay as they are. */
function wordsOf(text: string): readonly string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/([a-z])(\d)/g, "$1 $2")
    .replace(/(\d)([a-z])/g, "$1 $2")
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "")
    .flatMap((word) => (word.length < SHORTEST_GLUED ? word : unglue(word)));
}

const LONGEST_WORD = 16;

/** A shorter run of letters is one word. */
const SHORTEST_GLUED = 6;

/** Runs of letters of this length at most are taken apart: it takes time with the square of the length. */
const LONGEST_RUN = 96;

/** A run of letters as known words, when it is made of them whole, or but for one product's name of 3 to 14 letters in it. */
function unglue(run: string): readonly string[] {
  if (!/^[a-z]+$/.test(run) || isKnown(run) || run.length < SHORTEST_GLUED || run.length > LONGEST_RUN) return [run];
  const whole = segments(run);
  if (whole !== undefined) return whole;
  for (let start = 0; start <= run.length - 3 && run.length >= 11; start += 1) {
    const before = segments(run.slice(0, start));
    if (before === undefined) continue;
    for (let length = 3; length <= 14 && run.length - length >= 8; length += 1) {
      const after = segments(run.slice(start + length));
      if (after === undefined) continue;
      if ([...before, ...after].filter((word) => NOUNS.has(word) || MARKS.has(word)).length > (start === 0 ? 0 : 1)) {
        return [...before, run.slice(start, start + length), ...after];
      }
    }
  }
  return [run];
}

/** The fewest known words that make up a run; undefined: none do. Takes time in proportion to its length. */
function segments(run: string): readonly string[] | undefined {
  const best: (readonly string[] | undefined)[] = Array.from({ length: run.length + 1 }, () => undefined);
  best[run.length] = [];
  for (let start = run.length - 1; start >= 0; start -= 1) {
    for (let length = 1; length <= LONGEST_WORD && start + length <= run.length; length += 1) {
      const word = run.slice(start, start + length);
      const tail = best[start + length];
      if (tail === undefined || !isKnown(word) || (best[start]?.length ?? Infinity) <= tail.length + 1) continue;
      best[start] = [word, ...tail];
    }
  }
  return best[0];
}

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  ...{ "4": "a", "3": "e", "0": "o", "1": "i", "5": "s", "7": "t", "@": "a", $: "s", "!": "i" },
};

/** Digits and signs inside a word read as the letters they stand for: `P@ssw0rd`, `s3cr3t`. */
function readLookAlikes(text: string): string {
  return text.replace(/(?<=[A-Za-z])[430157@$!]{1,2}(?=[A-Za-z])/g, (signs) =>
    Array.from(signs, (sign) => LOOK_ALIKES[sign] ?? sign).join(""),
  );
}
