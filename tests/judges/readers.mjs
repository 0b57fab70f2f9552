// Reads feeds with parsers that others wrote. In: [{kind, text}]. Out: for each, {reader: entries}.

import { readFileSync } from "node:fs";
import { Readable } from "node:stream";

import { extractFromJson, extractFromXml } from "@extractus/feed-extractor";
import { parseFeed as parseRowan } from "@rowanmanning/feed-parser";
import FeedMe from "feedme";
import FeedParser from "feedparser";
import { parseFeed as parseFeedsmith } from "feedsmith";
import { parseFeed as parseHtmlparser2 } from "htmlparser2";
import RSSParser from "rss-parser";

const instant = (date) => (date ? new Date(date).toISOString() : null);
const alternate = (links) => links?.find((link) => link.rel === "alternate")?.href;
const listed = (value) => (value === undefined ? [] : [value].flat());

const XML = ["rss", "atom"];
const ALL = ["rss", "atom", "json-feed"];

const READERS = {
  "rss-parser": [XML, async (text) => {
    const customFields = { item: ["content:encoded", "id"] };
    const feed = await new RSSParser({ customFields }).parseString(text);
    return feed.items.map((each) => ({
      id: each.guid ?? each.id,
      title: each.title,
      link: each.link,
      date: each.isoDate,
      content: each["content:encoded"] ?? each.content,
    }));
  }],
  feedparser: [XML, (text) => new Promise((done, failed) => {
    const parser = new FeedParser({ addmeta: false });
    const entries = [];
    parser.on("error", failed);
    parser.on("end", () => done(entries));
    parser.on("readable", () => {
      for (let each = parser.read(); each; each = parser.read()) {
        const { guid: id, title, link, pubdate, description: content } = each;
        entries.push({ id, title, link, date: instant(pubdate), content });
      }
    });
    Readable.from([text]).pipe(parser);
  })],
  feedsmith: [ALL, (text) => {
    const { feed } = parseFeedsmith(text);
    return (feed.items ?? feed.entries ?? []).map((each) => ({
      id: each.guid?.value ?? each.id,
      title: each.title?.value ?? each.title,
      link: each.link ?? each.url ?? alternate(each.links),
      date: instant(each.pubDate ?? each.published ?? each.date_published),
      content: each.content_html ?? each.content?.encoded ?? each.content?.value,
    }));
  }],
  rowanmanning: [XML, (text) =>
    parseRowan(text).items.map(({ id, title, url, published, content }) => (
      { id, title, link: url, date: instant(published), content }
    ))],
  "feed-extractor": [ALL, (text, kind) => {
    const getExtraEntryFields = (each) => {
      const content = each["content:encoded"] ?? each.content ?? each.content_html;
      return { content: content?.["#text"] ?? content };
    };
    const options = { descriptionMaxLen: 0, getExtraEntryFields };
    const feed = kind === "json-feed"
      ? extractFromJson(JSON.parse(text), options)
      : extractFromXml(text, options);
    return feed.entries.map(({ id, title, link, published, content }) => (
      { id, title, link, date: instant(published), content }
    ));
  }],
  htmlparser2: [XML, (text) =>
    parseHtmlparser2(text, { xmlMode: true }).items.map(({ id, title, link, pubDate }) => (
      { id, title, link, date: instant(pubDate) }
    ))],
  feedme: [ALL, (text) => {
    const parser = new FeedMe(true);
    parser.write(text);
    return listed(parser.done().items).map((each) => {
      const content = each["content:encoded"] ?? each.content_html ?? each.content;
      return {
        id: each.guid?.text ?? each.id,
        title: each.title?.text ?? each.title,
        link: each.url ?? alternate(listed(each.link)) ?? each.link,
        date: instant(each.pubdate ?? each.published ?? each.date_published),
        content: content?.text ?? content,
      };
    });
  }],
};

const answers = [];
console.log = console.error; // some of them talk
for (const { kind, text } of JSON.parse(readFileSync(0, "utf8"))) {
  const answer = {};
  for (const [name, [kinds, read]] of Object.entries(READERS)) {
    if (kinds.includes(kind)) {
      answer[name] = await read(text, kind);
    }
  }
  answers.push(answer);
}
process.stdout.write(JSON.stringify(answers));
