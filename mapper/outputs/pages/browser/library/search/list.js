// A searchable list of places and areas: arrows move, Enter opens.
import { el, nameNode } from "../dom/elements.js";
import { holderColour } from "../paint/colours.js";
import { fold } from "../words/spelling.js";
import { holdingWords } from "../states/states.js";

/** @import { DayData, PlaceEntry, Row, TargetKind } from "../data/types.js" */
/** @import { Texts } from "../words/texts.js" */
/** @typedef {(kind: TargetKind, index: number) => string | null} Words */

/**
 * @typedef {object} Entry
 * @property {TargetKind} kind
 * @property {number} index
 * @property {string} name
 * @property {string} parent the area around it
 * @property {string[]} keys its names, folded
 * @property {string} held by whom
 * @property {string} colour
 */

const SHOWN = 1000;
let lists = 0;

/** Everything that can be found. @param {DayData} data @param {PlaceEntry[]} places @param {Texts} texts @param {Words} words @returns {Entry[]} */
function entriesOf(data, places, texts, words) {
  /** @param {TargetKind} kind @param {number} index @param {{name: string, parents: string[], alt_names?: string[]}} target @param {Row} row @returns {Entry} */
  const entry = (kind, index, target, row) => {
    const held = data.state.states[row.s];
    return {
      kind,
      index,
      name: target.name,
      parent: (row.parents || target.parents)[0] || "",
      keys: [target.name, ...(target.alt_names || [])].map(fold),
      held: words(kind, index) ?? holdingWords(held, data.state.actors, texts),
      colour: holderColour(data.state.actors, held.holder),
    };
  };
  const units = data.geometry.units.map((unit, index) => entry("unit", index, unit, data.state.units[index]));
  const collator = new Intl.Collator(texts.locale);
  units.sort((a, b) => collator.compare(a.name, b.name) || a.index - b.index);
  return [...places.map(({ place, row, index }) => entry("place", index, place, row)), ...units];
}

/** Rank of a hit: the start of a name first, then anywhere. @param {Entry} entry @param {string} key */
function hitRank(entry, key) {
  if (!key) return 0;
  if (entry.keys.some((name) => name.startsWith(key))) return 1;
  return entry.keys.some((name) => name.includes(key)) ? 2 : 9;
}

/** @param {Entry} entry @param {string} id @returns {HTMLElement} */
function optionNode(entry, id) {
  const dot = el("span", { class: "mapper-option-dot" });
  dot.style.background = entry.colour;
  return el(
    "li",
    { id, role: "option", "data-kind": entry.kind, "data-index": entry.index, "aria-selected": "false" },
    dot,
    nameNode(entry.name, "span"),
    el("span", { class: "mapper-option-held" }, ...(entry.kind === "unit" && entry.parent ? [nameNode(entry.parent), " · "] : []), nameNode(entry.held)),
  );
}

/**
 * @param {DayData} data @param {PlaceEntry[]} places @param {Texts} texts
 * @param {(kind: TargetKind, index: number) => void} onOpen
 * @param {Words} [words] beside a name, in place of the holder
 */
export function searchList(data, places, texts, onOpen, words = () => null) {
  lists += 1;
  const prefix = `mapper-list-${lists}`;
  const entries = entriesOf(data, places, texts, words);
  const box = el("ul", { id: prefix, role: "listbox", class: "mapper-options", tabindex: "-1", "aria-label": texts.t("list_title") });
  const input = el("input", {
    type: "search",
    role: "combobox",
    class: "mapper-search",
    placeholder: texts.t("list_search"),
    "aria-label": texts.t("list_search"),
    "aria-controls": prefix,
    "aria-expanded": "true",
    "aria-autocomplete": "list",
    autocomplete: "off",
    spellcheck: "false",
  });
  /** @type {HTMLElement[]} */
  let options = [];
  let active = -1;

  /** @param {number} position */
  const activate = (position, scroll = true) => {
    options[active]?.setAttribute("aria-selected", "false");
    active = Math.max(-1, Math.min(position, options.length - 1));
    const option = options[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    input.setAttribute("aria-activedescendant", option.id);
    if (scroll) option.scrollIntoView({ block: "nearest" });
  };

  const fill = () => {
    const key = fold(input.value);
    const hits = entries.map((entry, order) => ({ entry, order, rank: hitRank(entry, key) })).filter((hit) => hit.rank < 9);
    hits.sort((a, b) => a.rank - b.rank || a.order - b.order);
    options = [];
    box.replaceChildren();
    let group = "";
    hits.slice(0, SHOWN).forEach(({ entry }, i) => {
      if (!key && entry.kind !== group) {
        group = entry.kind;
        box.append(el("li", { role: "presentation", class: "mapper-group", text: texts.t(group === "unit" ? "list_units" : "list_places") }));
      }
      const option = optionNode(entry, `${prefix}-${i}`);
      options.push(option);
      box.append(option);
    });
    const rest = hits.length - SHOWN;
    if (rest > 0) box.append(el("li", { role: "presentation", class: "mapper-small", text: texts.plural("list_more", rest) }));
    if (!hits.length) box.append(el("li", { role: "presentation", class: "mapper-small", text: texts.t("list_empty") }));
    activate(key && options.length ? 0 : -1, false);
    box.scrollTop = 0;
  };

  /** @param {HTMLElement | undefined} option */
  const open = (option) => option && onOpen(/** @type {TargetKind} */ (option.dataset.kind), Number(option.dataset.index));
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    const page = 10;
    /** @type {Record<string, number>} */
    const moves = { ArrowDown: active + 1, ArrowUp: Math.max(active - 1, 0), PageDown: active + page, PageUp: Math.max(active - page, 0) };
    if (event.key in moves) {
      event.preventDefault();
      activate(moves[event.key]);
    } else if (event.key === "Enter") open(options[active]);
    else if (event.key === "Escape" && input.value) {
      input.value = "";
      fill();
    }
  };
  input.addEventListener("input", fill);
  input.addEventListener("keydown", onKey);
  box.addEventListener("keydown", onKey);
  box.addEventListener("click", (/** @type {any} */ event) => {
    const option = event.target.closest('[role="option"]');
    activate(options.indexOf(option), false);
    open(option);
  });
  fill();
  const help = el("p", { class: "mapper-small mapper-keys", text: texts.t("list_help") });
  const node = el("section", { class: "mapper-list", "aria-label": texts.t("list_title") }, input, help, box);
  return { node, focus: () => input.focus() };
}
