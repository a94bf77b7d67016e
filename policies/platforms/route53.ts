import { Index } from "../model/graph";
import type { Platform } from "../model/platform";
import { read, text } from "../model/resource";

const RECORD = "aws:route53/record:Record";

export const route53: Platform = { name: "route53", types: { [RECORD]: "supports" }, subjects: {} };

/** DNS records by their names, in lower case and without a closing dot. */
export const RECORDS = new Index("records by name", [RECORD], (record) =>
  ["name", "fqdn"].flatMap((property) => {
    const name = read(record, [property], text);
    return name.state === "known" ? [name.value.toLowerCase().replace(/\.$/, "")] : [];
  }),
);
