// Tools in the header: whose colours, comparison, what can be taken away, language.
import { el } from "../../library/dom/elements.js";

/** A button that opens a small panel; Escape and a click elsewhere close it. @param {string} label @param {string} name @param {...Node} children */
export function menuNode(label, name, ...children) {
  const summary = el("summary", { class: "mapper-button mapper-menu-button" }, el("span", { text: label }));
  const box = el("div", { class: "mapper-menu-box" }, ...children);
  const node = el("details", { class: "mapper-menu", "data-menu": name }, summary, box);
  const close = () => {
    node.open = false;
  };
  node.addEventListener("keydown", (/** @type {any} */ event) => {
    if (event.key !== "Escape" || !node.open) return;
    event.stopPropagation();
    close();
    summary.focus();
  });
  /** @param {any} event */
  const outside = (event) => !node.contains(event.target) && close();
  document.addEventListener("pointerdown", outside);
  node.addEventListener("focusout", (/** @type {any} */ event) => {
    const to = /** @type {Node | null} */ (event.relatedTarget);
    if (to && !node.contains(to)) close();
  });
  return { node, close, focus: () => summary.focus(), remove: () => document.removeEventListener("pointerdown", outside) };
}

/**
 * One choice among few, as radio buttons side by side.
 * @param {string} label @param {string} name @param {[string, string][]} choices value and words
 * @param {(value: string) => void} onChoice
 */
export function choiceNode(label, name, choices, onChoice) {
  const inputs = choices.map(([value]) => el("input", { type: "radio", name, value, onchange: () => onChoice(value) }));
  const rows = choices.map(([, words], i) => el("label", {}, inputs[i], el("span", { text: words })));
  const node = el("fieldset", { class: "mapper-choice" }, el("legend", { text: label }), ...rows);
  return { node, set: (/** @type {any} */ value) => inputs.forEach((input) => (input.checked = input.value === value)) };
}

/** A row of a menu that does something. @param {string} name @param {string} words @param {any} about @param {any} onclick */
export function menuAction(name, words, about, onclick) {
  return el("button", { type: "button", class: "mapper-menu-action", "data-action": name, onclick }, el("span", { text: words }), about ? el("small", { text: about }) : null);
}
