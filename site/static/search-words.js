// The analysis of a query: text to words, stems and keys, as docs/search.md says and registry/text does.
"use strict";

(() => {
  const { omforent } = window;
  const LETTERS = { æ: "a", ø: "o", đ: "d", ð: "d", ŧ: "t", ŋ: "n", þ: "th", ł: "l", œ: "o", ß: "ss", ς: "σ" };
  const CHUNK = /[\p{L}\p{N}]+(?:[-‐–.'’_·][\p{L}\p{N}]+)*/gu;
  const JOINER = /[-‐–.'’_·]/u;
  const MOST_WORDS = 12;

  const plain = (text) => text.replace(/[æøđðŧŋþłœßς]/g, (letter) => LETTERS[letter]);

  /** The letters of a text without case, accents and the spellings of æøå; blanks as they are. */
  function letters(text) {
    const bare = plain(text.toLowerCase()).normalize("NFKD").replace(/\p{Mn}/gu, "");
    return plain(bare.toLowerCase()).replace(/a[ae]+|oe+/g, (found) => found[0]);
  }

  const split = (text) => text.trim().split(/\s+/u).filter(Boolean);
  const fold = (text) => split(letters(text)).join(" ");
  const chunks = (text) => fold(text).match(CHUNK) ?? [];
  const wordOf = (chunk) => chunk.split(JOINER).join("");

  /** The words that a chunk is joined of; none where nothing is joined. */
  const piecesOf = (chunk) =>
    JOINER.test(chunk) ? chunk.split(JOINER).filter((piece) => piece.length > 1 && /^\p{L}+$/u.test(piece)) : [];

  // -- stems (the Norwegian stemmer of Snowball, then the table of endings in the root file) ------------------------

  const VOWELS = "aeiouyæåø";
  const BEFORE_S = "bcdfghjlmnoprtvyz";
  const FIRST =
    "hetenes hetene hetens heter heten endes ande ende edes enes erte ede ane ene ens ers ets het ast ert en ar er as es et a e s";
  const THIRD = "hetslov eleg elig elov slov leg eig lig els lov ig";
  const STEPS = [FIRST, "dt vt", THIRD].map((suffixes) => suffixes.split(" "));

  /** Where the region begins in which endings are looked for: after the first consonant that follows a vowel. */
  function region(word) {
    for (let at = 1; at < word.length; at += 1) {
      if (!VOWELS.includes(word[at]) && VOWELS.includes(word[at - 1])) return Math.max(at + 1, 3);
    }
    return word.length;
  }

  function first(word, suffix) {
    if (suffix === "erte" || suffix === "ert") return `${word.slice(0, -suffix.length)}er`;
    if (suffix !== "s") return word.slice(0, -suffix.length);
    const before = word.at(-2);
    const isEnding = BEFORE_S.includes(before) || (before === "k" && !VOWELS.includes(word.at(-3)));
    return isEnding ? word.slice(0, -1) : word;
  }

  function snowball(word) {
    const start = region(word);
    const ends = (suffixes) => suffixes.find((suffix) => word.slice(start).endsWith(suffix));
    let suffix = ends(STEPS[0]);
    if (suffix) word = first(word, suffix);
    if (ends(STEPS[1])) word = word.slice(0, -1);
    suffix = ends(STEPS[2]);
    return suffix ? word.slice(0, -suffix.length) : word;
  }

  /** What the forms of a folded word have in common. */
  function stem(word) {
    if (word.length < 4 || !/^\p{L}+$/u.test(word)) return word;
    let found = snowball(word);
    for (const [one, other] of omforent.root.variants) found = found.replaceAll(one, other);
    const fits = ([ending, , before]) => found.endsWith(ending) && found.length - ending.length >= before;
    const rule = omforent.root.endings.find(fits);
    if (rule) found = found.slice(0, found.length - rule[0].length) + rule[1];
    return found.replace(/([bdfgklmnprst])\1$/, "$1");
  }

  // -- queries -----------------------------------------------------------------------------------------------------

  const unique = (values) => [...new Set(values)];

  function content(words) {
    const said = words.filter((word) => !omforent.root.stops.has(word));
    return said.length ? said : words;
  }

  const paired = (words) => words.map((word) => ({ word, stem: stem(word) }));
  const byCode = (one, other) => (one < other ? -1 : Number(one > other));

  /** A query as words, and as the keys that whole labels have. */
  function analyse(text) {
    const every = chunks(text).map(wordOf);
    const words = paired(unique(content(every)).slice(0, MOST_WORDS));
    const stems = unique(words.map((each) => each.stem)).sort(byCode).join(" ");
    return { words, literal: split(text.normalize("NFC").toLowerCase()).join(" "), key: every.join(""), stems };
  }

  omforent.text = { letters, fold, chunks, wordOf, piecesOf, stem, analyse };
})();
