// Which features of a page which mail programs do not know, by caniemail.com.
import { readFileSync } from "node:fs";
import { caniemail } from "caniemail";

const { html, clients } = JSON.parse(readFileSync(0, "utf8"));
const missing = {};
for (const client of clients) {
  const { issues } = caniemail({ clients: [client], html });
  for (const found of issues.errors.values()) {
    for (const { title } of found) (missing[title] ??= new Set()).add(client);
  }
}
console.log(JSON.stringify(Object.fromEntries(
  Object.entries(missing).map(([title, names]) => [title, [...names]]),
)));
