// Renders Markdown with libraries that others wrote. In: [text]. Out: for each, {renderer: HTML}.
import { readFileSync } from "node:fs";

import { HtmlRenderer, Parser } from "commonmark";
import MarkdownIt from "markdown-it";
import { marked } from "marked";

const markdownIt = new MarkdownIt({ html: true, linkify: true });
const RENDERERS = {
  commonmark: (text) => new HtmlRenderer().render(new Parser().parse(text)),
  "markdown-it": (text) => markdownIt.render(text),
  marked: (text) => marked.parse(text, { gfm: true }),
};

const texts = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(texts.map((text) => Object.fromEntries(
  Object.entries(RENDERERS).map(([name, render]) => [name, render(text)]),
))));
