import rssPlugin from "@11ty/eleventy-plugin-rss";

const site = {
  title: "Bench",
  url: "https://example.org/bench",
  path: "/bench",
  publisher: "Bench Practice",
};
const months = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" });

function grouped(editions, keys) {
  const groups = new Map();
  for (const edition of editions) {
    for (const key of keys(edition)) {
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(edition);
    }
  }
  return [...groups].map(([key, found]) => ({ key, editions: found.reverse() }));
}

export default function (config) {
  config.addPlugin(rssPlugin);
  config.addPassthroughCopy("style.css");
  config.addGlobalData("site", site);
  config.addFilter("long", (date) => months.format(date));
  config.addFilter("iso", (date) => date.toISOString());
  config.addFilter("newest", (editions, count) => editions.slice(-count).reverse());
  config.addFilter("json", (data) => JSON.stringify(data).replaceAll("<", "\\u003c"));

  config.addCollection("editions", (api) => api.getFilteredByGlob("editions/*.md"));
  config.addCollection("topics", (api) =>
    grouped(api.getFilteredByGlob("editions/*.md"), (edition) => edition.data.topics).sort((a, b) =>
      a.key.localeCompare(b.key),
    ),
  );
  config.addCollection("people", (api) => {
    const people = new Map(
      api.getFilteredByGlob("therapists/*.md").map((page) => [page.fileSlug, page.data]),
    );
    return grouped(api.getFilteredByGlob("editions/*.md"), (edition) => edition.data.therapists).map(
      ({ key, editions }) => ({ key, editions, person: people.get(key) }),
    );
  });

  return { markdownTemplateEngine: false };
}
