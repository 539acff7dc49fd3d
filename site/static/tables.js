// Tables that can be filtered, sorted and relieved of what is no longer valid; all rows are there without scripts.
"use strict";

(() => {
  const CALM = 400; // milliseconds after the last key before the number of rows is spoken
  const order = new Intl.Collator(document.documentElement.lang, { numeric: true, sensitivity: "base" });
  const MARKS = /[\u0300-\u036f]/g;

  // å, ä and é as a, ø and ö as o, æ as ae: so that what a keyboard lacks is found all the same
  function folded(text) {
    return text.toLowerCase().replaceAll("ø", "o").replaceAll("æ", "ae").normalize("NFD").replace(MARKS, "");
  }

  function element(tag, properties = {}, ...inside) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...inside);
    return made;
  }

  function equip(holder) {
    const table = holder.querySelector("table");
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => ({ row, text: folded(row.textContent), gone: row.classList.contains("inactive") }));
    const words = holder.dataset;
    const field = element("input", { type: "search", autocomplete: "off", spellcheck: false });
    const gone = rows.filter((each) => each.gone).length;
    const check = element("input", { type: "checkbox", checked: true });
    const count = element("p", { className: "count" });
    const spoken = element("p", { className: "heard" });
    let waiting = 0;

    function show() {
      const wanted = folded(field.value).split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const { row, text, gone: old } of rows) {
        const is = (check.checked || !old) && wanted.every((word) => text.includes(word));
        row.hidden = !is;
        shown += is;
      }
      count.textContent = words.shown.replace("{shown}", shown).replace("{all}", rows.length);
      clearTimeout(waiting);
      waiting = setTimeout(() => { spoken.textContent = count.textContent; }, CALM);
    }

    function sort(at, head) {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const cell = (row) => row.cells[at].textContent.trim();
      const empty = (text) => (text === "" ? 1 : 0);
      const sign = up ? 1 : -1;
      // what has nothing in the column stands last, whichever way
      rows.sort((one, two) => {
        const [first, second] = [cell(one.row), cell(two.row)];
        return empty(first) - empty(second) || sign * order.compare(first, second);
      });
      body.append(...rows.map((each) => each.row));
    }

    [...table.tHead.rows[0].cells].forEach((head, at) => {
      const button = element("button", { type: "button", className: "sort" });
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(at, head));
      head.append(button);
    });
    table.classList.add("sorts");

    const tools = element("div", { className: "tools" });
    tools.append(element("label", { className: "field" }, words.filter, field));
    if (gone && gone < rows.length) {
      tools.append(element("label", { className: "check" }, check, words.inactive.replace("{count}", gone)));
    }
    tools.append(count, spoken);
    if (words.aside) tools.append(element("p", { className: "note" }, words.aside));
    spoken.setAttribute("role", "status");
    count.textContent = words.shown.replace("{shown}", rows.length).replace("{all}", rows.length);
    // whoever follows a link to a row must find it there
    addEventListener("hashchange", () => { field.value = ""; check.checked = true; show(); });
    field.addEventListener("input", show);
    check.addEventListener("change", show);
    holder.before(tools);
  }

  for (const holder of document.querySelectorAll("[data-filter]")) equip(holder);
})();
