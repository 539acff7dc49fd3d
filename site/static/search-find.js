// Finds and ranks: the hits of a query in the order of the table in docs/search.md.
"use strict";

(() => {
  const { omforent } = window;
  const { sets, index } = omforent;
  const GROUPS = [0, 1, 2];
  const WHOLE = ["literal", "exact", "inflected", "related"];
  const TERMS = ["word", "stem", "prefix", "part"];
  const DISCOURAGED = 2;
  const ELEMENTS = 2; // the family of types, elements and mappings
  const BEGINNING_FROM = 3; // letters

  const both = (one, other) => sets.intersection([one, other]);
  const without = (one, other) => sets.remove(one.slice(), other);
  const isActive = (thing) => thing < omforent.root.active;
  const kindOf = (thing) => omforent.kinds.find((kind) => sets.has(kind.things, thing));

  function* each(tier, things) {
    for (const thing of sets.members(things)) yield { tier, thing };
  }

  // -- steps of the ranking ----------------------------------------------------------------------------------------

  /** Hits sorted by a list of numbers each, the least first. */
  function sorted(hits, tierOf, numbers) {
    const rows = hits.map((hit) => ({ tier: tierOf(hit), thing: hit.thing, order: numbers(hit, kindOf(hit.thing)) }));
    return rows.sort((one, other) => {
      const at = one.order.findIndex((number, place) => number !== other.order[place]);
      return at < 0 ? 0 : one.order[at] - other.order[at];
    });
  }

  const among = (hits, things) => [...hits.values()].filter(({ thing }) => sets.has(things, thing));

  /** Those of some things whose whole label the query is. */
  function whole(hits, things) {
    return sorted(among(hits, things), ({ tier }) => WHOLE[tier], ({ thing, tier, group }, kind) => [
      Number(!isActive(thing)), tier ? kind.family : 0, Number(group === DISCOURAGED), tier, kind.place, group, thing,
    ]);
  }

  /** Those whose whole label some of the words are. */
  function covered(hits, things) {
    return sorted(among(hits, things), () => "covered", ({ thing, tier, group, out, start }, kind) => [
      Number(!isActive(thing)), out, start, kind.family, tier, group, kind.place, thing,
    ]);
  }

  /** Those that have every word in labels, or near; what has them only in texts is put into `texts`. */
  function* named(things, words, texts) {
    yield* byTier(both(things, omforent.active), words, texts);
    yield* byTier(without(things, omforent.active), words, texts);
  }

  function* byTier(things, words, texts) {
    let left = things;
    for (const tier of TERMS) {
      for (const group of GROUPS) {
        if (sets.isEmpty(left)) return;
        const met = sets.intersection([left, ...words.map((word) => word[tier][group])]);
        yield* each(tier, met);
        left = without(left, met);
      }
    }
    const met = omforent.near(left, words);
    yield* each("context", met);
    sets.add(texts, without(left, met));
  }

  /** Those that have some of the words: more of them in labels first, then more of them anywhere. */
  function* some(things, words) {
    const said = atLeast(words.map((word) => word.said));
    const labels = atLeast(words.map((word) => word.named));
    for (const part of [both(things, omforent.active), without(things, omforent.active)]) {
      let left = part;
      for (let inLabels = words.length - 1; inLabels >= 0; inLabels -= 1) {
        for (let anywhere = words.length; anywhere > 0; anywhere -= 1) {
          const met = sets.intersection([left, said[anywhere], labels[inLabels]]);
          yield* each("some", met);
          left = without(left, met);
        }
      }
    }
  }

  /** For each number the things that are in at least so many of the sets. */
  function atLeast(all) {
    const layers = [sets.range(0, omforent.root.things), ...all.map(() => sets.empty())];
    for (const one of all) {
      for (let many = all.length; many > 0; many -= 1) sets.add(layers[many], both(layers[many - 1], one));
    }
    return layers;
  }

  // -- the list ----------------------------------------------------------------------------------------------------

  /** What was found, ranked: what the query names as typed, then the kinds that it names, then the others. */
  function* ranked(reading, found) {
    const typed = new Map([...reading.typed].filter(([thing]) => kindOf(thing).family !== ELEMENTS));
    yield* whole(typed, found);
    let left = without(found, sets.of(typed.keys()));
    if (reading.query.kinds.length) {
      const hinted = omforent.kinds.filter(({ name }) => reading.query.kinds.includes(name));
      const first = sets.intersection([left, omforent.active, sets.union(...hinted.map((kind) => kind.things))]);
      yield* steps(reading, first);
      left = without(left, first);
    }
    yield* steps(reading, left);
  }

  function* steps(reading, found) {
    if (!reading.isNamed) return yield* unnamed(reading, found);
    const { words, inner } = reading;
    const texts = sets.empty();
    const others = without(found, omforent.elements);
    yield* whole(inner, others);
    yield* named(without(others, sets.of(inner.keys())), words, texts);
    const elements = both(found, omforent.elements);
    const labelled = new Map([...inner, ...reading.typed]);
    yield* whole(labelled, elements);
    yield* named(without(elements, sets.of(labelled.keys())), words, texts);
    yield* said(texts, words);
  }

  /** What has some of the words only in texts: the active first, of them those with more words in their labels. */
  function* said(texts, words) {
    const labels = atLeast(words.map((word) => word.named));
    for (const part of [both(texts, omforent.active), without(texts, omforent.active)]) {
      let left = part;
      for (let inLabels = words.length; inLabels >= 0; inLabels -= 1) {
        const met = both(left, labels[inLabels]);
        yield* each("text", met);
        left = without(left, met);
      }
    }
  }

  /** Where nothing has all the words in its labels. */
  function* unnamed(reading, found) {
    const texts = both(found, reading.full);
    yield* said(texts, reading.words);
    const rest = without(found, texts);
    yield* covered(reading.covered, rest);
    yield* some(without(rest, sets.of(reading.covered.keys())), reading.words);
  }

  function half({ words, full }) {
    if (words.length < 2 || !sets.isEmpty(full)) return sets.empty();
    return atLeast(words.map((word) => word.said))[Math.ceil(words.length / 2)];
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
    const many = omforent.kinds.map((kind) => [kind.name, sets.size(both(found, kind.things))]);
    return new Map(many.filter(([, number]) => number));
  }

  /** What a query finds: `limit` hits from `offset` on of `total`; `kind` keeps those of one kind. */
  omforent.find = async (typed, { kind = "", offset = 0, limit = 10 } = {}) => {
    const reading = await omforent.read(typed);
    const found = sets.of(reading.covered.keys(), sets.union(reading.full, half(reading)));
    const wanted = kind ? both(found, omforent.kinds.find(({ name }) => name === kind)?.things ?? sets.empty()) : found;
    const shown = cut(ranked(reading, wanted), offset, limit);
    return {
      total: sets.size(wanted),
      hits: await Promise.all(shown.map((met) => omforent.hit(met, kindOf(met.thing).name, reading.query.words))),
      complete: !sets.isEmpty(reading.full) || sets.isEmpty(found),
      corrections: reading.corrections,
      facets: counts(found),
      nearest: sets.isEmpty(found) ? await nearest(reading.query) : [],
    };
  };

  /** Where nothing was found: what begins as the longest word does, for as many letters as anything begins so. */
  async function nearest(query) {
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
    omforent.kinds = root.kinds.map(([name, family, ...spans], place) => ({
      name,
      family,
      place,
      things: sets.union(sets.range(spans[0], spans[1]), sets.range(spans[2], spans[3])),
    }));
    const elements = omforent.kinds.filter(({ family }) => family === ELEMENTS);
    omforent.elements = sets.union(...elements.map(({ things }) => things));
  };
})();
