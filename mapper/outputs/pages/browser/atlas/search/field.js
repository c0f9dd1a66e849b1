// Finding a place or area by any spelling: a field with a list that opens under it.
import { el, nameNode } from "../../library/dom/elements.js";
import { holderColour } from "../../library/paint/colours.js";
import { holdingWords } from "../../library/states/states.js";
import { rowName } from "../../library/legend/holders.js";
import { areasOf, inside } from "../data/areas.js";
import { GROUPS, groupsOf, levelWord } from "../figures/groups.js";
import { legendRows, pathOf } from "../panels/facade.js";
import { searchEntries, searchHits } from "./hits.js";

/** @import { Entry } from "./hits.js" */

let fields = 0;

/**
 * @param {any} data @param {any} scenery @param {any} texts
 * @param {object} hooks
 * @param {(kind: string, index: number) => any} hooks.stateOf on the day shown
 * @param {(kind: import("../page/store.js").Kind, index: number) => void} hooks.onOpen
 * @param {(kind: import("../page/store.js").Kind, index: number) => void} hooks.onMove the selection moves along the list
 * @param {() => number} hooks.day
 */
export function searchField(data, scenery, texts, { stateOf, onOpen, onMove, day }) {
  fields += 1;
  const prefix = `mapper-find-${fields}`;
  /** @type {Entry[] | null} */
  let entries = null; // made when the field is first used
  const box = el("ul", { id: prefix, role: "listbox", class: "mapper-options mapper-found", hidden: true, "aria-label": texts.t("list_title") });
  const input = el("input", {
    type: "search", role: "combobox", class: "mapper-search", placeholder: texts.t("list_search"), "aria-label": texts.t("list_search"),
    "aria-controls": prefix, "aria-expanded": "false", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false",
  });
  const node = el("section", { class: "mapper-finder", "aria-label": texts.t("list_title") }, input, box);
  /** @type {Entry[]} */
  let hits = [];
  let active = -1;

  /** An option for an area, a party or a camp: with whoever has most of the area. @param {Entry} entry @param {number} i */
  const groupOption = (entry, i) => {
    const one = groupsOf(data, entry.kind)[entry.index];
    const { actors } = scenery.lenses(entry.kind === "bloc" ? "bloc" : "holder", day());
    const most = entry.kind === "area" ? legendRows(data, day(), "holder", inside(data, areasOf(data)[entry.index], day()))[0] : null;
    const dot = el("span", { class: "mapper-option-dot" });
    dot.style.background = entry.kind === "area" ? (most ? holderColour(actors, most.holder) : "transparent") : holderColour(actors, one.id);
    const held = most ? [" · ", nameNode(rowName(most, actors, texts))] : [];
    const kind = entry.kind === "area" ? levelWord(one.level, texts) : entry.kind === "bloc" ? texts.t("camp") : texts.t(`actor_${data.actorList[entry.index].kind}`);
    const about = el("span", { class: "mapper-option-held" }, kind, ...held);
    return el("li", { id: `${prefix}-${i}`, role: "option", "aria-selected": "false", "data-kind": entry.kind, "data-index": entry.index }, dot, nameNode(entry.name, "span"), about);
  };
  /** @param {Entry} entry @param {number} i */
  const optionOf = (entry, i) => {
    if (GROUPS.includes(entry.kind)) return groupOption(entry, i);
    const state = stateOf(entry.kind, entry.index);
    const dot = el("span", { class: "mapper-option-dot" });
    dot.style.background = state ? holderColour(data.actors, state.holder) : "transparent";
    const target = entry.kind === "unit" ? entry.index : data.unitTotal + entry.index;
    const parent = pathOf(data, target, day())[0];
    const held = state ? holdingWords(state, data.actors, texts) : texts.t("not_yet");
    const kind = entry.kind === "unit" ? texts.t("kind_unit") : texts.t(`kind_${data.places[entry.index].kind}`);
    const about = el("span", { class: "mapper-option-held" }, `${kind} · `, ...(parent ? [nameNode(parent), " · "] : []), nameNode(held));
    return el("li", { id: `${prefix}-${i}`, role: "option", "aria-selected": "false", "data-kind": entry.kind, "data-index": entry.index }, dot, nameNode(entry.name, "span"), about);
  };
  /** @param {boolean} on */
  const open = (on) => {
    box.hidden = !on;
    input.setAttribute("aria-expanded", String(on));
    if (!on) input.removeAttribute("aria-activedescendant");
  };
  const fill = () => {
    entries ||= searchEntries(data, scenery.order);
    hits = searchHits(entries, input.value);
    const rows = hits.map(optionOf);
    if (!rows.length) rows.push(el("li", { role: "option", "aria-disabled": "true", "aria-selected": "false", class: "mapper-small", text: texts.t("list_empty") }));
    box.replaceChildren(...rows);
    box.scrollTop = 0;
    active = -1;
    open(true);
    if (input.value && hits.length) activate(0, false);
  };
  /** @param {number} position */
  const activate = (position, move = true) => {
    box.children[active]?.setAttribute("aria-selected", "false");
    active = Math.max(0, Math.min(position, hits.length - 1));
    const option = box.children[active];
    if (!option || !hits.length) return;
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
    if (move) onMove(hits[active].kind, hits[active].index);
  };
  /** @param {number} position */
  const choose = (position) => {
    const entry = hits[position];
    if (!entry) return;
    open(false);
    onOpen(entry.kind, entry.index);
  };
  input.addEventListener("input", fill);
  let quiet = false; // the focus comes back to the field: nobody asks for the list
  input.addEventListener("focus", () => box.hidden && !quiet && fill());
  input.addEventListener("click", () => box.hidden && fill());
  node.addEventListener("focusout", (/** @type {any} */ event) => {
    if (!node.contains(/** @type {Node | null} */ (event.relatedTarget))) open(false);
  });
  input.addEventListener("keydown", (/** @type {any} */ event) => {
    /** @type {Record<string, number>} */
    const moves = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + 8, PageUp: active - 8 };
    if (event.key in moves) {
      event.preventDefault();
      if (box.hidden) fill();
      activate(moves[event.key]);
    } else if (event.key === "Enter") choose(active);
    else if (event.key === "Escape" && !box.hidden) {
      event.stopPropagation();
      input.value = "";
      open(false);
    }
  });
  box.addEventListener("mousedown", (/** @type {any} */ event) => event.preventDefault()); // the field keeps the focus
  box.addEventListener("click", (/** @type {any} */ event) => {
    const option = /** @type {Element} */ (event.target).closest('[role="option"]');
    choose(Array.from(box.children).indexOf(/** @type {Element} */ (option)));
  });
  const focus = () => {
    quiet = true;
    input.focus();
    quiet = false;
  };
  return { node, input, focus };
}
