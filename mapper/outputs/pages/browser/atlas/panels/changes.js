// What changed hands between two days: by pair with km², and the towns one by one; apart, what only has a new name.
import { el, nameNode } from "../../library/dom/elements.js";
import { longDay } from "../../library/words/dates.js";
import { swatch } from "../../library/paint/patterns.js";
import { groundColour } from "../../library/paint/colours.js";
import { rowPaint } from "../../library/legend/holders.js";
import { partyName } from "./facade.js";
import { changesBetween } from "../figures/between.js";
import { sumWords } from "./changesum.js";
import { isTown } from "../figures/statistics.js";
import { QUIET_KINDS } from "../../library/words/changed.js";
import { RENAMED_STATE, stillPaint } from "../../library/paint/still.js";

const LISTED = 12; // places of a pair shown at once

/**
 * @param {any} data @param {any} scenery @param {any} view from, to: days; by, dark
 * @param {any} texts @param {{fill: (paint: any) => string}} book
 * @param {(kind: "place", index: number) => void} onOpen
 */
export function changesNode(data, scenery, { from, to, by, dark }, texts, book, onOpen) {
  const pairs = changesBetween(data, from, to, by).filter((pair) => pair.area_km2 > 0 || pair.places.length);
  const ground = groundColour(dark);
  /** @param {import("../figures/between.js").HandPair} pair @param {"from" | "to"} end */
  const dress = (pair, end) => {
    const { actors } = scenery.lenses(by, end === "from" ? from : to);
    const paint = pair.kind === "hands" ? rowPaint({ holder: pair[end] }, actors, ground) : stillPaint(RENAMED_STATE, dark, ground);
    return [swatch(book, paint), el("span", { dir: "auto", text: partyName(actors, pair[end], texts) })];
  };
  /** @param {any} pair */
  const towns = (pair) => pair.places.filter((/** @type {number} */ index) => isTown(data.places[index])).length;
  /** @param {import("../figures/between.js").HandPair} pair */
  const row = (pair) =>
    el(
      "tr",
      { "data-from": pair.from, "data-to": pair.to, "data-kind": pair.kind },
      el("th", { scope: "row" }, el("span", { class: "mapper-party" }, ...dress(pair, "from"))),
      el("td", {}, el("span", { class: "mapper-party" }, el("span", { "aria-hidden": "true", text: `${texts.t("arrow")} ` }), ...dress(pair, "to"))),
      el("td", { class: "mapper-figure", text: pair.area_km2 ? texts.number(pair.area_km2, 3) : "–" }),
      el("td", { class: "mapper-figure", text: towns(pair) ? texts.number(towns(pair)) : "–" }),
    );
  /** @param {any[]} some @param {string} caption */
  const table = (some, caption) => {
    const head = ["changes_from", "changes_to", "changes_km2", "legend_towns"].map((key, i) => el("th", { scope: "col", class: i > 1 ? "mapper-figure" : null, text: texts.t(key) }));
    return el("table", { class: "mapper-pairs" }, el("caption", { text: caption }), el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...some.map(row)));
  };
  const rank = new Map(scenery.order.map((/** @type {number} */ index, /** @type {number} */ i) => [index, i]));
  /** @param {import("../figures/between.js").HandPair[]} some */
  const lists = (some) => some.filter((pair) => pair.places.length).map((pair) => {
    const places = [...pair.places].sort((a, b) => rank.get(a) - rank.get(b));
    const items = places.map((index) => el("li", {}, el("button", { type: "button", class: "mapper-event-open", onclick: () => onOpen("place", index) }, nameNode(data.places[index].name))));
    const words = texts.t("pair", { from: partyName(scenery.lenses(by, from).actors, pair.from, texts), to: partyName(scenery.lenses(by, to).actors, pair.to, texts) });
    const rest = items.splice(LISTED);
    const more = rest.length ? el("details", {}, el("summary", { text: texts.plural("news_more", rest.length) }), el("ul", { class: "mapper-places" }, ...rest)) : null;
    return el("section", {}, el("h3", {}, nameNode(words)), el("ul", { class: "mapper-places" }, ...items), more);
  });
  const hands = pairs.filter((pair) => pair.kind === "hands");
  const asides = QUIET_KINDS.map((kind) => pairs.filter((pair) => pair.kind === kind)).filter((some) => some.length);
  const between = texts.t("changes_between", { from: longDay(from, texts), to: longDay(to, texts) });
  return el(
    "section",
    { class: "mapper-changes", "aria-label": texts.t("mode_changes") },
    el("h2", { text: texts.t("mode_changes") }),
    el("p", { class: "mapper-small", text: sumWords(data, from, to, by, texts) }),
    hands.length ? table(hands, between) : null,
    ...lists(hands),
    ...asides.map((some) => el("section", { class: "mapper-renamed" }, table(some, texts.t(`changes_aside_${some[0].kind}`)), ...lists(some))),
  );
}
