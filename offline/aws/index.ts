export { type ProviderCall } from "../provider/provider";
export { type OfflineOptions, type OfflineProviders, startOfflineProviders } from "./start";
