// A box that holds the legend, or a card in its place, and leaves out signs that the map does not draw.
import { el, setChildren } from "../dom/elements.js";
import { showKinds } from "./legend.js";

/** Nodes of a box; `data-keep` says which is which when it is drawn anew. @param {HTMLElement} box @param {string} css @returns {HTMLElement[]} */
const kept = (box, css) => Array.from(box.querySelectorAll(css));

/** Other nodes in a box. @param {HTMLElement} box @param {Node[]} nodes */
export function refill(box, nodes) {
  redrawn(box, () => setChildren(box, nodes));
}

/** Change what is in a box: what had the focus has it again, and lines that were open are. @param {HTMLElement} box @param {() => void} change */
export function redrawn(box, change) {
  const active = document.activeElement;
  const focused = active instanceof HTMLElement && box.contains(active) ? active.dataset.keep : undefined;
  const open = new Set(kept(box, "details[open] > summary[data-keep]").map((node) => node.dataset.keep));
  change();
  for (const node of kept(box, "[data-keep]")) {
    if (node.parentElement instanceof HTMLDetailsElement) node.parentElement.open = open.has(node.dataset.keep);
    if (focused !== undefined && node.dataset.keep === focused && node !== document.activeElement) node.focus({ preventScroll: true });
  }
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
