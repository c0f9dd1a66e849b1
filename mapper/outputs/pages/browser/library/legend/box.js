// A box that holds the legend, or a card in its place, and leaves out signs that the map does not draw.
import { el } from "../dom/elements.js";
import { showKinds } from "./legend.js";

/** @param {Record<string, string>} [attributes] of the box */
export function legendBox(attributes = {}) {
  const node = el("div", attributes);
  /** @type {Set<string>} */
  let kinds = new Set();
  /** Kinds of places that the map draws now. @param {Set<string>} drawn */
  const onKinds = (drawn) => {
    kinds = drawn;
    showKinds(node, kinds);
  };
  /** @param {...Node} nodes */
  const fill = (...nodes) => {
    node.replaceChildren(...nodes);
    showKinds(node, kinds);
  };
  return { node, onKinds, fill };
}
