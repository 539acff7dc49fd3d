// The page of all results: hits twenty at a time, and how many there are of each kind. Its address is the question.
"use strict";

(() => {
  const { omforent } = window;
  const PAGE = 20;
  const asked = new URLSearchParams(location.search);
  const query = (asked.get("q") ?? "").trim();
  const kind = asked.get("kind") ?? "";
  const page = Math.max(1, Number.parseInt(asked.get("page") ?? "1", 10) || 1);
  const main = document.querySelector("main");

  function element(tag, properties = {}, ...content) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...content);
    return made;
  }

  /** The address of this page with something else asked for. */
  function address(changes) {
    const search = new URLSearchParams({ q: query, ...(kind && { kind }), ...changes });
    for (const [name, value] of [...search]) if (!value) search.delete(name);
    return `?${search}`;
  }

  async function run() {
    carry();
    if (!query) return document.querySelector("form.search").elements.q.focus();
    try {
      await omforent.wake();
      draw(await omforent.find(query, { kind, offset: (page - 1) * PAGE, limit: PAGE }));
    } catch (fault) {
      const told = element("p", {}, omforent.words.failed ?? String(fault));
      told.setAttribute("role", "alert");
      main.append(told);
    }
  }

  /** Shows the question in the box, and takes it along into the other languages. */
  function carry() {
    document.querySelector("form.search").elements.q.value = query;
    for (const link of document.querySelectorAll("nav.languages a")) link.search = location.search;
  }

  function draw(found) {
    document.title = `${query} – ${document.title}`;
    const list = found.total ? [...omforent.drawRereading(found), hits(found)] : nothing(found);
    main.querySelector(".lead").hidden = true; // how the search works is of use until there is an answer
    main.append(heading(found), ...facets(found), ...list, ...pager(found));
    main.dataset.searched = query;
  }

  function heading(found) {
    const text = found.total ? `${omforent.count(found)}: ${query}` : omforent.say("none", { query });
    const spoken = element("p", { className: "search-spoken" });
    spoken.setAttribute("role", "status");
    main.append(spoken);
    spoken.textContent = text;
    return element("h2", { id: "results" }, text);
  }

  function nothing(found) {
    const lines = omforent.drawNothing(query, found).slice(1);
    return [...lines, ...(found.nearest.length ? [hits({ hits: found.nearest })] : [])];
  }

  function hits(found) {
    const rows = found.hits.map((hit) => {
      const link = element("a", { href: omforent.hitUrl(hit) }, ...omforent.drawTitle(hit));
      return element("li", {}, link, ...omforent.drawFacts(hit));
    });
    const list = element("ol", { className: "search-results", start: (page - 1) * PAGE + 1 }, ...rows);
    list.setAttribute("role", "list");
    return list;
  }

  function facets(found) {
    if (found.facets.size < (kind ? 1 : 2)) return [];
    const sum = [...found.facets.values()].reduce((one, other) => one + other, 0);
    const rows = [["", sum], ...found.facets].map(([name, many]) => facet(name, many));
    const list = element("ul", {}, ...rows);
    list.setAttribute("role", "list");
    return [element("nav", { className: "search-facets", ariaLabel: omforent.say("kinds") }, list)];
  }

  function facet(name, many) {
    const text = name ? omforent.words[`kinds_${name}`] : omforent.say("all_kinds");
    const link = element("a", { href: address({ kind: name, page: "" }) }, text, " ", element("span", {}, many));
    if (name === kind) link.setAttribute("aria-current", "true");
    return element("li", {}, link);
  }

  function pager(found) {
    const last = Math.ceil(found.total / PAGE);
    if (last < 2) return [];
    const here = element("span", {}, omforent.say("page", { number: page, last }));
    const before = page > 1 ? [element("a", { href: address({ page: page - 1 }), rel: "prev" }, omforent.say("previous"))] : [];
    const after = page < last ? [element("a", { href: address({ page: page + 1 }), rel: "next" }, omforent.say("next"))] : [];
    return [element("nav", { className: "search-pages", ariaLabel: omforent.say("pages") }, ...before, here, ...after)];
  }

  run();
})();
