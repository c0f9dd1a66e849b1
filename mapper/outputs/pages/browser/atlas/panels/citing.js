// What to quote from a view, ready to be copied: a sentence, a source, entries for bibliographies, code for other pages.
import { el } from "../../library/dom/elements.js";

/** @import { Texts } from "../../library/words/texts.js" */

let dialogs = 0;

/** Put a text into the clipboard; where that is not allowed it is selected, to be copied by hand. @param {string} text @param {HTMLTextAreaElement} field that shows it */
async function copied(text, field) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    field.focus();
    field.select();
    return false;
  }
}

/**
 * A window over the page with texts to copy; it closes with Escape.
 * @param {string} title @param {{name: string, title: string, about?: string, text: string, code: boolean}[]} blocks code: written from left to right
 * @param {Texts} texts @param {() => void} onClose
 */
export function showTexts(title, blocks, texts, onClose) {
  dialogs += 1;
  const id = `mapper-cite-${dialogs}`;
  const told = el("p", { class: "mapper-small", role: "status" });
  const parts = blocks.map(({ name, title: heading, about, text, code }) => {
    const label = `${id}-${name}`;
    const field = el("textarea", { class: "mapper-quote", readonly: true, rows: Math.min(8, Math.ceil(text.length / 70) + text.split("\n").length - 1), dir: code ? "ltr" : "auto", "aria-labelledby": label, spellcheck: "false" });
    field.value = text;
    const copy = async () => (told.textContent = texts.t((await copied(text, field)) ? "cite_copied" : "cite_by_hand", { what: heading }));
    const button = el("button", { type: "button", class: "mapper-button mapper-word", "data-copy": name, "aria-label": texts.t("cite_copy_this", { what: heading }), onclick: copy, text: texts.t("cite_copy") });
    return el("section", { "data-quote": name }, el("div", { class: "mapper-quote-head" }, el("h3", { id: label, text: heading }), button), about ? el("p", { class: "mapper-small", text: about }) : null, field);
  });
  const close = el("button", { type: "button", class: "mapper-button mapper-word", onclick: () => box.close(), text: texts.t("close") });
  const box = el("dialog", { class: "mapper-cite", "aria-labelledby": id }, el("div", { class: "mapper-quote-head" }, el("h2", { id, text: title }), close), ...parts, told);
  box.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => event.stopPropagation()); // the keys of the page rest
  box.addEventListener("close", () => {
    box.remove();
    onClose();
  });
  document.body.append(box);
  box.showModal();
  return box;
}
