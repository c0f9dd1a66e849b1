// The legend of a view of the evidence: classes with their share of the country and their towns.
import { el } from "../../library/dom/elements.js";
import { placeSigns, placeSwatch } from "../../library/legend/legend.js";
import { swatch } from "../../library/paint/patterns.js";
import { classWords, shadeClasses, shadeRows } from "../figures/evidence.js";

/** @import { AtlasData } from "../data/data.js" */
/** @import { Texts } from "../../library/words/texts.js" */

/**
 * Classes that occur on the day of a view.
 * @param {AtlasData} data @param {import("../map/scenery.js").Look} look @param {Texts} texts
 * @returns {{key: string, paint: import("../../library/states/states.js").Paint, words: string, figures: string, towns: number}[]}
 */
export function shadeFigures(data, look, texts) {
  if (!look.shade) return [];
  const classes = shadeClasses(data, look.shade, look.dark);
  const found = shadeRows(data, look.shade, look.day).map((row, i) => ({
    key: classes[i].key,
    paint: classes[i].paint,
    words: classWords(classes[i], texts),
    figures: row.area_km2 ? texts.isolate(`${texts.percent(row.share)} %`) : "–",
    towns: row.towns,
    occurs: row.area_km2 > 0 || row.places > 0,
  }));
  return found.filter((row) => row.occurs);
}

/**
 * @param {AtlasData} data @param {import("../map/scenery.js").Look} look @param {any[]} places of `legendPlaces`
 * @param {any} texts @param {{fill: (paint: any) => string}} book
 * @returns {HTMLElement}
 */
export function shadeLegend(data, look, places, texts, book) {
  const title = texts.t(`shade_${look.shade}`);
  const rows = shadeFigures(data, look, texts).map(({ key, paint, words, figures, towns }) =>
    el("tr", { "data-class": key }, el("th", { scope: "row" }, swatch(book, paint), el("span", { class: "mapper-legend-name", text: words })), el("td", { text: figures }), el("td", { text: texts.number(towns) })),
  );
  const head = [texts.t(`shade_column_${look.shade}`), texts.t("legend_share_short"), texts.t("legend_towns")].map((text) => el("th", { scope: "col", text }));
  const total = data.units.reduce((sum, unit) => sum + unit.m2, 0) / 1e6;
  const signs = placeSigns(places, texts).map((sign) => el("li", {}, placeSwatch(sign, {}), el("span", { text: sign.words })));
  return el(
    "section",
    { class: "mapper-legend", "aria-label": title },
    el("h2", { text: title }),
    el("table", { class: "mapper-holders mapper-classes" }, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows)),
    el("p", { class: "mapper-small", text: texts.t(`shade_note_${look.shade}`) }),
    el("details", { class: "mapper-signs", open: true }, el("summary", { text: texts.t("legend_signs") }), el("ul", {}, ...signs), el("p", { class: "mapper-small", text: texts.t("shade_total", { area: texts.number(total, 3) }) })),
  );
}
