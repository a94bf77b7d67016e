// npm run docs:images: the pictures of the documents, taken anew from reviews of prod as it is and with a pool that cannot fit.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const CHROMIUM = "/usr/bin/chromium";
const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "guardrails-images-"));

/** The page of a review; a blocked stack's is written as well, with exit code 1. */
function review(name, ...args) {
  const out = join(folder, name);
  const { status } = spawnSync("npm", ["run", "-s", "review", "--", "--out", out, ...args], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0 && status !== 1) throw new Error(`the review of ${name} ended with ${status}`);
  return { page: pathToFileURL(join(out, "review.html")).href, document: join(out, "review.json") };
}

try {
  const prod = review("prod");
  const blocked = review("blocked", "-c", "databasePoolSize=200", "--baseline", prod.document);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  const page = await browser.newPage({ viewport: { width: 1200, height: 860 }, reducedMotion: "reduce" });
  const take = async (address, file, shows) => {
    await page.goto(address);
    if (shows !== undefined) await page.locator(shows).evaluate((element) => element.scrollIntoView());
    await page.screenshot({ path: join(root, "docs", "images", file) });
  };
  await take(prod.page, "review-prod.png");
  await take(blocked.page, "review-blocked.png");
  await take(blocked.page, "review-architecture.png", "#architecture");
  await browser.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
