export { type ProviderCall } from "../provider/provider";
export { type Elsewhere } from "./elsewhere";
export { type OfflineOptions, type OfflineProviders, startOfflineProviders } from "./start";
