// Looks at pages with axe, in Chromium. In: {browser, pages, files}. Out: what it finds.

import { readFileSync } from "node:fs";

import axe from "axe-core";
import { chromium } from "playwright-core";

const { browser: executablePath, pages, files } = JSON.parse(readFileSync(0, "utf8"));
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const found = [];
for (const colorScheme of ["light", "dark"]) {
  for (const width of [360, 1280]) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
    await context.route("**/*", (route) => {
      const file = files[route.request().url()];
      return file
        ? route.fulfill({ contentType: file.type, body: Buffer.from(file.body, "base64") })
        : route.abort();
    });
    const page = await context.newPage();
    for (const address of pages) {
      await page.goto(address);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate((values) => axe.run({ runOnly: values }), RULES);
      found.push(...violations.map(({ id, nodes }) => (
        [address, colorScheme, width, id, nodes[0].html]
      )));
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      found.push(...(wide ? [[address, colorScheme, width, "wider than the window"]] : []));
    }
    await context.close();
  }
}
await browser.close();
process.stdout.write(JSON.stringify(found));
