// The page: a field, a list. Words of the index only ever become text, never markup.
"use strict";

(() => {
  const { tbhIndex: index, tbhMatching: matching } = globalThis;
  const main = document.querySelector("main");
  const form = document.querySelector("form");
  const field = document.getElementById("query");
  const count = document.getElementById("count");
  const list = document.getElementById("results");
  const more = document.getElementById("more");
  const isFromDisk = location.protocol === "file:";
  const batch = Number(main.dataset.results);
  const days = new Intl.DateTimeFormat(index.language, { dateStyle: "long", timeZone: "UTC" });
  let prepared = null;
  let found = [];
  let shown = 0;

  // On a disk there is no server that shows the file of a folder.
  function reached(url) {
    if (!isFromDisk || !url.startsWith(index.url)) return url;
    const [path, fragment] = url.slice(index.url.length).split("#");
    const file = path === "" || path.endsWith("/") ? `${path}index.html` : path;
    return `${main.dataset.home}${file}${fragment === undefined ? "" : `#${fragment}`}`;
  }

  function made(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  function marked(pieces) {
    return pieces.map(({ text, isMarked }) => (isMarked ? made("mark", {}, text) : text));
  }

  function tongue(language) {
    return language === index.language ? { dir: "auto" } : { dir: "auto", lang: language };
  }

  function passageOf(passage) {
    const { lang, dir } = tongue(passage.language);
    const words = made("p", lang === undefined ? {} : { lang }, ...marked(passage.pieces));
    const element = made("div", { class: `passage ${passage.field}`, dir });
    const isAnswer = passage.field === "quote" || passage.field === "answer";
    element.append(isAnswer ? made("blockquote", {}, words) : words);
    if (isAnswer) element.append(made("p", { class: "who" }, ...whose(passage)));
    return element;
  }

  // Who said it, or where nobody is named that there is more; it leads to the answer.
  function whose(passage) {
    const link = made("a", { href: reached(passage.url) }, ...marked(passage.bylinePieces));
    if (passage.bylinePieces.length > 0) return ["— ", made("bdi", {}, link)];
    link.lang = main.dataset.wordsLanguage;
    link.textContent = main.dataset.answer;
    return [link];
  }

  // Which day, which topic, and those tags that have one of the words.
  function metaOf(edition, words) {
    const meta = made("p", { class: "meta" });
    if (edition.published !== undefined) {
      const when = days.format(new Date(`${edition.published}T00:00:00Z`));
      meta.append(made("time", { datetime: edition.published }, when));
    }
    const { fold, marks } = matching;
    const topic = fold(edition.topic);
    const tags = edition.tags.filter((tag) => fold(tag) !== topic && marks(tag, words).length > 0);
    for (const label of [edition.topic, ...tags]) {
      meta.append(made("span", tongue(edition.language), ...marked(matching.pieces(label, words))));
    }
    return meta;
  }

  function resultOf(result) {
    const { edition, words } = result;
    const title = made("a", { href: reached(edition.url) });
    title.append(...marked(matching.pieces(edition.title, words)));
    const heading = made("h2", tongue(edition.language), title);
    const passages = matching.passages(result).map(passageOf);
    return made("li", {}, heading, metaOf(edition, words), ...passages);
  }

  function showMore() {
    const next = found.slice(shown, shown + batch).map(resultOf);
    list.append(...next);
    shown += next.length;
    more.hidden = shown >= found.length;
    return next;
  }

  function said(number) {
    const { none, one, many, wordsLanguage } = main.dataset;
    if (number === 0) return none;
    return number === 1 ? one : many.replace("{}", number.toLocaleString(wordsLanguage));
  }

  function look() {
    prepared ??= matching.prepare(index);
    found = matching.search(prepared, field.value);
    shown = 0;
    list.replaceChildren();
    showMore();
    count.textContent = matching.wordsOf(field.value).length === 0 ? "" : said(found.length);
  }

  // The query is in the address, so that a search can be sent to somebody.
  function remember() {
    const query = field.value.trim();
    try {
      history.replaceState(null, "", query === "" ? "?" : `?q=${encodeURIComponent(query)}`);
    } catch {
      // Some browsers do not let a page from a disk change its address: nothing is lost.
    }
  }

  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { look(); remember(); }, 120);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    look();
    remember();
  });
  more.addEventListener("click", () => {
    const [first] = showMore();
    first?.querySelector("a").focus();
  });
  if (isFromDisk) {
    for (const link of document.querySelectorAll("[data-home]:is(a)")) link.href += "index.html";
  }
  const asked = new URLSearchParams(location.search).get("q");
  if (asked !== null) {
    field.value = asked;
    look();
  }
})();
