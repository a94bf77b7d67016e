export { secretArguments, type SecretArgument, secretOptions, type SecretOption } from "./arguments";
export { isTemplate, LONGEST_VALUE, urlPassword } from "./connection-strings";
export { entropyBits } from "./entropy";
export { type SettingUse, unresolvedSetting, type UnresolvedSetting } from "./unresolved-setting";
export { unresolvedReference } from "./unresolved-reference";
export { isSecretName, nameStrength, type NameStrength } from "./names";
export { isOwnKey, isThirdParty } from "./own-keys";
export type { SecretPurpose } from "./purpose";
export { SECRET_REQUIREMENTS, type SecretRequirement } from "./requirements";
export { requestText, type RequestText } from "./request-text";
export { memberName, safeName } from "./safe-name";
export { secretLike, type SecretLike } from "./secret-like";
export { isSingleValue } from "./single-values";
export { startText, type StartText } from "./start-text";
export { unresolvedValue, type Unresolved } from "./unresolved";
export {
  isFernetKey,
  type SecretUse,
  tooShort,
  weakSecret,
  weakSecretBinary,
  type WeakSecretReason,
} from "./weak-secret";
