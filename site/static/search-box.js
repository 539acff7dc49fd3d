// The search box as a combobox with a list of hits (WAI-ARIA: list autocomplete, manual selection).
"use strict";

(() => {
  const { omforent } = window;
  const form = document.querySelector("form.search");
  const input = form.elements.q;
  const LIMIT = 10;
  const CALM = 500; // milliseconds after the last key before the number of hits is spoken
  const popup = element("div", { className: "search-popup", hidden: true });
  const line = element("div", { className: "search-line" });
  const list = element("ul", { className: "search-list", id: "search-list", role: "listbox" });
  const spoken = element("p", { className: "search-spoken", role: "status" });
  let options = [];
  let active = -1;
  let turn = 0;
  let speaking = 0;

  function element(tag, { role, ...properties } = {}) {
    const made = Object.assign(document.createElement(tag), properties);
    if (role) made.setAttribute("role", role);
    return made;
  }

  function equip() {
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    input.autocomplete = "off";
    popup.append(line, list);
    form.append(popup, spoken);
    list.setAttribute("aria-label", form.querySelector("label").textContent);
  }

  // -- asking --------------------------------------------------------------------------------------------------

  async function ask() {
    const mine = ++turn;
    const query = input.value;
    if (!query.trim()) return close();
    try {
      await omforent.wake();
      const found = await omforent.find(query, { limit: LIMIT });
      if (mine === turn && document.activeElement === input) show(query, found);
    } catch (fault) {
      if (mine === turn) fail(fault);
    }
  }

  function fail(fault) {
    draw([], [element("p", { textContent: omforent.words.failed ?? String(fault) })]);
    say(line.textContent);
  }

  // -- showing -------------------------------------------------------------------------------------------------

  function show(query, found) {
    const rows = (found.total ? found.hits : found.nearest).map((hit) => option(omforent.hitUrl(hit), omforent.drawHit(hit)));
    if (found.total > found.hits.length) rows.push(everything(query, found));
    draw(rows, found.total ? omforent.drawRereading(found) : omforent.drawNothing(query, found));
    say(omforent.count(found));
    list.dataset.answers = query; // which question the list answers: for tests and measurements
  }

  function everything(query, found) {
    const text = element("span", { className: "search-all", textContent: omforent.tell("all", found.total) });
    return option(resultsUrl(query), [text]);
  }

  function option(href, content) {
    const row = element("li", { role: "option" });
    row.append(...content);
    row.dataset.href = href;
    return row;
  }

  function draw(rows, lines) {
    options = rows;
    options.forEach((row, at) => {
      row.id = `search-option-${at}`;
      row.setAttribute("aria-selected", "false");
    });
    list.replaceChildren(...options);
    line.replaceChildren(...lines);
    list.hidden = !options.length;
    line.hidden = !lines.length;
    popup.hidden = false;
    input.setAttribute("aria-expanded", String(options.length > 0));
    choose(-1);
  }

  function close() {
    turn += 1;
    popup.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
    say("");
  }

  /** Tells a screen reader, when the typing has come to rest. */
  function say(text) {
    clearTimeout(speaking);
    speaking = setTimeout(() => (spoken.textContent = text), text ? CALM : 0);
  }

  // -- choosing ------------------------------------------------------------------------------------------------

  function choose(at) {
    options[active]?.setAttribute("aria-selected", "false");
    active = at;
    const row = options[active];
    row?.setAttribute("aria-selected", "true");
    row?.scrollIntoView({ block: "nearest" });
    if (row) input.setAttribute("aria-activedescendant", row.id);
    else input.removeAttribute("aria-activedescendant");
  }

  /** One step down or up; before the first and after the last comes the box itself. */
  function step(by) {
    if (popup.hidden) return void ask();
    const many = options.length + 1;
    choose(((active + 1 + by + many) % many) - 1);
  }

  function resultsUrl(query) {
    const url = new URL(form.action);
    url.search = new URLSearchParams({ q: query.trim() });
    return url.href;
  }

  function go(href, event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return void window.open(href, "_blank", "noopener");
    close();
    location.assign(href);
  }

  function submit(event) {
    event.preventDefault();
    const row = popup.hidden ? undefined : options[active];
    if (row) go(row.dataset.href, event);
    else if (input.value.trim()) go(resultsUrl(input.value), event);
  }

  const KEYS = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Escape: () => (popup.hidden ? (input.value = "") : close()),
    Enter: submit,
  };

  function press(event) {
    if (event.isComposing || !(event.key in KEYS)) return;
    event.preventDefault();
    KEYS[event.key](event);
  }

  function click(event) {
    const row = event.target.closest("[role=option]");
    if (row) go(row.dataset.href, event);
  }

  equip();
  input.addEventListener("input", ask);
  input.addEventListener("keydown", press);
  input.addEventListener("focus", ask);
  form.addEventListener("submit", submit);
  form.addEventListener("focusout", (event) => form.contains(event.relatedTarget) || close());
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", click);
  omforent.wake().catch(() => undefined); // what fails is told when something is asked
  if (input.value && document.activeElement === input) ask();
})();
