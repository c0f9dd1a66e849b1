// A box that holds the legend, or a card in its place, and leaves out signs that the map does not draw.
import { el } from "../dom/elements.js";
import { showKinds } from "./legend.js";

/** Other nodes in a box; what had the focus has it again where it is drawn anew. @param {HTMLElement} box @param {Node[]} nodes */
export function refill(box, nodes) {
  const active = /** @type {HTMLElement | null} */ (document.activeElement);
  const key = active && box.contains(active) ? active.dataset.keep : undefined;
  box.replaceChildren(...nodes);
  if (!key) return;
  const again = Array.from(/** @type {NodeListOf<HTMLElement>} */ (box.querySelectorAll("[data-keep]"))).find((node) => node.dataset.keep === key);
  again?.focus({ preventScroll: true });
}

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
    refill(node, nodes);
    showKinds(node, kinds);
  };
  return { node, onKinds, fill };
}
