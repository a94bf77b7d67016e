import type { Mutation } from "../mutation";
import { agreementAndAlarms } from "./agreement-and-alarms";
import { databaseAndScheduler } from "./database-and-scheduler";
import { edgeAndRedis } from "./edge-and-redis";
import { gateAndSecrets } from "./gate-and-secrets";
import { releaseAndOperation } from "./release-and-operation";

/** Every mutation there is. */
export const mutations: readonly Mutation[] = [
  ...gateAndSecrets,
  ...edgeAndRedis,
  ...databaseAndScheduler,
  ...releaseAndOperation,
  ...agreementAndAlarms,
];
