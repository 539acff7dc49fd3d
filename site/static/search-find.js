// Finds and ranks: the hits of a query in the order of docs/search.md.
"use strict";

(() => {
  const { omforent } = window;
  const { sets, text, index } = omforent;
  const GROUPS = [0, 1, 2];
  const TERMS = ["word", "stem", "prefix", "part"];
  const BEGINNING_FROM = 3; // letters
  const stage = (tier, things) => ({ tier, things });

  // -- a query with its sets ---------------------------------------------------------------------------------------

  async function reading(query) {
    const forms = [query.literal, query.key, query.stems];
    const [words, ...whole] = await Promise.all([
      Promise.all(query.words.map(index.word)),
      ...forms.map((key, form) => index.labelled(form, key)),
    ]);
    const full = sets.union(everywhere(words), ...whole.map((groups) => groups.at(-1)));
    return { query, words, whole, full };
  }

  /** The things that have every word, and at least one of them in what they are called or what is written of them. */
  function everywhere(words) {
    if (!words.length) return sets.empty();
    const all = sets.intersection(words.map((word) => word.all));
    return sets.intersection([all, sets.union(...words.map((word) => word.said))]);
  }

  // -- the classes of docs/search.md, each a list of stages: a tier and its things, best first ---------------------

  /** Class 0: things with a label that is the query: to the letter, as a key, or by its stems. */
  function whole({ whole: found }) {
    return ["literal", "exact", "inflected"].flatMap((tier, form) =>
      omforent.kinds.flatMap((kind) =>
        GROUPS.filter((group) => !sets.isEmpty(found[form][group])).map((group) =>
          stage(tier, sets.intersection([found[form][group], kind.things])),
        ),
      ),
    );
  }

  /** Class 1: things that have every word; what no nearer tier has taken is in texts. */
  function full({ words, full: found }) {
    if (!words.length) return [];
    const terms = TERMS.flatMap((tier) =>
      GROUPS.map((group) => stage(tier, sets.intersection(words.map((word) => word[tier][group])))),
    );
    const near = sets.intersection(words.map((word) => word.near));
    const named = sets.union(...words.map((word) => word.part.at(-1)));
    return [...terms, stage("context", sets.intersection([near, named])), stage("text", found)];
  }

  /** Class 2: things that have at least half of the words, not all; those with more words in labels first. */
  function some({ words }) {
    const most = words.length - 1;
    const least = Math.ceil(words.length / 2);
    if (most < least) return { found: sets.empty(), stages: [] };
    const said = atLeast(words.map((word) => word.said));
    const named = atLeast(words.map((word) => word.part.at(-1)));
    const found = said[least];
    const stages = [];
    for (let labels = most; labels >= 0; labels -= 1) {
      for (let anywhere = most; anywhere > 0; anywhere -= 1) {
        stages.push(stage("some", sets.intersection([found, named[labels], said[anywhere]])));
      }
    }
    return { found, stages };
  }

  /** For each number the things that are in at least so many of the sets. */
  function atLeast(all) {
    const layers = [sets.range(0, omforent.root.things), ...all.map(() => sets.empty())];
    for (const one of all) {
      for (let many = all.length; many > 0; many -= 1) {
        sets.add(layers[many], sets.intersection([layers[many - 1], one]));
      }
    }
    return layers;
  }

  // -- reading the query otherwise ---------------------------------------------------------------------------------

  async function corrections(typed, { query, words }) {
    const chunks = text.chunks(typed);
    const joined = new Map(chunks.map((chunk) => [text.wordOf(chunk), text.piecesOf(chunk).join(" ")]));
    const used = await Promise.all(
      query.words.map(({ word }, at) => joined.get(word) || (sets.isEmpty(words[at].all) ? other(word) : "")),
    );
    return query.words.map(({ word }, at) => ({ typed: word, used: used[at] })).filter((each) => each.used);
  }

  const other = async (word) => (await omforent.neighbours.halves(word)) || omforent.neighbours.nearest(word);

  function corrected(typed, instead) {
    const words = text.chunks(typed).map(text.wordOf);
    const used = new Map(instead.map((each) => [each.typed, each.used]));
    return text.analyse(words.map((word) => used.get(word) ?? word).join(" "));
  }

  async function read(typed) {
    const first = await reading(text.analyse(typed));
    if (!sets.isEmpty(first.full) || !first.words.length) return { ...first, instead: [] };
    const instead = await corrections(typed, first);
    const found = instead.length ? await reading(corrected(typed, instead)) : first;
    return { ...found, instead };
  }

  async function outcome(typed) {
    const found = await read(typed);
    if (!sets.isEmpty(found.full)) return { ...found, found: found.full, stages: [whole(found), full(found)], complete: true };
    const half = some(found);
    return { ...found, found: half.found, stages: [half.stages], complete: sets.isEmpty(half.found) };
  }

  // -- the list ----------------------------------------------------------------------------------------------------

  /** The things in their order, with the tier of each: within a class the active come first. */
  function* ranked(stages, wanted) {
    const taken = sets.empty();
    for (const one of stages) {
      for (const among of [sets.intersection([wanted, omforent.active]), wanted]) {
        for (const { tier, things } of one) {
          const now = sets.remove(sets.intersection([things, among]), taken);
          sets.add(taken, now);
          for (const thing of sets.members(now)) yield { tier, thing };
        }
      }
    }
  }

  function cut(hits, offset, limit) {
    const found = [];
    let at = 0;
    for (const hit of hits) {
      at += 1;
      if (at > offset) found.push(hit);
      if (at >= offset + limit) break;
    }
    return found;
  }

  function counts(found) {
    const many = omforent.kinds.map((kind) => [kind.name, sets.size(sets.intersection([found, kind.things]))]);
    return new Map(many.filter(([, number]) => number));
  }

  /** What a query finds: `limit` hits from `offset` on of `total`; `kind` keeps those of one kind. */
  omforent.find = async (typed, { kind = "", offset = 0, limit = 10 } = {}) => {
    const { query, found, stages, instead, complete } = await outcome(typed);
    const wanted = kind ? omforent.kinds.find(({ name }) => name === kind)?.things ?? sets.empty() : found;
    const total = sets.size(sets.intersection([found, wanted]));
    const shown = total ? cut(ranked(stages, wanted), offset, limit) : [];
    const hits = await Promise.all(shown.map((met) => omforent.hit(met, query.words)));
    const nearest = sets.isEmpty(found) ? await near(query) : [];
    return { total, hits, complete, corrections: instead, facets: counts(found), nearest };
  };

  /** Where nothing was found: what begins as the longest word does, for as many letters as anything begins so. */
  async function near(query) {
    for (const { word } of [...query.words].sort((one, two) => two.word.length - one.word.length)) {
      for (let length = word.length; length >= BEGINNING_FROM; length -= 1) {
        const beginning = word.slice(0, length);
        if (await index.begins(beginning)) return (await omforent.find(beginning, { limit: 5 })).hits;
      }
    }
    return [];
  }

  /** Settles what the root file tells, before the first question. */
  omforent.prepare = (root) => {
    omforent.root = { ...root, stops: new Set(root.stops.split(" ")) };
    omforent.active = sets.range(0, root.active);
    omforent.kinds = root.kinds.map(([name, ...spans]) => ({
      name,
      things: sets.union(sets.range(spans[0], spans[1]), sets.range(spans[2], spans[3])),
    }));
  };
})();
