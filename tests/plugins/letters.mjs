// How letters look on screens of some widths, light and dark.
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const { browser: executablePath, pages, screens } = JSON.parse(readFileSync(0, "utf8"));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const seen = [];
for (const [width, colorScheme] of screens) {
  const context = await browser.newContext({ colorScheme, viewport: { width, height: 800 } });
  const page = await context.newPage();
  for (const html of pages) {
    await page.setContent(html);
    seen.push({ width, colorScheme, ...(await page.evaluate(measure)) });
  }
  await context.close();
}
await browser.close();
console.log(JSON.stringify(seen));

function measure() {
  const light = (color) => {
    const [r, g, b] = color.match(/[\d.]+/g).map(Number)
      .map((part) => part / 255)
      .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    const color = getComputedStyle(element).backgroundColor;
    return /, 0\)$/.test(color) ? ground(element.parentElement) : color;
  };
  let worst = 21;
  let said = "";
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.getClientRects().length) continue;
    const shades = [getComputedStyle(element).color, ground(element)].map(light).sort((a, b) => a - b);
    const contrast = (shades[1] + 0.05) / (shades[0] + 0.05);
    if (contrast < worst) [worst, said] = [contrast, texts.currentNode.data];
  }
  return {
    overflow: Math.max(0, document.documentElement.scrollWidth - innerWidth),
    sheet: document.querySelector(".sheet").getBoundingClientRect().width,
    contrast: worst,
    said,
  };
}
