// Words that nothing has, read otherwise: as two words of the index, or as the nearest one (docs/search.md, Query).
//
// The files `b/…` hold the words of the index by their first two letters, `e/…` by their last two, each with the
// number of things that have it.
"use strict";

(() => {
  const { omforent } = window;
  const SHORTEST_WORD = 3;
  const COMPOUND_FROM = 6;
  const CORRECT_FROM = 5;
  const TWICE_FROM = 6;

  /** The words of the index that begin (`b`) or end (`e`) with two letters, and how many things have each. */
  async function vocabulary(side, letters) {
    const at = omforent.index.place(omforent.root[side], letters);
    const text = at < 0 ? "" : await omforent.shard(`${side}/${at}`);
    const words = new Map();
    for (const row of text.split(";")) {
      const [word, many] = row.split(",");
      const fits = side === "b" ? word.startsWith(letters) : word.endsWith(letters);
      if (word && fits) words.set(word, Number.parseInt(many, 36));
    }
    return words;
  }

  async function around(word) {
    const [begin, end] = await Promise.all([vocabulary("b", word.slice(0, 2)), vocabulary("e", word.slice(-2))]);
    return { begin, end };
  }

  const isLetters = (word) => /^\p{L}+$/u.test(word);

  /** The two words that a word is put together of, the longest second half first; nothing where it is not. */
  async function halves(word) {
    if (word.length < COMPOUND_FROM || !isLetters(word)) return "";
    const { begin, end } = await around(word);
    for (let at = SHORTEST_WORD; at <= word.length - SHORTEST_WORD; at += 1) {
      const tail = word.slice(at);
      const heads = word[at - 1] === "s" ? [word.slice(0, at), word.slice(0, at - 1)] : [word.slice(0, at)];
      const head = heads.find((each) => each.length >= SHORTEST_WORD && begin.has(each));
      if (head && end.has(tail)) return `${head} ${tail}`;
    }
    return "";
  }

  /** The optimal string alignment distance of two words, or more than `most`. */
  function distance(one, other, most) {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let older = [];
    let old = Array.from({ length: other.length + 1 }, (_, at) => at);
    for (let i = 1; i <= one.length; i += 1) {
      const now = [i];
      for (let j = 1; j <= other.length; j += 1) {
        const same = one[i - 1] === other[j - 1];
        now[j] = Math.min(old[j] + 1, now[j - 1] + 1, old[j - 1] + (same ? 0 : 1));
        const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
        if (swapped) now[j] = Math.min(now[j], older[j - 2] + 1);
      }
      if (Math.min(...now) > most) return most + 1;
      [older, old] = [old, now];
    }
    return old[other.length];
  }

  /** The word of the index that is nearest; nothing where none is near enough. */
  async function nearest(word) {
    if (word.length < CORRECT_FROM || !isLetters(word)) return "";
    const most = word.length >= TWICE_FROM ? 2 : 1;
    const { begin, end } = await around(word);
    let best = null;
    for (const [each, many] of [...begin, ...end]) {
      const apart = distance(word, each, most);
      if (apart > most) continue;
      const found = { word: each, apart, many };
      if (!best || before(found, best)) best = found;
    }
    return best?.word ?? "";
  }

  function before(one, other) {
    if (one.apart !== other.apart) return one.apart < other.apart;
    if (one.many !== other.many) return one.many > other.many;
    return one.word < other.word;
  }

  omforent.neighbours = { halves, nearest };
})();
