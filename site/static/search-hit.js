// Draws hits: title with what matched marked, kind and home, why it was found, what replaces it.
"use strict";

(() => {
  const { omforent } = window;
  const ORDER = { nb: ["nb", "nn", "en"], nn: ["nn", "nb", "en"], en: ["en", "nb", "nn"] }[omforent.lang];

  /** One of the page's own sentences, with values put in. */
  omforent.say = (key, values = {}) =>
    omforent.words[key].replace(/{(\w+)}/g, (hole, name) => (name in values ? values[name] : hole));

  /** A sentence with a number, in its number. */
  omforent.tell = (key, number) => {
    const one = `${key}_one`;
    return omforent.say(number === 1 && one in omforent.words ? one : key, { number });
  };

  /** How many hits there are, for the eye and the ear. */
  omforent.count = (found) => (found.total ? omforent.tell("hits", found.total) : omforent.say("none_spoken"));

  /** Of texts with a language each the one for this page. */
  function pick(texts) {
    const speaks = (lang) => texts.find((each) => each.lang === lang || each.lang.startsWith(`${lang}-`));
    return ORDER.map(speaks).find(Boolean) ?? texts[0] ?? { text: "", lang: "" };
  }

  const pairs = (rows) => rows.map(([text, lang]) => ({ text, lang }));

  /** The address of what was found. */
  omforent.hitUrl = (hit) => new URL(`../${omforent.lang}/${hit.place}`, omforent.home).href;

  function span(className, text = "", lang = "") {
    const made = document.createElement("span");
    made.className = className;
    if (lang && lang !== omforent.lang) made.lang = lang;
    made.append(text);
    return made;
  }

  /** A text with the marked places as `<mark>`. */
  function marked(className, { text, lang }, marks) {
    const made = span(className, "", lang);
    let at = 0;
    for (const [start, end] of marks) {
      const mark = document.createElement("mark");
      mark.append(text.slice(start, end));
      made.append(text.slice(at, start), mark);
      at = end;
    }
    made.append(text.slice(at));
    return made;
  }

  /** The title of a hit, with the code before it. */
  omforent.drawTitle = (hit) => {
    const title = pick(hit.titles);
    const name = marked("search-title", title, hit.tier === "text" ? [] : hit.mark(title));
    if (!hit.code) return [name];
    const code = { text: hit.code, lang: "" };
    return [marked("search-code", code, hit.mark(code)), " ", name];
  };

  /** What stands below the title: kind and home, why, and whether it is no longer valid. */
  omforent.drawFacts = (hit) => {
    const facts = span("search-kind", omforent.words[`kind_${hit.kind}`]);
    if (hit.home) {
      const home = pick(pairs(hit.home));
      facts.append(" · ", span("search-home", home.text, home.lang));
    }
    return [facts, ...why(hit), ...gone(hit)];
  };

  function why(hit) {
    if (hit.tier === "text" || hit.tier === "context") return [span("search-why", omforent.say(`why_${hit.tier}`))];
    const { label } = hit;
    if (!label || !label.score || label.text === pick(hit.titles).text || label.text === hit.code) return [];
    const row = span("search-why", `${omforent.say(label.field === "preferred" ? "why_other" : `why_${label.field}`)} `);
    row.append(marked("search-label", label, label.marks));
    return [row];
  }

  function gone(hit) {
    if (hit.active) return [];
    const row = span("search-gone", omforent.say("inactive"));
    if (hit.replacement) {
      const { text, lang } = pick(pairs(hit.replacement));
      row.append(` ${omforent.say("replaced")} `, span("", text, lang));
    }
    return [row];
  }

  /** The whole of a hit, for a list. */
  omforent.drawHit = (hit) => [...omforent.drawTitle(hit), ...omforent.drawFacts(hit)];

  const lines = (sentences) => sentences.map((text) => Object.assign(document.createElement("p"), { textContent: text }));

  /** What is said where nothing was found. */
  omforent.drawNothing = (query, found) => {
    const nearest = found.nearest.length ? [omforent.say("nearest")] : [];
    return lines([omforent.say("none", { query }), omforent.say("not_held"), ...nearest]);
  };

  /** What is said where the query was read otherwise, or not all of it was found. */
  omforent.drawRereading = (found) => {
    const { corrections } = found;
    const said = corrections.map(({ typed, used }) => omforent.say("corrected", { typed, used }));
    return lines(found.complete ? said : [...said, omforent.say("some")]);
  };
})();
