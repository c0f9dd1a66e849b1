// The title of a page: the name of the case, and the date or dates. A long name has few lines, for the map needs the room.
import { el, nameNode } from "../dom/elements.js";

const MIDDLING = 36; // letters that have room in one line of a phone, with no date beside them
const LONG = 72; // letters that have room in one line of a desk, with a date beside them

/**
 * Case and date as one sentence. A long name stands in a box of its own that the style clamps, so that the date stays
 * in view. The pointer shows it whole, and so do the notes (`wholeTitle`).
 * @param {import("../words/texts.js").Texts} texts
 * @param {string} key of the sentence
 * @param {{case: string} & Record<string, string>} parts
 * @returns {Node}
 */
export function titleNode(texts, key, parts) {
  const { case: name, ...rest } = parts;
  if (name.length <= MIDDLING) return texts.phrase(key, parts);
  const when = el("span", { class: "mapper-title-when" }, texts.phrase(key, { case: "", ...rest }));
  when.querySelector("bdi").remove(); // the empty name
  when.normalize(); // no empty texts
  const first = when.firstChild;
  let dash = "";
  if (first instanceof Text) {
    dash = /^[\s–]*/.exec(first.data)?.[0] || "";
    first.data = first.data.slice(dash.length);
  }
  return el(
    "span",
    { class: name.length > LONG ? "mapper-title-long" : "mapper-title-middling" },
    el("span", { class: "mapper-title-case", title: name }, nameNode(name)),
    el("span", { class: "mapper-title-dash", text: dash }),
    when,
  );
}

/** The whole name of a case for the notes, where the title may be clamped. @param {string} name */
export function wholeTitle(name) {
  return name.length <= MIDDLING ? null : el("p", { class: "mapper-whole-title" }, nameNode(name));
}
