import { type Properties } from "../../provider/values";
import { type Place } from "../resource-type";

/** What functions of the provider answer, by service and name: `ec2/getVpc`. */
export type Answers = Readonly<Record<string, (place: Place, args: Properties, defaultTags: Properties) => Properties>>;
