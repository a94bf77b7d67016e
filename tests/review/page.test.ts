import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import type { Review } from "../../review/document/schema";
import { renderHtml } from "../../review/html/page";
import { openPage, seriousViolations, startBrowser } from "./browser";
import { BLUEPRINT, fullReview, HOSTILE, review } from "./reviews";
import { verdictRecord } from "./records";

let browser: Browser;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "guardrails-page-"));
  browser = await startBrowser();
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

async function pageOf(document: Review, name: string): Promise<string> {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, await renderHtml(document));
  return pathToFileURL(file).href;
}

const shown = (page: Page): Promise<string | null> => page.locator("#shown").textContent();
const visibleSubjects = (page: Page): Promise<string[]> =>
  page.locator(".finding:visible h4 a:first-of-type").allTextContents();

describe("the page of a blocked stack", () => {
  let url: string;
  beforeAll(async () => {
    url = await pageOf(fullReview({ baseline: review([]) }), "blocked");
  });

  it("is one file, the same each time, that asks for nothing and complains of nothing", async () => {
    const { page, complaints } = await openPage(browser, url);

    expect(await renderHtml(fullReview())).toBe(await renderHtml(fullReview()));
    expect(await page.title()).toBe("shop/prod: blocked");
    expect(await page.locator("#blocks + ul").textContent()).toContain("Name the origins.");
    expect(complaints).toEqual([]);
  });

  it.each(["light", "dark"] as const)("has no serious barrier, in %s", async (colorScheme) => {
    const { page } = await openPage(browser, url, { colorScheme });

    expect(await seriousViolations(page)).toEqual([]);
  });

  it("is dark where the reader's system is", async () => {
    const background = async (colorScheme: "light" | "dark") =>
      (await openPage(browser, url, { colorScheme })).page.evaluate<string>(
        "getComputedStyle(document.body).backgroundColor",
      );

    expect(await background("light")).toBe("rgb(255, 255, 255)");
    expect(await background("dark")).toBe("rgb(16, 21, 27)");
  });

  it("finds by words, and keeps them in the address", async () => {
    const { page } = await openPage(browser, url);
    await page.getByLabel("Search").fill("every ORIGIN");

    expect(await shown(page)).toBe("1 of 5 verdicts shown");
    expect(await visibleSubjects(page)).toEqual(["workload/web/CORS_ORIGINS"]);
    const again = await openPage(browser, page.url());
    expect(await shown(again.page)).toBe("1 of 5 verdicts shown");
    await again.page.getByRole("button", { name: "Show everything" }).click();
    await again.page.waitForFunction("document.querySelector('#shown').textContent.startsWith('5 of')");
    expect(again.page.url()).toMatch(/#$/);
  });

  it("filters by status, rule and component together", async () => {
    const { page } = await openPage(browser, url);
    await page.getByLabel("Status").selectOption("not-pass");
    expect(await shown(page)).toBe("3 of 5 verdicts shown");
    await page.getByLabel("Rule").selectOption("secret-not-defaulted");
    expect(await visibleSubjects(page)).toEqual(["secret/jwt"]);
    await page.getByLabel("Component").selectOption("workload/web");
    expect(await shown(page)).toBe("0 of 5 verdicts shown");
  });

  it("shows a node's findings when the node is clicked, and when Enter is pressed on it", async () => {
    for (const how of ["click", "key"] as const) {
      const { page } = await openPage(browser, url);
      const node = page.locator("figure .node a", { hasText: "web" }).filter({ hasText: "2 to 8 tasks" });
      if (how === "click") await node.click();
      else {
        await node.focus();
        await page.keyboard.press("Enter");
      }

      expect(await visibleSubjects(page)).toEqual(["workload/web/CORS_ORIGINS"]);
      expect(page.url()).toContain("node=workload%2Fweb");
      expect(await page.locator("figure .node.chosen").count()).toBe(1);
    }
  });

  it("draws the verdicts on the nodes", async () => {
    const { page } = await openPage(browser, url);

    expect(await page.locator("figure .node.s-blocked").textContent()).toContain("blocked (1)");
    expect(await page.locator("figure .room").allTextContents()).toEqual(
      expect.arrayContaining([
        expect.stringContaining("network 10.64.0.0/16"),
        expect.stringContaining("private subnets"),
      ]),
    );
  });

  it("leads straight to a finding, also to one that is folded away", async () => {
    const passing = fullReview().findings.find(({ verdict }) => verdict === "pass");
    const { page } = await openPage(browser, `${url}#f-${passing?.id ?? ""}`);
    const target = page.locator(`#f-${passing?.id ?? ""}`);

    await target.waitFor({ state: "visible" });
    await page.waitForFunction("document.activeElement.classList.contains('finding')");
    expect(await target.getAttribute("id")).toBe(await page.evaluate("document.activeElement.id"));
  });

  it("is all there without JavaScript", async () => {
    const { page } = await openPage(browser, url, { javaScriptEnabled: false });

    expect(await page.locator("form.filters").isVisible()).toBe(false);
    expect(await page.locator(".finding.l-blocked").isVisible()).toBe(true);
    // A node leads to its component, and from there to its findings.
    const anchor = await page.locator("figure .node.s-blocked a").getAttribute("xlink:href");
    expect(await page.locator(anchor ?? "").textContent()).toContain("workload/web");
  });

  it("prints everything, whatever was filtered, and no controls", async () => {
    const { page } = await openPage(browser, `${url}#filter?q=nothing+of+the+kind`);
    expect(await shown(page)).toBe("0 of 5 verdicts shown");
    await page.emulateMedia({ media: "print" });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");

    expect(await page.locator(".finding:visible").count()).toBe(5);
    expect(await page.locator("form.filters").isVisible()).toBe(false);
    expect((await page.pdf()).subarray(0, 5).toString()).toBe("%PDF-");
  });

  it("ignores an address that asks for what is not there", async () => {
    for (const fragment of ["filter?status=nonsense", "f-nothing", "%E0%A4%A", "filter?q=%"]) {
      const { complaints } = await openPage(browser, `${url}#${fragment}`);
      expect(complaints).toEqual([]);
    }
  });
});

describe("a page of hostile names", () => {
  it("runs nothing of theirs and stays whole", async () => {
    const records = HOSTILE.flatMap((text, n) => [
      verdictRecord("cors-not-wildcard", `workload/${text}`, {
        key: `${n}`,
        verdict: "fail",
        message: text,
        fix: text,
      }),
      verdictRecord(text, `secret/${text}`, { key: `s${n}`, verdict: "unproven", level: "advisory", message: text }),
    ]);
    const workloads = Object.fromEntries(HOSTILE.map((text) => [text, BLUEPRINT.workloads.web]));
    const document = review(
      records,
      {},
      { blueprint: { ...BLUEPRINT, domain: HOSTILE[0], workloads }, project: HOSTILE[1] ?? "" },
    );
    const { page, complaints } = await openPage(browser, await pageOf(document, "hostile"));

    expect(complaints).toEqual([]);
    expect(await page.locator(".finding").count()).toBe(HOSTILE.length * 2);
    expect(await page.locator("script").count()).toBe(1);
    expect(await page.locator("img").count()).toBe(0);
    expect(await seriousViolations(page)).toEqual([]);
  });
});

describe("the picture", () => {
  it("shows a name as it is, whatever Graphviz would make of it", async () => {
    const name = 'a&lt;b \\N "c" \\G';
    const html = await renderHtml(review([verdictRecord("cors-not-wildcard", `workload/${name}`)]));
    const shown = [...html.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text = ""]) =>
      text.replaceAll("&#45;", "-"),
    );

    expect(shown).toContain("a&amp;lt;b \\N &quot;c&quot; \\G");
  });
});

describe("a page of two thousand resources", () => {
  it("opens, is drawn in a size that can be read, and filters", async () => {
    const records = Array.from({ length: 2000 }, (_, n) =>
      verdictRecord("cors-not-wildcard", `workload/w${n}`, {
        key: `k${n}`,
        verdict: n % 3 === 0 ? "fail" : "pass",
        ...(n % 3 === 0
          ? { message: `workload w${n} allows every origin`, fix: "Name them." }
          : { basis: "verified" as const }),
      }),
    );
    const { page, complaints } = await openPage(browser, await pageOf(review(records), "large"));
    await page.getByLabel("Search").fill("w199");
    expect(await shown(page)).toBe("11 of 2000 verdicts shown");
    await page.getByLabel("Search").fill("");
    expect(complaints).toEqual([]);
    expect(await shown(page)).toBe("2000 of 2000 verdicts shown");
    expect(await page.locator("figure .node").count()).toBeLessThan(40);
  });
});
