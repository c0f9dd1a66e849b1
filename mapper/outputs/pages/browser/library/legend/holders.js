// The table of holders: what each governs, and in small what it has alone, shares, contests … in km² or in people.
import { PARTS } from "../words/vocabulary.js";
import { afresh } from "../dom/kept.js";
import { el, setChildren } from "../dom/elements.js";
import { swatch } from "../paint/patterns.js";
import { actorName, landPaint } from "../states/states.js";
import { holderColour, landColour } from "../paint/colours.js";

/** @import { Actors, Colours, LegendRow, LegendState } from "../data/types.js" */
/** @import { PatternBook } from "../paint/patterns.js" */
/** @import { Paint } from "../states/states.js" */
/** @import { Texts } from "../words/texts.js" */

/** @typedef {"area" | "people"} Figure what the shares of a legend count */

/**
 * @typedef {object} Choice what a reader has chosen in a legend, and what is told when he chooses
 * @property {Figure} [figure]
 * @property {((figure: Figure) => void) | null} [onFigure] null: there is nothing to choose
 * @property {string} [name] tells this legend from others of the page
 * @property {(id: string) => void} [onHolder] where a party has a card of its own
 * @property {import("../dom/kept.js").Keep} [keep] where a legend is drawn again and again
 */

const UNBROKEN = "\u00a0"; // lines end between parts
const SEEN = 0.005; // of the whole: what rounds to one per cent
const CENTRAL = ["alone", "contested", "doubt"];
const ROLES = ["holds", "shared", "contests", "besieges", "may"];
const PLAIN = { companions: [], contested_by: [], besieged_by: [], claimed_by: [], uncertain_with: [] };

/** How a row is painted in a legend. @param {{holder: string, with?: string[]}} row @param {Colours} actors @param {string} ground @param {number} [stale] @returns {Paint} */
export function rowPaint(row, actors, ground, stale = 0) {
  const [first, ...others] = row.with || [];
  if (others.length) return landPaint({ ...PLAIN, holder: first, companions: others, status: "shared" }, actors, ground, stale);
  if (row.holder === "shared") {
    const colours = ["unknown", "none"].map((id) => landColour(holderColour(actors, id), ground, stale > 0));
    return { base: "stripes", colours, lines: null, dots: null };
  }
  return landPaint({ ...PLAIN, holder: row.holder, status: "held" }, actors, ground, stale);
}

/** @param {Pick<LegendRow, "holder" | "with">} row @param {Actors} actors @param {Texts} texts @returns {string} */
export function rowName(row, actors, texts) {
  if (row.with && row.with.length > 1) return texts.t("legend_together", { parties: texts.join(row.with.map((id) => actorName(actors, id, texts))) });
  /** @type {Record<string, string>} */
  const special = { none: "legend_nobody", unknown: "legend_unknown", shared: "legend_shared", no_data: "legend_no_data" };
  if (Object.prototype.hasOwnProperty.call(special, row.holder)) return texts.t(special[row.holder]);
  return actorName(actors, row.holder, texts);
}

/** What a party without land or towns of its own is in places: "contests 2 places, besieges 1 place". @param {LegendRow} row @param {Texts} texts */
function placesWords({ places = {} }, texts) {
  return texts.list(ROLES.filter((role) => places[role]).map((role) => texts.t(`legend_places_${role}`, { places: texts.plural("legend_places", places[role]) }).replace(/ /g, UNBROKEN)));
}

/** km² or people of some parts of a row. @param {LegendRow} row @param {string[]} names @param {Figure} figure */
function sumOf({ parts }, names, figure) {
  return names.reduce((sum, name) => sum + (parts[name]?.[figure === "people" ? 1 : 0] || 0), 0);
}

/** The parts that a row counts in its large figure: land that several share is a row of its own. @param {LegendRow} row */
const governed = (row) => (row.holder === "shared" ? ["shared"] : CENTRAL);

/** Rows with the largest figure first; where there are no data comes last. @param {LegendRow[]} rows @param {Figure} figure */
export function sortedRows(rows, figure) {
  /** @param {LegendRow} row */
  const central = (row) => sumOf(row, governed(row), figure);
  /** @param {LegendRow} row */
  const whole = (row) => sumOf(row, PARTS, figure);
  /** @param {LegendRow} row */
  const last = (row) => Number(row.holder === "no_data");
  /** @param {LegendRow} row */
  const key = (row) => [row.holder, ...(row.with || [])].join("\n");
  return [...rows].sort((a, b) => last(a) - last(b) || central(b) - central(a) || whole(b) - whole(a) || (key(a) < key(b) ? -1 : 1));
}

