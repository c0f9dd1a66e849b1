// What stands beside the pointer: name, who holds it, and what is not settled about that.
import { el, nameNode } from "../dom/elements.js";
import { holdingWords, stateSentences } from "../states/states.js";

/**
 * @param {string} name @param {import("../states/states.js").ControlState} held
 * @param {import("../data/types.js").Actors} actors @param {import("../words/texts.js").Texts} texts
 * @param {import("../data/types.js").Doubt} when
 * @param {string} [about] one more line
 * @param {string} [kind] of what it is, as for `stateSentences`
 * @returns {HTMLElement}
 */
export function tooltipNode(name, held, actors, texts, when, about = "", kind = "") {
  const [, ...flags] = stateSentences(held, actors, texts, when, kind);
  const lines = [nameNode(holdingWords(held, actors, texts)), ...flags, about].filter(Boolean);
  return el("div", { dir: texts.direction }, nameNode(name, "strong"), ...lines.map((line) => el("div", {}, line)));
}
