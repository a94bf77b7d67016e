import { judge, map, pass, unknown, unproven } from "../../model";
import { opennessOf } from "../../subjects/cors-setting";
import { rule } from "../rule";

export const corsNotWildcard = rule({
  id: "cors-not-wildcard",
  title: "CORS names its origins",
  severity: "critical",
  audit: "Top risk 2 (P0): CORS permissive configuration",
  why: "A wildcard lets every web page a signed-in user visits call the API in that user's name and read the answer.",
  fix: 'List the sites that call the API, each with its scheme: ["https://app.example.com"] (this product\'s own setting is corsOrigins).',
  about: "cors-setting",
  examples: {
    bad: `new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: JSON.stringify([
    { name: "web", image: "shop:1", command: ["gunicorn", "shop:app"], environment: [{ name: "CORS_ORIGINS", value: "*" }] },
  ]),
});`,
    good: `new aws.ecs.TaskDefinition("web", {
  family: "web",
  containerDefinitions: JSON.stringify([
    {
      name: "web",
      image: "shop:1",
      command: ["gunicorn", "shop:app"],
      environment: [{ name: "CORS_ORIGINS", value: "https://shop.example.com" }],
    },
  ]),
});`,
  },
  whenNot:
    "An API that is public by design and reads no cookie or authorization header: exempt that one setting, with its owner.",
  messages: {
    wildcard:
      "{label} allows origins anybody can have ({origins}); it must name the product's own sites, such as https://app.example.com.",
  },
  check: ({ name, value, location }, { fail }) => {
    const openness = map(value, (text) => opennessOf(name, text));
    if (openness.state === "known" && openness.value.open === undefined && openness.value.unsure) {
      return unproven(unknown({ location, because: "unsupported", producers: [] }));
    }
    return judge(
      openness,
      ({ open }) => (open === undefined ? pass : fail("wildcard", { origins: open })),
      () => pass,
    );
  },
});
