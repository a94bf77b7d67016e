import { judge, pass } from "../../model";
import { openOrigins } from "../../wiring/cors";
import { rule } from "../rule";

export const corsNotWildcard = rule({
  id: "cors-not-wildcard",
  title: "CORS names its origins",
  severity: "critical",
  audit: "Top risk 2 (P0): CORS permissive configuration",
  why: "A wildcard lets every web page a signed-in user visits call the API in that user's name and read the answer.",
  fix: 'List the sites that call the API, each with its scheme: ["https://app.example.com"] (this product\'s own setting is corsOrigins).',
  about: "cors-setting",
  messages: {
    wildcard:
      "{label} allows origins anybody can have ({origins}); it must name the product's own sites, such as https://app.example.com.",
  },
  check: ({ name, value }, { fail }) =>
    judge(
      value,
      (text) => {
        const origins = openOrigins(name, text);
        return origins === undefined ? pass : fail("wildcard", { origins });
      },
      () => pass,
    ),
});
