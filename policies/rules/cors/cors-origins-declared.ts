import {
  absent,
  certain,
  chain,
  closed,
  join,
  judge,
  known,
  map,
  optional,
  pass,
  phrase,
  together,
  unknown,
  unproven,
  type Fact,
  type Judgement,
  type Shown,
  type Stack,
} from "../../model";
import { namedOrigins, type NamedOrigin, type OriginProblem } from "../../facts";
import { isGiven, ownDomains } from "../../platforms/domains";
import type { CorsSetting } from "../../subjects";
import { opennessOf } from "../../subjects/cors-setting";
import { rule, type RuleContext } from "../rule";

export const corsOriginsDeclared = rule({
  id: "cors-origins-declared",
  title: "CORS lets in the product's own sites",
  severity: "high",
  audit: "Top risk 2 (P0): CORS permissive configuration",
  why: "Whoever may speak for an allowed origin reads the API as the visitor: anybody on the way to a site without TLS, whatever runs on a developer's machine, the next owner of an address or of a forgotten subdomain.",
  fix: "List the product's own sites with https://, each by its full name and without a path or a slash at its end; keep localhost to stacks for development.",
  about: "cors-setting",
  settings: ["corsOrigins"],
  examples: {
    bad: `new aws.apigatewayv2.Api("orders", {
  protocolType: "HTTP",
  corsConfiguration: { allowOrigins: ["https://shop.example.com", "http://localhost:3000"], allowMethods: ["GET", "POST"] },
});`,
    good: `new aws.apigatewayv2.Api("orders", {
  protocolType: "HTTP",
  corsConfiguration: { allowOrigins: ["https://shop.example.com"], allowMethods: ["GET", "POST"] },
});`,
  },
  messages: {
    insecure: "{label} lets in a site without TLS ({which}): anybody on the way can speak for it.",
    localhost: "{label} lets in what runs on a visitor's own machine ({which}).",
    address: "{label} lets in a bare address ({which}): whoever has it next is let in.",
    outside: "{label} lets in a site outside the stack's own domains ({which}).",
    subdomains:
      "{label} lets in every subdomain with cookies ({which}): one that is taken over, or serves what users upload, acts for them.",
    never:
      "{label} names a site as no browser does ({which}): an origin has no path, no slash at its end and not the port that goes without saying, and Starlette compares it as it is written.",
    missing: "{label} names no site, so no page but the API's own may call it.",
  },
  advises: {
    insecure: "always",
    localhost: "always",
    address: "always",
    outside: "always",
    subdomains: "undeclared",
    never: "always",
    missing: "undeclared",
  },
  related: ["cors-not-wildcard"],
  whenNot:
    "A product whose API and pages share one origin needs no CORS at all; switch it off where that is so. An application that takes the slash off each origin itself may keep it.",
  applies: (setting) => applies(setting),
  check: (setting, context) => {
    const { kind, value, location } = setting;
    if (value.state === "unknown") return unproven(value);
    if (value.state === "absent") return certain(context.fail("missing"), location, value.basis);
    const origins = namedOrigins(kind, value.value);
    return [
      judge(
        value,
        () => pass,
        () => pass,
      ),
      ...problems(setting, origins, context),
      ...outside(setting, origins, context),
      ...subdomains(setting, origins, context),
      ...never(setting, origins, context),
    ];
  },
});

type Context = RuleContext<"insecure" | "localhost" | "address" | "outside" | "subdomains" | "never" | "missing">;

/** What is open to everybody is another rule's; a switch names nobody. */
function applies({ kind, value, location, declared }: CorsSetting): Fact<boolean> {
  if (value.state === "absent") return declared ? known(true, location) : absent(location);
  return chain(value, (text): Fact<boolean> => {
    const names = kind === "origins" || kind === "some-origins" || kind === "options" || kind.startsWith("regex");
    return names && opennessOf(kind, text).open === undefined ? known(true, location) : absent(location);
  });
}

const MESSAGES = { insecure: "insecure", localhost: "localhost", ip: "address" } as const;

function problems(
  setting: CorsSetting,
  origins: readonly NamedOrigin[],
  { stack, fail }: Context,
): readonly Judgement[] {
  // A stack for development is called from developers' machines.
  const expected: readonly OriginProblem[] = stack.environment === "development" ? ["localhost"] : [];
  return (["insecure", "localhost", "ip"] as const).flatMap((problem) => {
    const found = origins.filter((origin) => origin.problem === problem && !expected.includes(problem));
    if (found.length === 0) return [];
    return judge(
      setting.value,
      () => fail(MESSAGES[problem], { which: which(found, origins) }),
      () => pass,
    );
  });
}

function outside(
  setting: CorsSetting,
  origins: readonly NamedOrigin[],
  { stack, fail }: Context,
): readonly Judgement[] {
  const candidates = origins.filter(({ problem, domain }) => problem === undefined && domain !== undefined);
  if (candidates.length === 0) return [];
  return [
    judge(
      foreign(stack, setting, candidates),
      (found) => (found.length === 0 ? pass : fail("outside", { which: which(found, origins) })),
      () => pass,
    ),
  ];
}

/** Those under none of the stack's domains; absent: it names none of its own. */
function foreign(
  { graph }: Stack,
  { location }: CorsSetting,
  candidates: readonly NamedOrigin[],
): Fact<readonly NamedOrigin[]> {
  return chain(ownDomains(graph, location), ({ domains, toBeGiven }): Fact<readonly NamedOrigin[]> => {
    const found = candidates.filter(({ domain }) => domain !== undefined && !domains.has(domain));
    // A domain that is registered later may be theirs, and so may a name that AWS has still to give.
    if (found.length > 0 && !graph.closed) return graph.missing(location);
    if (toBeGiven.length > 0 && found.some(({ domain = "" }) => isGiven(domain))) return unknown(...toBeGiven);
    return known(found, location);
  });
}

function subdomains(setting: CorsSetting, origins: readonly NamedOrigin[], { fail }: Context): readonly Judgement[] {
  const found = origins.filter((origin) => origin.subdomains);
  if (found.length === 0) return [];
  const cookies = map(together({ sent: optional(setting.credentials) }), ({ sent }) => sent === true);
  return [
    judge(
      cookies,
      (sent) => (sent ? fail("subdomains", { which: which(found, origins) }) : pass),
      () => pass,
    ),
  ];
}

/** No risk, but a list that does not do what it says. */
function never(setting: CorsSetting, origins: readonly NamedOrigin[], { fail }: Context): readonly Judgement[] {
  const found = origins.filter(({ neverSent }) => neverSent);
  if (found.length === 0) return [];
  return [
    judge(
      setting.value,
      () => fail("never", { which: which(found, origins) }),
      () => pass,
    ),
  ];
}

/** `origin 2 of 3`: what it is called is not shown, it may be anything. */
function which(found: readonly NamedOrigin[], all: readonly NamedOrigin[]): Shown {
  return join(
    found.map(({ position }) => phrase`${closed("origin")} ${position} of ${all.length}`),
    ", ",
  );
}
