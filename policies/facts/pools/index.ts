export { databaseSettingNames, databaseUse, isDatabaseSettingName } from "./database-use";
export { databaseUserIn, isDatabaseUserName } from "./login";
export type { Library } from "./libraries";
export { fetchedSecretName, type Variable } from "./naming";
export { poolSetting } from "./setting-names";
export type { Figure } from "./settings";
export type { DatabaseUse, DatabaseUseInput } from "./use";
