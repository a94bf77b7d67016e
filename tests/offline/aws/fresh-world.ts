/** As `fresh-account`, with what most resources need around them in it. */
import { aws, offline } from "./fresh-account";
import { makeWorld, type World } from "./world";

export { aws, offline };
export let world: World;

beforeAll(async () => {
  world = await makeWorld(aws);
});
