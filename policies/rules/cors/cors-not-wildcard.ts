import { judge, pass } from "../../model";
import { originProblem, parseOrigins } from "../../facts";
import { corsSettings, type CorsSetting } from "../subjects";
import { rule } from "../rule";

export const corsNotWildcard = rule({
  id: "cors-not-wildcard",
  title: "CORS names its origins",
  severity: "critical",
  audit: "Top risk 2 (P0): CORS permissive configuration",
  why: "A wildcard lets every web page a signed-in user visits call the API in that user's name and read the answer.",
  fix: 'List the sites that call the API, each with its scheme: corsOrigins: ["https://app.example.com"].',
  messages: {
    wildcard:
      "{label} allows origins anybody can have ({origins}); it must name the product's own sites, such as https://app.example.com.",
  },
  subjects: corsSettings,
  check: (setting, { fail }) =>
    judge(
      setting.value,
      (value) => {
        const open = openOrigins(setting, value);
        return open.length === 0 ? pass : fail("wildcard", { label: setting.label, origins: open.join(", ") });
      },
      () => pass,
    ),
});

function openOrigins({ allowAll }: CorsSetting, value: string): readonly string[] {
  if (allowAll) return /^(1|true|yes|on)$/i.test(value.trim()) ? ["*"] : [];
  return parseOrigins(value).filter((origin) => originProblem(origin) === "wildcard");
}