/** What is counted, and its whole. @param {Pick<LegendState, "total_km2" | "total_people">} state @param {Figure | undefined} figure @returns {{figure: Figure, total: number}} */
export function figureOf(state, figure) {
  if (figure === "people" && state.total_people !== undefined) return { figure, total: state.total_people };
  return { figure: "area", total: state.total_km2 };
}

/** "63 %". @param {number} sum @param {number} total @param {Texts} texts */
const percent = (sum, total, texts) => texts.isolate(`${texts.percent(total > 0 ? sum / total : 0)} %`);

/** The large figure of a row: what it governs; a dash where that is nothing. @param {LegendRow} row @param {{figure: Figure, total: number}} counted @param {Texts} texts @returns {string} */
export function shareWords(row, { figure, total }, texts) {
  if (!sumOf(row, governed(row), "area")) return "–";
  return percent(sumOf(row, governed(row), figure), total, texts);
}

/** The parts that are not zero, in the order in which they are told. @param {LegendRow} row @param {Figure} figure */
const partsOf = (row, figure) => PARTS.filter((name) => sumOf(row, [name], figure) > 0);

/** "alone 3 %, shared 23 %, contests 8 %"; nothing where all is held alone, nor parts too small to be seen beside two that can. @param {LegendRow} row @param {{figure: Figure, total: number}} counted @param {Texts} texts @returns {string} */
export function partsWords(row, { figure, total }, texts) {
  if (row.places) return placesWords(row, texts);
  const names = row.holder === "shared" ? [] : partsOf(row, figure);
  if (names.every((name) => name === "alone")) return "";
  /** @param {string} name */
  const share = (name) => percent(sumOf(row, [name], figure), total, texts);
  // Traces beside two parts that can be seen would only make the line long: the table has them all.
  const seen = names.filter((name) => total > 0 && sumOf(row, [name], figure) / total >= SEEN);
  // The word stands bare, so that it says in which direction its part is written.
  return texts.list((seen.length > 1 ? seen : names).map((name) => `${texts.t(`part_${name}`)} ${share(name)}`.replace(/ /g, UNBROKEN)));
}

/** km² and, where they are known, people of a part or of several. @param {LegendRow} row @param {string[]} names @param {LegendState} state @param {Texts} texts */
function amounts(row, names, state, texts) {
  const people = state.total_people === undefined ? [] : [texts.number(sumOf(row, names, "people"), 3)];
  return [texts.number(sumOf(row, names, "area"), 3), ...people];
}

/** With whom a holder shares, the largest first. @param {LegendRow} row @param {LegendState} state */
function sharesWith(row, state) {
  const groups = state.legend.filter((other) => other.with?.includes(row.holder));
  return [...new Set(groups.flatMap((group) => group.with || []))].filter((id) => id !== row.holder);
}

/** Each part of a holder with km² and people. @param {LegendRow} row @param {LegendState} state @param {Texts} texts */
export function partsTable(row, state, texts) {
  const head = [el("td"), el("th", { scope: "col", text: texts.t("legend_km2") }), state.total_people === undefined ? null : el("th", { scope: "col", text: texts.t("legend_people") })];
  const rows = partsOf(row, "area").map((name) => {
    const names = name === "shared" ? sharesWith(row, state).map((id) => actorName(state.actors, id, texts)) : [];
    const word = texts.t(`part_${name}`);
    const words = names.length ? texts.t("legend_part_with", { part: word, names: texts.join(names) }) : word;
    return el("tr", { "data-part": name }, el("th", { scope: "row", title: texts.t(`part_${name}_means`), text: words }), ...amounts(row, [name], state, texts).map((text) => el("td", { text })));
  });
  return el("table", { class: "mapper-amounts" }, el("tr", {}, ...head), ...rows);
}

/** The line below a holder, which opens. @param {LegendRow} row @param {LegendState} state @param {string} words @param {Texts} texts @param {Choice} choice */
function partsRow(row, state, words, texts, { name = "" }) {
  // Who has only places has no km² or people to open.
  const details = row.places ? el("span", { class: "mapper-parts", text: words }) : el("details", { class: "mapper-parts" }, el("summary", { "data-keep": `${name} parts ${row.holder}`, text: words }), partsTable(row, state, texts));
  return el("tr", { class: "mapper-parts-row", "data-of": row.holder }, el("td", { colspan: 3 }, details));
}

