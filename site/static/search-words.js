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

  const isInflected = (word) => word.length > 3 && /^\p{L}+$/u.test(word);
  const undoubled = (word) => word.replace(/([bdfgklmnprst])\1$/, "$1");

  function respelt(word) {
    return omforent.root.variants.reduce((found, [one, other]) => found.replaceAll(one, other), snowball(word));
  }

  /** What the inflected forms of a folded word have in common, and no other word. */
  const formStem = (word) => (isInflected(word) ? undoubled(respelt(word)) : word);

  /** What the forms of a folded word have in common, with the words made of it. */
  function stem(word) {
    if (!isInflected(word)) return word;
    const found = respelt(word);
    const fits = ([ending, , before]) => found.endsWith(ending) && found.length - ending.length >= before;
    const rule = omforent.root.endings.find(fits);
    return undoubled(rule ? found.slice(0, found.length - rule[0].length) + rule[1] : found);
  }

  // -- queries -----------------------------------------------------------------------------------------------------

  const unique = (values) => [...new Set(values)];
  const byCode = (one, other) => (one < other ? -1 : Number(one > other));
  const joined = (values) => unique(values).sort(byCode).join(" ");

  /** The words of which something is true, or all where it is true of none. */
  function preferring(words, is) {
    const kept = words.filter(is);
    return kept.length ? kept : words;
  }

  const content = (words) => preferring(words, (word) => !omforent.root.stops.has(word));
  const literal = (text) => split(text.normalize("NFC").toLowerCase()).join(" ");

  /** Keys of whole labels: by the forms and by the stems of the words. */
  function stemKeys(words) {
    const said = content(words);
    return [joined(said.map(formStem)), joined(said.map(stem))];
  }

  /** The keys of some words of a query, as if they had been typed alone. */
  const runKeys = (words) => [words.join(" "), words.join(""), ...stemKeys(words)];

  /** A query as words, and as the keys that whole labels have: to the letter, joined, by forms, by stems. */
  function analyse(typed) {
    const query = typed.trim().replace(/^urn:oid:/, "");
    const every = chunks(query).map(wordOf);
    const said = unique(content(every));
    const named = preferring(said, (word) => !Object.hasOwn(omforent.root.hints, word));
    const hints = said.filter((word) => !named.includes(word));
    return {
      words: named.slice(0, MOST_WORDS).map((word) => ({ word, stem: stem(word) })),
      keys: [literal(query), every.join(""), ...stemKeys(every)],
      kinds: unique(hints.map((word) => omforent.root.hints[word])),
      named: hints.length ? runKeys(named) : [],
    };
  }

  omforent.text = { letters, fold, chunks, wordOf, piecesOf, stem, formStem, runKeys, analyse };
})();
