// The legend of the changes: pairs of holders with their land, then the places of each.
import { el, nameNode } from "../library/dom/elements.js";
import { longDay } from "../library/words/dates.js";
import { swatch } from "../library/paint/patterns.js";
import { groundColour } from "../library/paint/colours.js";
import { rowPaint } from "../library/legend/holders.js";
import { RENAMED_STATE, stillPaint } from "../library/paint/still.js";
import { changesWords, waySums } from "../library/words/changed.js";
import { actorName } from "../library/states/states.js";

/** @import { Actors, Geometry } from "../library/data/types.js" */
/** @import { PatternBook } from "../library/paint/patterns.js" */
/** @import { Texts } from "../library/words/texts.js" */
/** @import { Changes, ChangesData, Pair } from "./views.js" */
/** @typedef {(kind: "place", index: number) => void} OnOpen */

const LISTED = 12; // places of a pair shown at once

/** "851,000 km² of land (68 %) and 43 towns changed hands: …" @param {Changes} changes @param {Texts} texts @returns {string} */
export function sumWords({ pairs, ways, total_km2: total }, texts) {
  return changesWords(waySums((name) => ways[name] || [0, 0]), total, pairs.some((pair) => pair.kind === "hands"), texts);
}

/** A row of the table: from whom, to whom, km², towns. @param {Pair} pair @param {Actors} actors @param {Texts} texts @param {PatternBook} book @param {boolean} dark */
function pairRow(pair, actors, texts, book, dark) {
  const ground = groundColour(dark);
  /** @param {string} id */
  const paint = (id) => (pair.kind === "hands" ? rowPaint({ holder: id }, actors, ground) : stillPaint(RENAMED_STATE, dark, ground));
  /** @param {string} id @param {boolean} arrow */
  const party = (id, arrow) =>
    el("span", { class: "mapper-party" }, arrow ? el("span", { "aria-hidden": "true", text: `${texts.t("arrow")} ` }) : null, swatch(book, paint(id)), el("span", { dir: "auto", text: actorName(actors, id, texts) }));
  return el(
    "tr",
    { "data-from": pair.from, "data-to": pair.to, "data-kind": pair.kind },
    el("th", { scope: "row" }, party(pair.from, false)),
    el("td", {}, party(pair.to, true)),
    el("td", { class: "mapper-figure", text: pair.units.length ? texts.number(pair.area_km2, 3) : "–" }),
    el("td", { class: "mapper-figure", text: pair.towns ? texts.number(pair.towns) : "–" }),
  );
}

/** @param {Pair[]} pairs @param {string} caption @param {Actors} actors @param {Texts} texts @param {PatternBook} book @param {boolean} dark */
function pairTable(pairs, caption, actors, texts, book, dark) {
  const head = ["changes_from", "changes_to", "changes_km2", "legend_towns"].map((key, i) => el("th", { scope: "col", class: i > 1 ? "mapper-figure" : null, text: texts.t(key) }));
  const rows = pairs.map((pair) => pairRow(pair, actors, texts, book, dark));
  return el("table", { class: "mapper-pairs" }, el("caption", { text: caption }), el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows));
}

/** The places of a pair as buttons, the most important first. @param {Pair} pair @param {Geometry} geometry @param {Actors} actors @param {Texts} texts @param {OnOpen} onOpen */
function placeList(pair, geometry, actors, texts, onOpen) {
  /** @param {number} index */
  const open = (index) => el("button", { type: "button", class: "mapper-open-place", onclick: () => onOpen("place", index) }, nameNode(geometry.places[index].name));
  const items = pair.places.map((index) => el("li", { "data-place": geometry.places[index].id }, open(index)));
  const rest = items.splice(LISTED);
  const more = rest.length ? el("details", {}, el("summary", { text: texts.plural("news_more", rest.length) }), el("ul", { class: "mapper-place-names" }, ...rest)) : null;
  const title = texts.t("pair", { from: actorName(actors, pair.from, texts), to: actorName(actors, pair.to, texts) });
  return el("section", {}, el("h3", {}, nameNode(title)), el("ul", { class: "mapper-place-names" }, ...items), more);
}

/**
 * @param {ChangesData} data @param {Texts} texts
 * @param {PatternBook} book @param {boolean} dark
 * @param {OnOpen} onOpen
 * @returns {HTMLElement}
 */
export function pairsNode({ geometry, after, changes }, texts, book, dark, onOpen) {
  const { actors } = after;
  const [from, to] = [changes.from, changes.to].map((day) => longDay(day, texts));
  const hands = changes.pairs.filter((pair) => pair.kind === "hands");
  const renamed = changes.pairs.filter((pair) => pair.kind !== "hands");
  /** @param {Pair[]} pairs */
  const lists = (pairs) => pairs.filter((pair) => pair.places.length).map((pair) => placeList(pair, geometry, actors, texts, onOpen));
  const main = hands.length ? pairTable(hands, texts.t("changes_between", { from, to }), actors, texts, book, dark) : el("p", { text: texts.t("changes_nothing") });
  const aside = renamed.length
    ? el("section", { class: "mapper-renamed" }, pairTable(renamed, texts.t("changes_aside_succession"), actors, texts, book, dark), ...lists(renamed))
    : null;
  const note = el("p", { class: "mapper-small", text: texts.t("changes_note") });
  return el("section", { class: "mapper-changes", "aria-label": texts.t("changes_title") }, el("h2", { text: texts.t("changes_title") }), main, note, ...lists(hands), aside);
}
