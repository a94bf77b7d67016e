export { usesOwnKeys } from "../platforms/protection/keys";
