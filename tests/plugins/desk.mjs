// Fills in the forms of tbh-desk as an editor does, in Chromium: by keyboard alone, and without
// scripts. Then axe looks at each page. In: {browser, address, token}. Out: {paths, found}.

import { readFileSync } from "node:fs";

import axe from "axe-core";
import { chromium } from "playwright-core";

const { browser: executablePath, link } = JSON.parse(readFileSync(0, "utf8"));
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const context = await browser.newContext({ javaScriptEnabled: false, locale: "en-GB" });
const page = await context.newPage();
page.setDefaultTimeout(15000);
const paths = [];

const focus = async (locator) => {
  for (let steps = 0; steps < 80; steps += 1) {
    await page.keyboard.press("Tab");
    if (await locator.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`the keyboard does not reach ${locator}`);
};
const press = async (role, name) => {
  await focus(page.getByRole(role, { name }).first());
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  const path = new URL(page.url()).pathname;
  if (!paths.includes(path)) paths.push(path);
};
const write = async (values) => {
  for (const [label, value] of Object.entries(values)) {
    const control = page.getByLabel(label, { exact: false }).first();
    await focus(control);
    await page.keyboard.press("Control+A");
    await page.keyboard.type(value);
  }
};
const choose = async (label, letters) => {
  await focus(page.getByLabel(label).first());
  await page.keyboard.type(letters);
};

await page.goto(link);
paths.push(new URL(page.url()).pathname);
await press("link", "New therapist");
await write({ Name: "Dana Okafor", "In full": "Registered Counsellor", "After the name": "RC" });
await press("button", "Save");
await press("link", "Editions and panel");
await press("link", "New edition");
await write({ Title: "Who Closes the Door?", "Question to the panel": "Who closes it?" });
await press("button", "Save"); // the topic is missing
const refused = await page.locator(".findings a").first().innerText();
await write({ Topic: "Doors", "Who is asked": "Counsellors" });
await press("button", "Save");
await press("link", "Add an answer");
await choose("Who answers", "Dana");
await write({ Quote: "I do, and I say so.", "Full answer": "I *do*." });
await press("button", "Save");
await press("link", "Add a consent");
await write({ From: "01052020", "Where the proof is kept": "drawer 2" });
await press("button", "Save");
await press("link", "Record an approval");
await press("button", "Record the approval");
const approved = await page.locator("section p").allInnerTexts();
await press("link", "They take it back");
await page.goBack();
await press("link", "Who Closes the Door?");
await choose("Status", "Ready");
await focus(page.getByLabel("Goes out"));
await page.keyboard.type("03052020\t0900");
await press("button", "Save");
const saved = await page.locator("[role=status]").innerText();

const found = [];
const storageState = await context.storageState();
for (const colorScheme of ["light", "dark"]) {
  for (const width of [360, 1440]) {
    const viewport = { width, height: 800 };
    const looking = await browser.newContext({ colorScheme, viewport, storageState });
    const view = await looking.newPage();
    const look = async (path) => {
      await view.evaluate(axe.source);
      const { violations } = await view.evaluate((values) => axe.run({ runOnly: values }), RULES);
      found.push(...violations.map(({ id, nodes }) => [path, colorScheme, width, id, nodes[0].html]));
      const wide = await view.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      found.push(...(wide ? [[path, colorScheme, width, "wider than the window"]] : []));
    };
    for (const path of [...paths, "/_desk/series/", "/_desk/nothing/"]) {
      await view.goto(new URL(path, link).href);
      await look(path);
      if (path !== "/_desk/series/") continue;
      await view.fill("[name=title]", ""); // a form with mistakes
      await Promise.all([view.waitForNavigation(), view.click("button")]);
      await look("a refused form");
      const focused = await view.evaluate(() => document.activeElement.className);
      found.push(...(focused.includes("findings") ? [] : [["the summary has no focus", focused]]));
    }
    await looking.close();
  }
}
await browser.close();
process.stdout.write(JSON.stringify({ paths, found, refused, approved, saved }));
