// What the files say of a word: in which things it is, and how. Loads the files that a word needs, and no others.
//
// The dictionary is cut into files of neighbouring words (`t/…`); a beginning that too many words share has a file
// of its own (`n/…`) with all things of those words together, so that one or two letters load no more than five do.
"use strict";

(() => {
  const { omforent } = window;
  const { sets } = omforent;
  const GROUPS = 3;
  const WORD = "ABC";
  const STEM = "DEF";
  const PART = "GHI";
  const CONTEXT = "J";
  const TEXT = "K";
  const PARTS_FROM = 3; // letters
  const KEPT = 40; // words
  const parsed = new Map();
  const asked = new Map();

  /** The last place in a sorted list that is not after the key. */
  function place(starts, key) {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (starts[middle] <= key) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  /** The rows of a file by word: for each the slots that it has, as texts. */
  async function rows(name) {
    const text = await omforent.shard(name);
    if (!parsed.has(name)) parsed.set(name, new Map(text.split(";").map(row)));
    return parsed.get(name);
  }

  function row(text) {
    const end = text.search(/[A-L]/);
    const slots = text.slice(end).matchAll(/([A-L])([^A-L]*)/g);
    return [text.slice(0, end), Object.fromEntries([...slots].map(([, slot, set]) => [slot, set]))];
  }

  function file(word) {
    const node = omforent.root.nodes.indexOf(word);
    if (node >= 0) return rows(`n/${node}`);
    const leaf = place(omforent.root.leaves, word);
    return leaf < 0 ? Promise.resolve(new Map()) : rows(`t/${leaf}`);
  }

  const none = {};

  /** The row of a word or stem. */
  const entry = async (word) => (await file(word)).get(word) ?? none;

  /** The rows of all words that begin so; one row for all of them where they are many. */
  async function beginning(word) {
    const found = await file(word);
    if (found.has(`${word}*`)) return [found.get(`${word}*`)];
    return [...found].filter(([each]) => each.startsWith(word)).map(([, slots]) => slots);
  }

  /** Whether any word of a label, or any part of one, begins so. */
  const begins = async (word) => (await beginning(word)).some((slots) => [...WORD, ...PART].some((slot) => slots[slot]));

  /** Of some rows the things of the slots of each group, together with those of the groups before it. */
  function cumulative(found, slots) {
    const result = [];
    for (let group = 0; group < GROUPS; group += 1) {
      const set = group ? result[group - 1].slice() : sets.empty();
      for (const each of found) if (each[slots[group]]) sets.add(set, sets.decode(each[slots[group]]));
      result.push(set);
    }
    return result;
  }

  const both = (one, other) => one.map((set, group) => sets.union(set, other[group]));

  /** In which things a word is, from the word itself to texts about the thing; by group where there are groups. */
  async function read({ word, stem }) {
    const [own, stemmed, longer] = await Promise.all([entry(word), entry(stem), beginning(word)]);
    const asStem = cumulative([stemmed], STEM);
    const asPrefix = both(asStem, cumulative(longer, WORD));
    const parts = word.length >= PARTS_FROM ? [stemmed, ...longer] : [stemmed, own];
    const asPart = both(asPrefix, cumulative(parts, PART));
    const [named, context, text] = [asPart.at(-1), sets.decode(stemmed[CONTEXT]), sets.decode(stemmed[TEXT])];
    return {
      word: cumulative([own], WORD),
      stem: asStem,
      prefix: asPrefix,
      part: asPart,
      named,
      near: sets.union(named, context),
      said: sets.union(named, text),
      all: sets.union(named, context, text),
    };
  }

  /** The same, kept for the words asked for lately. */
  function word(pair) {
    if (!asked.has(pair.word)) {
      asked.set(pair.word, read(pair));
      asked.get(pair.word).catch(() => asked.delete(pair.word)); // so that it is read when it can be
    }
    if (asked.size > KEPT) asked.delete(asked.keys().next().value);
    return asked.get(pair.word);
  }

  // -- whole labels ------------------------------------------------------------------------------------------------

  /** The things that have a label with a key, by group; `form` is 0 (literal), 1 (joined), 2 (forms) or 3 (stems). */
  async function labelled(form, key) {
    if (!key) return cumulative([], WORD);
    const number = omforent.keyNumber(form + key);
    const { keys } = omforent.root;
    const found = await rows(`k/${number % keys}`);
    return cumulative([found.get(Math.floor(number / keys).toString(36)) ?? none], WORD);
  }

  omforent.index = { word, begins, labelled, place };
})();
