// The editor works without this file, as a plain field. With it lines have numbers and marks, a fault leads to its line, Enter keeps
// the indentation, and Ctrl+S saves.
"use strict";
(() => {
  const text = document.querySelector("#text");
  if (!text) return;
  const rows = document.querySelector("#rows");
  const found = document.querySelector("#found");
  const saved = document.querySelector("#saved");
  let onDisk = text.value;

  // The rows lie behind the field, with the same words at the same places: so their numbers stand beside the lines however long
  // these are.
  const number = () => {
    const marks = new Map();
    for (const item of [...found.querySelectorAll("[data-line]")].reverse()) marks.set(Number(item.dataset.line), item.className);
    rows.replaceChildren(...text.value.split("\n").map((line, i) => {
      const row = document.createElement("div");
      row.textContent = line || " ";
      row.className = marks.get(i + 1) ?? "";
      return row;
    }));
    rows.scrollTop = text.scrollTop;
  };
  text.closest(".paper").classList.add("numbered");
  text.addEventListener("scroll", () => { rows.scrollTop = text.scrollTop; });
  text.addEventListener("input", () => {
    number();
    saved.textContent = text.value === onDisk ? "" : "Not saved yet.";
    document.querySelector("#undo").disabled = false; // what is typed can be taken back, and nothing is to be done again
    document.querySelector("#redo").disabled = true;
  });

  // A fault leads to its line.
  const lead = () => {
    for (const place of found.querySelectorAll("span.place")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "place";
      button.textContent = place.textContent;
      place.replaceWith(button);
    }
    number();
  };
  found.addEventListener("click", (event) => {
    const item = event.target.closest("button.place")?.closest("li");
    if (!item) return;
    const line = Number(item.dataset.line) - 1;
    const begin = text.value.split("\n").slice(0, line).join("\n").length + (line > 0 ? 1 : 0);
    const column = Number(item.dataset.column) - 1;
    text.focus();
    text.setSelectionRange(begin + column, begin + Math.max(Number(item.dataset.end) - 1, column));
    text.scrollTop = (rows.children[line]?.offsetTop ?? 0) - text.clientHeight / 3;
  });
  new MutationObserver(lead).observe(found, { childList: true });
  lead();

  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
      const line = text.value.slice(0, text.selectionStart).split("\n").pop();
      event.preventDefault();
      document.execCommand("insertText", false, "\n" + line.match(/^ */)[0]); // the field's own undo knows of it
    }
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      document.querySelector("#save").click();
    }
  });

  // What is saved is on disk. A page that is left with more asks first.
  new MutationObserver(() => { if (saved.textContent.startsWith("Saved.")) onDisk = text.value; }).observe(saved, { childList: true });
  let leaving = false;
  document.querySelector("#file").addEventListener("submit", () => { leaving = true; });
  window.addEventListener("beforeunload", (event) => { if (!leaving && text.value !== onDisk) event.preventDefault(); });
})();
