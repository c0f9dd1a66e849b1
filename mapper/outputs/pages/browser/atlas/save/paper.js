// The page on paper: one sheet with title, maps, legends, sources and address, made when somebody prints.
import { el, nameNode } from "../../library/dom/elements.js";
import { describedSource } from "../../library/card/source.js";
import { modelWords, recordWords } from "../../library/page/page.js";
import { addressLine } from "../../library/page/print.js";
import { longDay, today } from "../../library/words/dates.js";
import { countUpTo } from "../data/order.js";
import { pagePalette } from "../map/lines.js";
import { globeSpot } from "../map/globe.js";
import { paintScale } from "../map/scale.js";
import { landInView } from "../page/looks.js";
import { sourcesOn } from "../panels/happenings.js";

/** @import { AtlasData } from "../data/data.js" */
/** @import { Texts } from "../../library/words/texts.js" */
/** @import { View } from "../page/store.js" */

const ONE = { width: 700, height: 580 }; // px of a map alone: the width of A4 without its margins
const TWO = { width: 345, height: 370 }; // px of each of two
const MARGIN = 12; // px around what was in view
const SHARPNESS = 3; // device pixels per px: 288 to the inch
const CITED = 8; // sources of a day

/** Where on paper all lies that was in view. @param {any} map @param {any} bounds @param {{width: number, height: number}} size @returns {import("../map/shapes.js").Frame} */
function paperFrame(map, bounds, { width, height }) {
  const [a, b] = [bounds.getNorthWest(), bounds.getSouthEast()].map((corner) => map.project(corner, 0));
  const scale = Math.min((width - 2 * MARGIN) / (b.x - a.x), (height - 2 * MARGIN) / (b.y - a.y));
  const zoom = Math.min(Math.log2(scale), map.getMaxZoom());
  const middle = a.add(b).divideBy(2).multiplyBy(2 ** zoom);
  return { zoom, left: middle.x - width / 2, top: middle.y - height / 2, width, height, ratio: SHARPNESS };
}

/**
 * One flat picture. Canvases that are cleared and drawn on while a browser prints come out as white sheets; this one is
 * new, and nothing on it is cleared.
 * @param {any} L @param {any} view of mapview.js @param {AtlasData} data @param {{width: number, height: number}} size @param {Texts} texts
 */
function paperMap(L, view, data, size, texts) {
  const { map } = view;
  const palette = pagePalette(map.getContainer());
  const frame = paperFrame(map, landInView(L, map, data.geometry.bounds, true), size);
  const canvas = el("canvas", { class: "mapper-paper-map", width: size.width * SHARPNESS, height: size.height * SHARPNESS, role: "img", "aria-label": texts.t("map_label", { date: longDay(view.look().day, texts) }) });
  const ctx = canvas.getContext("2d");
  ctx.beginPath(); // printed as lines and shapes, a canvas has no edges of its own
  ctx.rect(0, 0, canvas.width, canvas.height);
  ctx.clip();
  ctx.fillStyle = palette.ground;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  view.paintInto(ctx, frame, palette);
  ctx.setTransform(SHARPNESS, 0, 0, SHARPNESS, 0, 0);
  paintScale(ctx, frame, palette, texts);
  const spot = view.paintGlobe && globeSpot({ x: 0, y: 0, w: size.width, h: size.height });
  if (spot) view.paintGlobe(ctx, spot, palette);
  ctx.strokeStyle = palette.soft;
  ctx.lineWidth = 1;
  ctx.strokeRect(0.5, 0.5, size.width - 1, size.height - 1);
  return canvas;
}