/** "787,000 km², 1.2 million people" of what a row governs. @param {LegendRow} row @param {LegendState} state @param {Texts} texts */
function amountWords(row, state, texts) {
  const [km2, people] = amounts(row, governed(row), state, texts);
  return texts.list([texts.t("area", { n: km2 }), ...(people === undefined ? [] : [texts.t("legend_people_of", { n: people })])]);
}

/** @param {LegendState} state @param {Texts} texts @param {PatternBook} book @param {string} ground @param {Choice} choice */
export function holderTable(state, texts, book, ground, choice) {
  const counted = figureOf(state, choice.figure);
  const { keep = afresh } = choice;
  /** @param {LegendRow} row @returns {Node[]} */
  const rowNodes = (row) => {
    const parts = partsWords(row, counted, texts);
    const words = rowName(row, state.actors, texts);
    const { onHolder } = choice;
    const known = onHolder && !row.with && Object.prototype.hasOwnProperty.call(state.actors, row.holder) && row.holder !== "no_bloc";
    const name = known
      ? el("button", { type: "button", class: "mapper-legend-name mapper-event-open", dir: "auto", "data-keep": `${choice.name} holder ${row.holder}`, onclick: () => onHolder(row.holder), text: words })
      : el("span", { class: "mapper-legend-name", dir: "auto", text: words });
    const main = el(
      "tr",
      { "data-holder": row.holder, "data-with": row.with ? row.with.join(" ") : null, "data-places": row.places ? "" : null, class: parts ? "mapper-with-parts" : null },
      el("th", { scope: "row" }, swatch(book, rowPaint(row, state.actors, ground)), name),
      el("td", { title: amountWords(row, state, texts), text: shareWords(row, counted, texts) }),
      el("td", { text: texts.number(row.towns) }),
    );
    return parts ? [main, partsRow(row, state, parts, texts, choice)] : [main];
  };
  const rows = sortedRows(state.legend, counted.figure).flatMap((row) => keep(`row ${JSON.stringify([row, sharesWith(row, state), counted])}`, () => rowNodes(row)));
  const people = counted.figure === "people";
  const head = () => el(
    "tr",
    {},
    el("th", { scope: "col", text: texts.t("legend_holder") }),
    el("th", { scope: "col", title: texts.t(people ? "legend_share_people" : "legend_share"), text: texts.t(people ? "legend_people" : "legend_share_short") }),
    el("th", { scope: "col", text: texts.t("legend_towns") }),
  );
  const body = keep("rows", () => el("tbody"));
  setChildren(body, rows);
  const table = keep("holders", () => el("table", { class: "mapper-holders" }));
  setChildren(table, [keep(`head ${counted.figure}`, () => el("thead", {}, head())), body]);
  return table;
}

/** Area or people: which one the legend counts, where there is a choice. @param {LegendState} state @param {Texts} texts @param {Choice} choice */
export function figureSwitch(state, texts, { figure, onFigure, name = "" }) {
  if (!onFigure || state.total_people === undefined) return null;
  const now = figureOf(state, figure).figure;
  /** @param {Figure} one @param {string} words */
  const button = (one, words) => el("button", { type: "button", "data-figure": one, "data-keep": `${name} figure ${one}`, "aria-pressed": String(one === now), onclick: () => onFigure(one), text: words });
  return el("div", { class: "mapper-figures", role: "group", "aria-label": texts.t("legend_figures") }, button("area", texts.t("legend_share_short")), button("people", texts.t("legend_people")));
}

/** What was counted, where the legend counts people. @param {LegendState} state @param {Texts} texts @param {Choice} choice */
export function peopleNote(state, texts, { figure }) {
  if (figureOf(state, figure).figure !== "people" || !texts.has("people_note")) return null;
  return el("p", { class: "mapper-small mapper-people-note", dir: "auto", text: texts.t("people_note") });
}

/** What the figures are shares of. @param {LegendState} state @param {Texts} texts @param {Choice} choice @returns {string} */
export function totalWords(state, texts, { figure }) {
  const counted = figureOf(state, figure);
  const total = texts.number(counted.total, 3);
  return counted.figure === "people" ? texts.t("legend_total_people", { n: total }) : texts.t("legend_total", { area: total });
}
