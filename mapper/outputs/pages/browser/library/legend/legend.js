// The legend: holders of the day with their shares, and the signs that occur, in words.
import { BASE_KINDS } from "../words/vocabulary.js";
import { afresh } from "../dom/kept.js";
import { el, setChildren, svg } from "../dom/elements.js";
import { groundColour } from "../paint/colours.js";
import { placeMark } from "../paint/marks.js";
import { swatch } from "../paint/patterns.js";
import { figureSwitch, holderTable, peopleNote, totalWords } from "./holders.js";
import { landPaint, spokenActor, staleness } from "../states/states.js";

/** @import { Colours, LegendPlace, LegendState } from "../data/types.js" */
/** @import { PatternBook } from "../paint/patterns.js" */
/** @import { ControlState, Paint } from "../states/states.js" */
/** @import { Texts } from "../words/texts.js" */
/** @import { Choice } from "./holders.js" */

const PLAIN = { companions: [], contested_by: [], besieged_by: [], claimed_by: [], uncertain_with: [] };

/** Land signs that occur, each with the first state that shows it. @param {{state: LegendState}} data @param {Texts} texts @param {string} ground */
export function landSigns(data, texts, ground) {
  const { state } = data;
  /** @type {Map<string, {paint: Paint, words: string}>} */
  const signs = new Map();
  const pairs = new Set();
  /** @param {string} key @param {Paint} paint @param {string} words */
  const note = (key, paint, words) => signs.has(key) || signs.set(key, { paint, words });
  for (const row of state.units) {
    const held = state.states[row.s];
    const paint = landPaint(held, state.actors, ground);
    /** @param {string} id */
    const name = (id) => spokenActor(state.actors, id, texts);
    if (paint.base === "stripes") note("shared", paint, texts.t("sign_shared"));
    if (paint.base === "none" || paint.base === "unknown" || paint.base === "no_data") note(paint.base, { ...paint, lines: null, dots: null }, texts.t(`sign_${paint.base}`));
    if (paint.base === "bands") {
      pairs.add(held.contested_by.length ? `${held.holder} ${held.contested_by[0]}` : "");
      const words = held.contested_by.length ? { a: name(held.holder), b: name(held.contested_by[0]) } : null;
      note("contested", { ...paint, lines: null, dots: null }, texts.t(words ? "sign_contested" : "sign_contested_alone", words || {}));
    }
    if (paint.lines) note("disputed", { ...paint, dots: null }, texts.t("sign_disputed"));
    if (paint.dots) note("uncertain", { ...paint, lines: null }, texts.t("sign_uncertain"));
    const stale = staleness(row.last, held, state.day, state.first_day);
    const pale = landPaint(held, state.actors, ground, stale);
    if (stale && paint.base === "solid") note("stale", { ...pale, lines: null, dots: null }, texts.t("sign_stale"));
    if (stale === 2) note("faint", { ...pale, lines: null, dots: null }, texts.t("sign_faint"));
  }
  const contested = signs.get("contested");
  if (contested && pairs.size > 1) contested.words = texts.t("sign_contested_many");
  const order = ["contested", "shared", "disputed", "uncertain", "none", "unknown", "no_data", "stale", "faint"];
  return order.flatMap((key) => {
    const sign = signs.get(key);
    return sign ? [{ key, ...sign }] : [];
  });
}

/** @typedef {{kind?: string, place: {kind: string, rank: number}, state: ControlState, odd: boolean, words: string}} PlaceSign kind: shown only where the map draws one */

/** Signs of dots that occur. @param {LegendPlace[]} places @param {Texts} texts @returns {PlaceSign[]} */
export function placeSigns(places, texts) {
  /** @type {PlaceSign[]} */
  const signs = [];
  const besieged = places.find((entry) => entry.state.besieged_by.length);
  const odd = places.find((entry) => entry.odd && !entry.state.besieged_by.length);
  if (besieged) signs.push({ place: { kind: "town", rank: 3 }, state: besieged.state, odd: false, words: texts.t("sign_besieged") });
  if (odd) signs.push({ place: { kind: "town", rank: 2 }, state: odd.state, odd: true, words: texts.t("sign_odd") });
  const plain = { ...PLAIN, holder: "unknown", status: "held" };
  /** @type {[string, number][]} */
  const kinds = [["capital", 1], ["town", 2], ["village", 4], ["base", 5]];
  for (const [kind, rank] of kinds) {
    const occurs = places.some(({ place }) => (BASE_KINDS.includes(place.kind) ? "base" : place.kind) === kind);
    if (occurs) signs.push({ kind, place: { kind, rank }, state: plain, odd: false, words: texts.t(`sign_${kind}`) });
  }
  return signs;
}

/** A small picture of a dot, for the legend. @param {PlaceSign} sign @param {Colours} actors */
export function placeSwatch({ place, state, odd }, actors) {
  const mark = svg("g", { transform: "translate(15 11)" }, ...placeMark(place, state, actors, odd));
  return svg("svg", { width: 30, height: 22, viewBox: "0 0 30 22", "aria-hidden": "true", class: "mapper-swatch" }, mark);
}

/** Leave out the signs of kinds of places that have no dot at this zoom. @param {HTMLElement} box @param {Set<string>} kinds */
export function showKinds(box, kinds) {
  for (const item of /** @type {NodeListOf<HTMLElement>} */ (box.querySelectorAll("li[data-kind]"))) {
    item.hidden = !kinds.has(item.dataset.kind || "");
  }
}

/**
 * @param {{state: LegendState}} data @param {LegendPlace[]} places @param {Texts} texts
 * @param {PatternBook} book @param {boolean} dark @param {Choice} [choice]
 * @returns {HTMLElement}
 */
export function legendNode(data, places, texts, book, dark, choice = {}) {
  const ground = groundColour(dark);
  const { keep = afresh, figure } = choice;
  /** @param {string | null} key @param {string | null} kind @param {string} words @param {unknown} seen all that is seen in its picture @param {() => Node} picture */
  const item = (key, kind, words, seen, picture) => keep(`sign ${JSON.stringify([key, kind, words, seen])}`, () => el("li", { "data-sign": key || null, "data-kind": kind || null }, picture(), el("span", { text: words })));
  const land = landSigns(data, texts, ground).map(({ key, paint, words }) => item(key, null, words, paint, () => swatch(book, paint)));
  const dots = placeSigns(places, texts).map((sign) => item(null, sign.kind ?? null, sign.words, sign, () => placeSwatch(sign, data.state.actors)));
  const list = keep("signs", () => el("ul"));
  setChildren(list, [...land, ...dots]);
  const section = keep("legend", () => el("section", { class: "mapper-legend", "aria-label": texts.t("legend_title") }));
  const parts = [
    keep(`title ${figure}`, () => el("div", { class: "mapper-legend-head" }, el("h2", { text: texts.t("legend_title") }), figureSwitch(data.state, texts, choice))),
    holderTable(data.state, texts, book, ground, choice),
    peopleNote(data.state, texts, choice),
    keep(`more ${figure}`, () => el("details", { class: "mapper-signs", open: true }, el("summary", { text: texts.t("legend_signs") }), el("p", { class: "mapper-small", text: totalWords(data.state, texts, choice) }))),
  ];
  const [more] = parts.slice(-1);
  if (list.parentElement !== more) more.querySelector("summary").after(list);
  setChildren(section, parts.filter((part) => part !== null));
  return section;
}
