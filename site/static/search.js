// Wakes the search when it is first wanted, and loads its parts. The only script that every page carries.
//
// The parts and the data are scripts too, not fetched: a page that was opened from the disk may not fetch.
// Each hands over what it has through the one global name, `omforent`.
"use strict";

(() => {
  const home = new URL(".", document.currentScript.src);
  const loading = new Map();
  const shards = new Map();
  const omforent = { home, lang: document.documentElement.lang, load, put, shard, words: {} };
  window.omforent = omforent;

  /** Loads a script of the folder that this one lies in, once; resolves when it has run. */
  function load(path) {
    if (!loading.has(path)) loading.set(path, new Promise((resolve, reject) => append(path, resolve, reject)));
    return loading.get(path);
  }

  function append(path, resolve, reject) {
    const script = document.createElement("script");
    script.async = false;
    script.src = new URL(path, home).href;
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => {
      loading.delete(path);
      script.remove();
      reject(new Error(`${path} cannot be read`));
    });
    document.head.append(script);
  }

  /** What a file of data calls with its name and what it holds. */
  function put(name, data) {
    shards.set(name, data);
  }

  /** The data of one file of the release's folder. */
  async function shard(name) {
    if (!shards.has(name)) await load(`search/${omforent.root.folder}/${name}.js`);
    return shards.get(name);
  }

  const PARTS = ["words", "decode", "digest", "index", "neighbours", "reading", "find", "label", "hit"];

  /** Loads what every search needs. */
  omforent.wake = () => (omforent.awake ??= wake().catch(sleep));

  async function wake() {
    const words = `words-${omforent.lang}`;
    const data = [words, "root"].map((name) => `search/${name}.js`);
    await Promise.all([...PARTS.map((part) => `search-${part}.js`), ...data].map(load));
    omforent.words = shards.get(words);
    omforent.prepare(shards.get("root"));
  }

  function sleep(fault) {
    omforent.awake = undefined; // so that the next question tries again
    throw fault;
  }

  const form = document.querySelector("form.search");
  const isResults = location.pathname.endsWith("/search.html");
  const wakeBox = () => load("search-box.js");
  form?.addEventListener("focusin", wakeBox, { once: true });
  form?.addEventListener("pointerenter", wakeBox, { once: true });
  if (form?.contains(document.activeElement)) wakeBox();
  if (isResults) load("search-page.js");

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping || !form) return;
    event.preventDefault();
    form.elements.q.focus();
    form.elements.q.select();
  });
})();
