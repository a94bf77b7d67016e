/** Importing this gives a test file an offline account of its own, and a client of it, for as long as its tests run. */
import { type Client, Offline } from "../client";

export const offline = new Offline();
export let aws: Client;

beforeAll(async () => {
  aws = await offline.client();
});
afterAll(() => offline.remove());
