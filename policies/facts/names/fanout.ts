import { remembered } from "../remember";
import { hasAny, withoutIndex, wordSet, wordsOf } from "./words";

/**
 * What a setting says of messages to clients that are connected to several processes.
 *
 * - `store`: where the processes tell each other (a URL, a host or a backend's name).
 * - `switch`: whether there are WebSockets. `shown`: another setting that only a server of WebSockets has.
 */
export type FanoutSetting = "store" | "switch" | "shown";

/** WebSockets, Socket.IO, Django Channels, Action Cable, and the library `broadcaster`. */
const SOCKETS = wordSet("WEBSOCKET WEBSOCKETS SOCKETIO ENGINEIO SIGNALR CENTRIFUGO");
const BUSES = wordSet("PUBSUB FANOUT BROADCAST BROADCASTER");
const STORES = wordSet(
  "REDIS VALKEY URL URLS URI URIS DSN BACKEND BACKENDS HOST QUEUE BROKER STORE ADAPTER BACKPLANE LAYER LAYERS MANAGER",
);
const SWITCHES = wordSet("ENABLED ENABLE ACTIVE ON USE");
/** A client of somebody else's sockets, and Google's service, which has the same name. */
const OTHERS = wordSet(
  "GCP GOOGLE GCLOUD GRAPHQL KRAKEN BINANCE COINBASE CLIENT UPSTREAM PUBLIC NEXT VITE REACT FRONTEND",
);

/** The setting of a server of WebSockets that a name is, under any prefix. */
export const fanoutSetting = remembered((name): FanoutSetting | undefined => {
  const words = withoutIndex(wordsOf(name));
  const text = ` ${words.join(" ")} `;
  const socket =
    hasAny(words, SOCKETS) || / (?:WEB SOCKETS?|SOCKET IO|CHANNEL LAYERS?|CHANNELS REDIS|ACTION CABLE) /.test(text);
  if (hasAny(words, OTHERS)) return undefined;
  const last = words.at(-1) ?? "";
  if (socket && (SWITCHES.has(last) || SWITCHES.has(words[0] ?? ""))) return "switch";
  const bus = socket || hasAny(words, BUSES);
  // `WEBSOCKET_URL` is where clients connect to.
  const address = /^(?:URLS?|URIS?|HOST)$/.test(last) && !hasAny(words, BUSES) && !hasAny(words, REDISES);
  if (bus && hasAny(words, STORES) && !address) return "store";
  return socket && !address ? "shown" : undefined;
});

const REDISES = wordSet("REDIS VALKEY QUEUE BROKER BACKEND ADAPTER BACKPLANE LAYER LAYERS MANAGER");
