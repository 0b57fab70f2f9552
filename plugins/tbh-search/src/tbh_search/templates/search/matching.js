// What matches, where, and in which order. No document is needed, so that it can be tested alone.
"use strict";

globalThis.tbhMatching = (() => {
  const WEIGHTS = { title: 16, prompt: 8, quote: 4, answer: 2, prose: 1 };
  const LETTER = /[\p{L}\p{N}]/u;
  const WORDS = /[\p{L}\p{N}]+/gu;
  // Scripts that put no space between words: a match may begin anywhere.
  const UNSPACED =
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}]/u;
  // Letters that Unicode does not take apart, and people type without their stroke. The last is
  // the Arabic tatweel, which only makes a word longer.
  const PLAIN = {
    ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", ħ: "h", þ: "th", ı: "i", ς: "σ", "\u0640": "",
  };
  const TO_PLAIN = new RegExp(`[${Object.keys(PLAIN).join("")}]`, "gu");
  const PASSAGES = 3;
  const BEFORE = 70;
  const LONGEST = 230;

  // Case and marks make no difference: "Émue" is "emue".
  function fold(text) {
    const bare = text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");
    return bare.replace(TO_PLAIN, (letter) => PLAIN[letter]);
  }

  function wordsOf(query) {
    return [...new Set(fold(query).match(WORDS) ?? [])];
  }

  function beginsWord(folded, at) {
    if (at === 0 || !LETTER.test(folded[at - 1])) return true;
    return UNSPACED.test(String.fromCodePoint(folded.codePointAt(at)));
  }

  // Where a word stands, or the beginning of a longer one.
  function* places(folded, word) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
      if (beginsWord(folded, at)) yield at;
    }
  }

  function has(folded, word) {
    return !places(folded, word).next().done;
  }

  // The parts of an edition that are searched, once folded and kept.
  function prepare(index) {
    return index.editions.map((edition) => ({ edition, parts: partsOf(edition) }));
  }

  function partsOf(edition) {
    const parts = [
      part("title", [edition.title, edition.topic, ...edition.tags].join(" · ")),
      part("prompt", edition.prompt, { language: edition.language, url: edition.url }),
    ];
    for (const response of edition.responses) {
      if (response.quote) parts.push(part("quote", response.quote, response));
      if (response.byline) parts.push(part("quote", response.byline, response, true));
      if (response.answer) parts.push(part("answer", response.answer, response));
    }
    parts.push(part("prose", edition.prose, { language: edition.language, url: edition.url }));
    return parts;
  }

  function part(field, text, source = null, isByline = false) {
    return { field, text, source, isByline, folded: fold(text) };
  }

  // Editions that have every word somewhere: the better the place, the higher up; then the newest.
  function search(prepared, query) {
    const words = wordsOf(query);
    if (words.length === 0) return [];
    const found = [];
    for (const { edition, parts } of prepared) {
      const score = scoreOf(parts, words);
      if (score > 0) found.push({ edition, parts, words, score });
    }
    return found.sort((one, other) => other.score - one.score);
  }

  function scoreOf(parts, words) {
    let score = 0;
    for (const word of words) {
      let best = 0;
      for (const each of parts) {
        if (WEIGHTS[each.field] > best && has(each.folded, word)) best = WEIGHTS[each.field];
      }
      if (best === 0) return 0;
      score += best;
    }
    return score;
  }

  // The passages that have most of the words: at most one of each answer.
  function passages({ parts, words }) {
    const best = new Map();
    for (const each of parts) {
      if (each.source === null) continue;
      const count = words.filter((word) => has(each.folded, word)).length;
      if (count === 0) continue;
      const rank = 100 * count + WEIGHTS[each.field] - (each.isByline ? 3 : 0);
      const known = best.get(each.source);
      if (known === undefined || known.rank < rank) best.set(each.source, { each, rank });
    }
    const ranked = [...best.values()].sort((one, other) => other.rank - one.rank);
    return ranked.slice(0, PASSAGES).map(({ each }) => passage(each, words));
  }

  function passage(found, words) {
    const { source } = found;
    const text = found.isByline ? (source.quote ?? source.answer ?? "") : found.text;
    return {
      field: found.field,
      url: source.url,
      bylinePieces: pieces(source.byline ?? "", words),
      language: source.language,
      pieces: excerpt(text, words),
    };
  }

  // Where the words stand in a text as it was written: pairs of beginning and end.
  function marks(text, words) {
    const from = [];
    let folded = "";
    for (const letter of text.matchAll(/\P{M}\p{M}*|\p{M}+/gu)) {
      const bare = fold(letter[0]);
      for (let index = 0; index < bare.length; index += 1) from.push(letter.index);
      folded += bare;
    }
    from.push(text.length);
    const found = words.flatMap((word) =>
      Array.from(places(folded, word), (at) => [from[at], endOf(from, at + word.length)]),
    );
    return merged(found.sort((one, other) => one[0] - other[0] || other[1] - one[1]));
  }

  // One letter may be folded into two: then a mark ends behind the whole letter.
  function endOf(from, end) {
    while (end < from.length - 1 && from[end] === from[end - 1]) end += 1;
    return from[end];
  }

  function merged(pairs) {
    const kept = [];
    for (const [start, end] of pairs) {
      const last = kept.at(-1);
      if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
      else kept.push([start, end]);
    }
    return kept;
  }

  // A text in pieces, each marked or not.
  function pieces(text, words, start = 0, end = text.length) {
    const found = [];
    let at = start;
    for (const [first, last] of marks(text, words)) {
      if (last <= start || first >= end) continue;
      if (first > at) found.push({ text: text.slice(at, first), isMarked: false });
      found.push({ text: text.slice(first, last), isMarked: true });
      at = last;
    }
    if (at < end) found.push({ text: text.slice(at, end), isMarked: false });
    return found;
  }

  // The part of a text around the first word, cut between words.
  function excerpt(text, words) {
    if (text.length <= LONGEST) return pieces(text, words);
    const [first] = marks(text, words);
    const wanted = Math.max(0, (first ? first[0] : 0) - BEFORE);
    const start = wanted === 0 ? 0 : text.indexOf(" ", wanted) + 1;
    const limit = start + LONGEST;
    const space = text.lastIndexOf(" ", limit);
    const end = limit >= text.length ? text.length : space > start ? space : limit;
    const shown = pieces(text, words, start, end);
    if (start > 0) shown.unshift({ text: "… ", isMarked: false });
    if (end < text.length) shown.push({ text: " …", isMarked: false });
    return shown;
  }

  return { fold, wordsOf, prepare, search, passages, marks, pieces, excerpt };
})();
