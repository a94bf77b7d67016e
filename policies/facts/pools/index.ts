export { databaseSettingNames, databaseUse, isDatabaseSettingName } from "./database-use";
export { databaseUserIn, isDatabaseUserName } from "./login";
export type { Library } from "./libraries";
export type { Variable } from "./naming";
export { type Figure, poolSetting } from "./settings";
export type { DatabaseUse, DatabaseUseInput } from "./use";
