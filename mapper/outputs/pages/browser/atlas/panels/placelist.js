// All places of the day with who holds them, as a list: for reading, and for going on the map without seeing it.
import { el, nameNode } from "../../library/dom/elements.js";
import { holderColour } from "../../library/paint/colours.js";
import { holdingWords } from "../../library/states/states.js";

/** @import { AtlasData } from "../data/data.js" */
/** @import { Texts } from "../../library/words/texts.js" */

const SHOWN = 100; // places at once; as many more with each "more"

/**
 * Closed at first; it is filled when it is opened, and follows the day while it is open.
 * @param {AtlasData} data @param {any} scenery @param {Texts} texts
 * @param {(kind: "place", index: number) => void} onOpen
 */
export function placeList(data, scenery, texts, onOpen) {
  const list = el("ul", { class: "mapper-place-list" });
  const more = el("button", { type: "button", class: "mapper-more", hidden: true, text: texts.t("events_more"), onclick: () => fill(limit + SHOWN) });
  const node = el("details", { class: "mapper-all-places" }, el("summary", { class: "mapper-part", text: texts.t("places_title") }), list, more);
  let day = data.firstDay;
  let limit = SHOWN;
  let shown = "";
  /** @param {number} index */
  const row = (index) => {
    const state = data.states[data.stateOf(data.unitTotal + index, day)];
    const dot = el("span", { class: "mapper-option-dot", "aria-hidden": "true" });
    dot.style.background = holderColour(data.actors, state.holder);
    const open = el("button", { type: "button", class: "mapper-event-open", "data-place": data.places[index].id, onclick: () => onOpen("place", index) }, nameNode(data.places[index].name));
    return el("li", {}, dot, open, el("span", { class: "mapper-option-held" }, nameNode(holdingWords(state, data.actors, texts))));
  };
  const fill = (count = limit) => {
    const focused = list.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.place : undefined;
    limit = count;
    shown = `${day} ${limit}`;
    const there = scenery.order.filter((/** @type {number} */ index) => data.stateOf(data.unitTotal + index, day) >= 0);
    list.replaceChildren(...there.slice(0, limit).map(row));
    more.hidden = there.length <= limit;
    if (focused !== undefined) list.querySelector(`[data-place="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  };
  const empty = () => {
    list.replaceChildren();
    more.hidden = true;
    [limit, shown] = [SHOWN, ""];
  };
  node.addEventListener("toggle", () => (node.open ? fill() : empty()));
  /** @param {number} next */
  const show = (next) => {
    day = next;
    if (node.open && shown !== `${day} ${limit}`) fill();
  };
  return { node, show };
}
