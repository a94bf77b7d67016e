// What a reader's browser does with a review's page: opens it, and filters it. Two measures of each: the main thread's CPU seconds,
// which say the same on a busy machine, and its long tasks (over 50 ms, by the clock), which is what a person feels as a pause.
/* global requestAnimationFrame, setTimeout, document, Event -- what is evaluated in the page */
import { existsSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const CHROMIUM = "/usr/bin/chromium";

/** Searches as they are typed, and choices, each from a page that shows everything. */
const FILTERS = [
  { what: "search for what is rare", name: "q", value: "s1999" },
  { what: "search for what is everywhere", name: "q", value: "broken" },
  { what: "show what does not pass", name: "status", value: "not-pass" },
  { what: "show one rule", name: "rule", value: "rule-7" },
  { what: "show everything again", name: "q", value: "" },
];

/**
 * @param {string} html the page
 * @param {string} file where it may lie
 * @returns {Promise<{ what: string, seconds: number, longTasks: number[] }[] | null>} null: there is no Chromium here
 */
export async function pageCost(html, file) {
  if (!existsSync(CHROMIUM)) return null;
  writeFileSync(file, html);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const cpu = async () => {
      const { metrics } = await session.send("Performance.getMetrics");
      return metrics.find(({ name }) => name === "TaskDuration").value;
    };
    await page.addInitScript(() => {
      globalThis.longTasks = [];
      new globalThis.PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
      }).observe({ type: "longtask" });
    });
    const rows = [];
    const measured = async (what, work) => {
      const before = await cpu();
      await work();
      // Two frames later what was changed is on the screen.
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))),
      );
      const longTasks = await page.evaluate(() => globalThis.longTasks.splice(0));
      rows.push({ what, seconds: (await cpu()) - before, longTasks });
    };
    await measured("open", () => page.goto(pathToFileURL(file).href));
    for (const { what, name, value } of FILTERS) {
      await measured(what, () =>
        page.evaluate(
          ([field, wanted]) => {
            const form = document.querySelector("form.filters");
            for (const other of ["q", "status", "rule", "node"]) form.elements[other].value = "";
            form.elements[field].value = wanted;
            form.elements[field].dispatchEvent(new Event("input", { bubbles: true }));
          },
          [name, value],
        ),
      );
    }
    return rows;
  } finally {
    await browser.close();
  }
}
