// What changed hands between two days: by pair with km², and the towns one by one.
import { el, nameNode } from "../../library/dom/elements.js";
import { longDay } from "../../library/words/dates.js";
import { swatch } from "../../library/paint/patterns.js";
import { groundColour } from "../../library/paint/colours.js";
import { rowPaint } from "../../library/legend/holders.js";
import { partyName } from "./facade.js";
import { changesBetween, isTown } from "../figures/statistics.js";

const LISTED = 12; // places of a pair shown at once

/**
 * @param {any} data @param {any} scenery @param {any} view from, to: days; by, dark
 * @param {any} texts @param {{fill: (paint: any) => string}} book
 * @param {(kind: "place", index: number) => void} onOpen
 */
export function changesNode(data, scenery, { from, to, by, dark }, texts, book, onOpen) {
  const pairs = changesBetween(data, from, to, by).filter((pair) => pair.area_km2 > 0 || pair.places.length);
  const ground = groundColour(dark);
  /** @param {string} id @param {number} day */
  const dress = (id, day) => {
    const { actors } = scenery.lenses(by, day);
    return [swatch(book, rowPaint({ holder: id }, actors, ground)), el("span", { dir: "auto", text: partyName(actors, id, texts) })];
  };
  /** @param {any} pair */
  const towns = (pair) => pair.places.filter((/** @type {number} */ index) => isTown(data.places[index])).length;
  const rows = pairs.map((pair) =>
    el(
      "tr",
      { "data-from": pair.from, "data-to": pair.to },
      el("th", { scope: "row" }, el("span", { class: "mapper-party" }, ...dress(pair.from, from))),
      el("td", {}, el("span", { class: "mapper-party" }, el("span", { "aria-hidden": "true", text: `${texts.t("arrow")} ` }), ...dress(pair.to, to))),
      el("td", { class: "mapper-figure", text: pair.area_km2 ? texts.number(pair.area_km2, 3) : "–" }),
      el("td", { class: "mapper-figure", text: towns(pair) ? texts.number(towns(pair)) : "–" }),
    ),
  );
  const head = ["changes_from", "changes_to", "changes_km2", "legend_towns"].map((key, i) => el("th", { scope: "col", class: i > 1 ? "mapper-figure" : null, text: texts.t(key) }));
  const table = el("table", { class: "mapper-pairs" }, el("caption", { text: texts.t("changes_between", { from: longDay(from, texts), to: longDay(to, texts) }) }), el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows));
  const rank = new Map(scenery.order.map((/** @type {number} */ index, /** @type {number} */ i) => [index, i]));
  const lists = pairs.filter((pair) => pair.places.length).map((pair) => {
    const places = [...pair.places].sort((a, b) => rank.get(a) - rank.get(b));
    const items = places.map((index) => el("li", {}, el("button", { type: "button", class: "mapper-event-open", onclick: () => onOpen("place", index) }, nameNode(data.places[index].name))));
    const words = texts.t("pair", { from: partyName(scenery.lenses(by, from).actors, pair.from, texts), to: partyName(scenery.lenses(by, to).actors, pair.to, texts) });
    const rest = items.splice(LISTED);
    const more = rest.length ? el("details", {}, el("summary", { text: texts.plural("news_more", rest.length) }), el("ul", { class: "mapper-places" }, ...rest)) : null;
    return el("section", {}, el("h3", {}, nameNode(words)), el("ul", { class: "mapper-places" }, ...items), more);
  });
  const nothing = pairs.length ? null : el("p", { text: texts.t("changes_nothing") });
  return el("section", { class: "mapper-changes", "aria-label": texts.t("mode_changes") }, el("h2", { text: texts.t("mode_changes") }), nothing || table, ...lists);
}
