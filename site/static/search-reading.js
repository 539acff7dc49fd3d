// A query with the sets of its words and the things whose whole label it is; read otherwise where that finds too little.
"use strict";

(() => {
  const { omforent } = window;
  const { sets, text, index } = omforent;
  const GROUPS = [0, 1, 2];
  const DISCOURAGED = 2;

  /** The things with a label that has one of some keys, each with its best tier (the place of the key) and group. */
  async function labelled(keys) {
    const found = await Promise.all(keys.map((key, tier) => index.labelled(tier, key)));
    const best = new Map();
    found.forEach((groups, tier) => {
      for (const group of GROUPS) {
        for (const thing of sets.members(groups[group])) if (!best.has(thing)) best.set(thing, { thing, tier, group });
      }
    });
    return best;
  }

  async function reading(query) {
    const [words, typed, inner] = await Promise.all([
      Promise.all(query.words.map(index.word)),
      labelled(query.keys),
      labelled(query.named),
    ]);
    const full = sets.of([...typed.keys(), ...inner.keys()], everywhere(words));
    const isNamed = typed.size > 0 || inner.size > 0 || !sets.isEmpty(near(full, words));
    return { query, words, typed, inner, full, isNamed, covered: new Map() };
  }

  /** The things that have every word, and at least one of them in what they are called or what is written of them. */
  function everywhere(words) {
    if (!words.length) return sets.empty();
    const all = sets.intersection(words.map((word) => word.all));
    return sets.intersection([all, sets.union(...words.map((word) => word.said))]);
  }

  /** Those of some things that have every word in labels or around them, and one in a label. */
  function near(things, words) {
    if (!words.length) return sets.empty();
    const named = sets.union(...words.map((word) => word.named));
    return sets.intersection([things, named, ...words.map((word) => word.near)]);
  }

  // -- otherwise ---------------------------------------------------------------------------------------------------

  async function corrections(typed, { query, words }) {
    const joined = new Map(text.chunks(typed).map((chunk) => [text.wordOf(chunk), text.piecesOf(chunk).join(" ")]));
    const used = await Promise.all(query.words.map(({ word }, at) => joined.get(word) || other(word, words[at])));
    return query.words.map(({ word }, at) => ({ typed: word, used: used[at] })).filter((each) => each.used);
  }

  async function other(word, { named, all }) {
    const halves = sets.isEmpty(named) ? await omforent.neighbours.halves(word) : "";
    return halves || (sets.isEmpty(all) ? omforent.neighbours.nearest(word) : "");
  }

  function corrected(typed, instead) {
    const words = text.chunks(typed).map(text.wordOf);
    const used = new Map(instead.map((each) => [each.typed, each.used]));
    return text.analyse(words.map((word) => used.get(word) ?? word).join(" "));
  }

  /** The reading with the things whose whole label is a run of the words: the longest run first, then the earliest. */
  async function withCovered(found) {
    const words = found.query.words.map(({ word }) => word);
    if (found.isNamed) return found;
    const runs = [];
    for (let out = 1; out <= words.length >> 1; out += 1) {
      for (let start = 0; start <= out; start += 1) runs.push({ out, start, words: words.slice(start, start + words.length - out) });
    }
    const met = await Promise.all(runs.map((run) => labelled(text.runKeys(run.words))));
    runs.forEach((run, at) => {
      for (const [thing, best] of met[at]) {
        if (best.group < DISCOURAGED && !found.covered.has(thing)) found.covered.set(thing, { ...best, ...run });
      }
    });
    return found;
  }

  /** The reading that stands, and what was read otherwise in it. */
  omforent.read = async (typed) => {
    const first = await reading(text.analyse(typed));
    if (first.isNamed || !first.words.length) return { ...first, corrections: [] };
    const instead = await corrections(typed, first);
    const second = instead.length ? await reading(corrected(typed, instead)) : null;
    const stands = second && (second.isNamed || sets.isEmpty(first.full));
    return { ...(await withCovered(stands ? second : first)), corrections: stands ? instead : [] };
  };

  omforent.near = near;
})();