/** Who says what happened on the days shown, or on the last day before them on which anything did. @param {AtlasData} data @param {any} happenings @param {View} state @param {Texts} texts */
function sourcesOf(data, happenings, { day, other, mode }, texts) {
  if (mode === "changes") return null;
  const named = new Set();
  for (const shown of mode === "one" ? [day] : [day, other]) {
    const last = happenings.days[countUpTo(happenings.days, shown) - 1];
    for (const source of last === undefined ? [] : sourcesOn(data, happenings, last)) named.add(source);
  }
  if (!named.size) return null;
  const cited = [...named].slice(0, CITED).flatMap((source, i) => [i ? " · " : "", describedSource(source, data.sources, texts)]);
  const rest = named.size - Math.min(CITED, named.size);
  return el("p", {}, el("strong", { text: `${texts.t("sources")}${texts.t("colon")} ` }), ...cited, rest ? ` ${texts.plural("news_more", rest)}` : null);
}

/** How the land is coloured, who says so, and where the page is. @param {AtlasData} data @param {any} happenings @param {View} state @param {Texts} texts @param {string} address */
function footNode(data, happenings, state, texts, address) {
  const { attribution, licence, edition } = data.case;
  /** @param {string} title @param {string[]} lines */
  const credit = (title, lines) => el("p", {}, el("strong", { text: `${title}${texts.t("colon")} ` }), ...lines.flatMap((line, i) => [i ? " · " : "", nameNode(line)]));
  return el(
    "footer",
    { class: "mapper-paper-foot" },
    sourcesOf(data, happenings, state, texts),
    attribution.length ? credit(texts.t("sources_data"), attribution) : null,
    licence ? credit(texts.t("licence"), [licence]) : null,
    el("p", { text: [modelWords(data.case, texts), recordWords(data.case, texts), ...(edition ? [texts.t("edition", { edition })] : []), texts.t("projection"), texts.t("printed_on", { day: longDay(today(), texts) })].join(" ") }),
    addressLine(texts, address),
  );
}

/**
 * The whole sheet, in the colours that the page has at this moment.
 * @param {any} L @param {AtlasData} data @param {any} happenings
 * @param {object} page
 * @param {View} page.state
 * @param {any[]} page.views of mapview.js: one, or two dates
 * @param {Node[]} page.head title and sentence
 * @param {Element[]} page.legends of each view
 * @param {string} page.address of this view for others; "" if it has none
 * @param {Texts} texts
 */
export function paperSheet(L, data, happenings, { state, views, head, legends, address }, texts) {
  /** @param {Node} node */
  const copy = (node) => node.cloneNode(true);
  const two = views.length > 1;
  const columns = views.map((view, i) => {
    const date = two ? el("p", { class: "mapper-paper-date", text: longDay(view.look().day, texts) }) : null;
    return el("div", { class: "mapper-paper-part" }, date, paperMap(L, view, data, two ? TWO : ONE, texts), legends[i] ? copy(legends[i]) : null);
  });
  const lists = el("div", { class: "mapper-paper-lists" });
  const sheet = el("section", { class: `mapper-paper ${two ? "mapper-paper-two" : "mapper-paper-one"}` }, el("header", {}, ...head.map(copy)), ...columns, lists, footNode(data, happenings, state, texts, address));
  lists.append(...sheet.querySelectorAll(".mapper-changes > section")); // places that changed hands, pair by pair
  if (!lists.childNodes.length) lists.remove();
  for (const node of sheet.querySelectorAll(".mapper-signs")) node.setAttribute("open", "");
  return sheet;
}

/**
 * A sheet stands in the page while it is printed, and only then.
 * @param {() => HTMLElement} make @returns {() => void} ends it
 */
export function answerPrint(make) {
  /** @type {HTMLElement | null} */
  let sheet = null;
  const end = () => {
    sheet?.remove();
    sheet = null;
  };
  const begin = () => {
    end();
    sheet = make();
    document.body.append(sheet);
  };
  window.addEventListener("beforeprint", begin);
  window.addEventListener("afterprint", end);
  return () => {
    end();
    window.removeEventListener("beforeprint", begin);
    window.removeEventListener("afterprint", end);
  };
}
