// Which of a thing's labels is shown for a query, and where the words stand in it.
"use strict";

(() => {
  const { omforent } = window;
  const { text } = omforent;
  const CHUNK = /[\p{L}\p{N}\p{M}]+(?:[-‐‑–.'’_·][\p{L}\p{N}\p{M}]+)*/gu;
  const FIELDS = {
    p: "preferred", c: "code", n: "code", a: "permitted", d: "discouraged", e: "everyday", f: "former",
  };
  const GROUPS = { a: 1, d: 2, e: 2, f: 2 };
  const LANGUAGES = [omforent.lang, "nb", "nn", "se", "en"];
  const WHOLE = 4;
  const FORM = 3;
  const INSIDE = 1;

  const known = new Map();

  /** A chunk of a text as one word, its stem and the stems of its pieces; kept, for labels share their words. */
  function analysed(chunk) {
    if (!known.has(chunk)) {
      const folded = text.fold(chunk);
      const one = text.wordOf(folded);
      known.set(chunk, { one, stems: [one, ...text.piecesOf(folded)].map(text.stem) });
    }
    return known.get(chunk);
  }

  /** Where one word stands in a text, and how well it fits: `[score, start, end]`. */
  function place(label, { word, stem }) {
    let inside = null;
    for (const found of label.matchAll(CHUNK)) {
      const { one, stems } = analysed(found[0]);
      const end = found.index + found[0].length;
      if (one === word) return [WHOLE, found.index, end];
      if (one.startsWith(word)) return [FORM, found.index, found.index + typed(found[0], word)];
      if (stems.includes(stem)) return [FORM, found.index, end];
      if (!inside && stem.length > 2 && one.includes(stem)) inside = [INSIDE, found.index, end];
    }
    return inside;
  }

  /** How many characters of a text it takes to have the letters of a word. */
  function typed(chunk, word) {
    for (let at = 1; at < chunk.length; at += 1) {
      if (text.wordOf(text.letters(chunk.slice(0, at))).length >= word.length) return at;
    }
    return chunk.length;
  }

  function tidy(ranges) {
    const found = [];
    for (const [start, end] of ranges.sort((one, other) => one[0] - other[0])) {
      if (found.length && start <= found.at(-1)[1]) found.at(-1)[1] = Math.max(end, found.at(-1)[1]);
      else found.push([start, end]);
    }
    return found;
  }

  function mark(label, words) {
    const found = words.map((word) => place(label.text, word)).filter(Boolean);
    const score = found.reduce((sum, [each]) => sum + each, 0);
    return { ...label, score, marks: tidy(found.map(([, start, end]) => [start, end])) };
  }

  function order(lang) {
    const at = LANGUAGES.indexOf(lang);
    return at < 0 ? LANGUAGES.length : at;
  }

  const before = (one, other) =>
    other.score - one.score || one.group - other.group || order(one.lang) - order(other.lang);

  function labels(flat) {
    const found = [];
    for (let at = 0; at < flat.length; at += 2) {
      const [letter, lang] = [flat[at][0], flat[at].slice(1)];
      found.push({ letter, lang, text: flat[at + 1], field: FIELDS[letter], group: GROUPS[letter] ?? 0 });
    }
    return found;
  }

  /** Everything that is shown of a thing that was met in a tier. */
  omforent.hit = async ({ tier, thing }, kind, words) => {
    const size = omforent.root.rows;
    const [rows, homes] = await Promise.all([omforent.shard(`r/${Math.floor(thing / size)}`), omforent.shard("h")]);
    const [place, home, flat, replacement = []] = rows[thing % size];
    const all = labels(flat);
    return {
      thing,
      tier,
      place,
      kind,
      active: omforent.sets.has(omforent.active, thing),
      home: homes[home],
      code: all.find(({ letter }) => letter === "n")?.text ?? "",
      titles: all.filter(({ letter }) => letter === "p"),
      label: all.map((label) => mark(label, words)).sort(before)[0],
      replacement: replacement[0],
      mark: (label) => mark(label, words).marks,
    };
  };
})();
