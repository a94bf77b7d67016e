import { orDefault } from "../model/fact";
import type { Platform } from "../model/platform";
import type { Resource } from "../model/resource";
import { words } from "../model/shown";
import type { PlainSettings } from "../subjects/plain-settings";
import { plainSettings } from "./plain-settings";
import { settingsAt } from "./settings";

const CONNECTOR = "aws:mskconnect/connector:Connector";

/** What whoever may describe a connector reads of it, unless a provider fills it in: `${secretManager:shop:password}`. */
export const mskconnect: Platform = {
  name: "mskconnect",
  types: { [CONNECTOR]: "settings" },
  subjects: { "plain-settings": { [CONNECTOR]: readConfiguration } },
};

function readConfiguration(connector: Resource): readonly PlainSettings[] {
  const path = "connectorConfiguration";
  const variables = orDefault(settingsAt(connector, [path], "plain"), []);
  return [plainSettings(connector, { holder: "connector", noun: words("connector"), path, variables })];
}
