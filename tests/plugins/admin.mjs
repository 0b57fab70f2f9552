// Clicks through the administration of tbh-django as an editor does, in Chromium.
// In: {browser, address, password}. Out: what a reader of the feed sees after each step.

import { readFileSync } from "node:fs";

import { chromium } from "playwright-core";

const { browser: executablePath, address, password } = JSON.parse(readFileSync(0, "utf8"));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const page = await browser.newPage();
page.setDefaultTimeout(15000);
const seen = {};

const open = (path) => page.goto(`${address}${path}`);
const fill = async (values) => {
  for (const [name, value] of Object.entries(values)) await page.fill(`[name="${name}"]`, value);
};
const save = async () => {
  await page.click('[name="_save"]');
  const error = page.locator(".errornote, .errorlist");
  if (await error.count()) throw new Error((await error.allTextContents()).join(" "));
};
const look = async (step) => {
  const response = await fetch(`${address}/off-the-clock/rss.xml`);
  const text = await response.text();
  seen[step] = { status: response.status, quoted: text.includes("How late I am.") };
};

await open("/admin/");
await fill({ username: "editor", password });
await page.click('[type="submit"]');

await open("/admin/tbh_django/series/add/");
await fill({ title: "Off the Clock", url: "ftp://larchstreet.example/" });
await fill({ uri: "tag:larchstreet.example,2026:clock", publisher: "Larch Street" });
await fill({ challengers: "Counsellors" });
await page.click('[name="_save"]');
seen.mistake = await page.locator(".field-url .errorlist").innerText();
await fill({ url: "https://larchstreet.example/off-the-clock/" });
await save();

await open("/admin/tbh_django/therapist/add/");
await fill({ name: "Ines Moreau" });
await page.click("#credentials-group .add-row a");
await fill({ "credentials-0-title": "Registered Counsellor", "credentials-0-abbreviation": "RC" });
await save();

await open("/admin/tbh_django/edition/add/");
await page.selectOption('[name="series"]', { label: "Off the Clock" });
await page.locator('[name="title"]').pressSequentially("Running Late"); // the slug follows
await page.selectOption('[name="status"]', "ready");
await fill({ published_0: "2020-05-01", published_1: "09:00:00" });
await fill({ topic: "Being late", prompt: "What do you say?" });
await page.click("#responses-group .add-row a");
await page.selectOption('[name="responses-0-therapist"]', { label: "Ines Moreau" });
await fill({ "responses-0-quote": "How late I am." });
await save();
await look("without consent");

await open("/admin/tbh_django/edition/");
await page.click("text=Running Late");
seen.withheld = await page.locator(".field-withheld .readonly").innerText();
await page.click("#responses-group .inlinechangelink");
await page.click("#consents-group .add-row a");
await fill({ "consents-0-granted": "2020-03-02" });
await save();
await look("with consent");

for (const [action, step] of [["approve", "approved"], ["withdraw", "withdrawn"]]) {
  await open("/admin/tbh_django/response/");
  await page.check("#action-toggle");
  await page.selectOption('[name="action"]', action);
  await page.click('[name="index"]');
  seen[`${step} message`] = await page.locator(".messagelist").innerText();
  await look(step);
}

await browser.close();
process.stdout.write(JSON.stringify(seen));
