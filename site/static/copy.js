// A button beside each code and identifier that puts it on the clipboard and says so; nothing is there without scripts.
"use strict";

(() => {
  const main = document.querySelector("main");
  const { copy, copied, refused } = main.dataset;
  const DONE = 1500; // milliseconds that a button shows that it has copied
  const ICON = "M5 5V2.5h8.5V11H11M2.5 5H11v8.5H2.5z";
  const spoken = Object.assign(document.createElement("p"), { className: "heard" });
  spoken.setAttribute("role", "status");

  function icon() {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", ICON);
    svg.append(path);
    return svg;
  }

  function button(code) {
    const made = Object.assign(document.createElement("button"), { type: "button", className: "copying" });
    const label = copy.replace("{text}", code.textContent);
    made.setAttribute("aria-label", label);
    made.title = label;
    made.append(icon());
    return made;
  }

  // where a page is not from a secure origin there is no clipboard to write to but through a selection
  function selected(text) {
    const field = Object.assign(document.createElement("textarea"), { value: text, className: "heard" });
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (!done) throw new Error("refused");
  }

  async function put(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    return selected(text);
  }

  async function onClick(event) {
    const pressed = event.target.closest(".copying");
    if (!pressed) return;
    const text = pressed.previousElementSibling.textContent;
    try {
      await put(text);
      spoken.textContent = copied.replace("{text}", text);
      pressed.classList.add("done");
      setTimeout(() => pressed.classList.remove("done"), DONE);
    } catch {
      spoken.textContent = refused;
    }
    pressed.focus();
  }

  for (const code of document.querySelectorAll("code.copy")) code.after(button(code));
  main.append(spoken);
  main.addEventListener("click", onClick);
})();
