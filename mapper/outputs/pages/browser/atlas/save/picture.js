// A picture to take away, as a canvas or as a drawing: title, map or maps as they are in view, legend, scale, record.
import { longDay, today } from "../../library/words/dates.js";
import { modelWords } from "../../library/page/page.js";
import { PICTURE_FONT, doubtWords, drawLegend, pictureLegend, wrapped } from "./pnglegend.js";
import { globeSpot } from "../map/globe.js";
import { paintScale } from "../map/scale.js";

/** @import { Palette } from "../map/lines.js" */

const EDGE = 24; // px around everything
const LEGEND = 300; // px: width of the legend
const GAP = 6; // px between two maps
const WIDE = 700; // px of maps from which on the legend stands beside them

/**
 * What a picture is drawn on.
 * @typedef {object} Sheet
 * @property {CanvasRenderingContext2D} ctx in px
 * @property {(name: string, title: string) => void} layer what follows belongs to it
 * @property {(paint: any) => string | CanvasPattern} fill
 * @property {(view: any, box: MapBox, palette: Palette) => void} map draws a part of a map into its box
 */

/**
 * Where a map stands in a picture, and which part of it.
 * @typedef {object} MapBox
 * @property {number} x
 * @property {number} y
 * @property {number} w
 * @property {number} h
 * @property {number} from px of the map that are left out at its left
 */

/** The frame of all of a map, at some device pixels per px. @param {any} map Leaflet's @param {number} ratio @returns {import("../map/shapes.js").Frame} */
export function frameOf(map, ratio) {
  const size = map.getSize();
  const { min } = map.getPixelBounds();
  return { zoom: map.getZoom(), left: min.x, top: min.y, width: size.x, height: size.y, ratio };
}

/**
 * Where each map goes, and which part of it is shown.
 * @param {any[]} views @param {number | null} split share of the width at which a swipe cuts
 * @returns {{boxes: {view: any, x: number, y: number, w: number, h: number, from: number}[], width: number, height: number}}
 */
function arrangeMaps(views, split) {
  const [first, second] = views;
  const { x: w, y: h } = first.map.getSize();
  if (!second) return { boxes: [{ view: first, x: 0, y: 0, w, h, from: 0 }], width: w, height: h };
  if (split !== null) {
    const cut = Math.round(split * w);
    const boxes = [
      { view: first, x: 0, y: 0, w: cut, h, from: 0 },
      { view: second, x: cut, y: 0, w: w - cut, h, from: cut },
    ];
    return { boxes, width: w, height: h };
  }
  const size = second.map.getSize();
  const [a, b] = views.map(({ map }) => map.getContainer().getBoundingClientRect().top);
  const below = b > a + h / 2;
  const place = below ? { x: 0, y: h + GAP } : { x: w + GAP, y: 0 };
  const boxes = [
    { view: first, x: 0, y: 0, w, h, from: 0 },
    { view: second, ...place, w: size.x, h: size.y, from: 0 },
  ];
  return { boxes, width: below ? Math.max(w, size.x) : w + GAP + size.x, height: below ? h + GAP + size.y : Math.max(h, size.y) };
}

/** The date of one of two maps. @param {CanvasRenderingContext2D} ctx @param {string} words @param {number} x middle @param {number} y bottom @param {Palette} palette */
function dateMark(ctx, words, x, y, palette) {
  ctx.font = `600 13px ${PICTURE_FONT}`;
  const width = ctx.measureText(words).width + 22;
  ctx.fillStyle = palette.ink;
  ctx.beginPath();
  ctx.roundRect(x - width / 2, y - 36, width, 24, 12);
  ctx.fill();
  ctx.fillStyle = palette.paper;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(words, x, y - 23.5);
  ctx.textAlign = "left";
}

/** Maps, dates, scales, and the line between two halves. @param {Sheet} sheet @param {ReturnType<typeof arrangeMaps>} maps @param {number} left @param {number} top @param {Palette} palette @param {any} texts */
function drawMaps(sheet, { boxes }, left, top, palette, texts) {
  const { ctx } = sheet;
  boxes.forEach(({ view, x, y, w, h, from }) => {
    if (w >= 1) sheet.map(view, { x: left + x, y: top + y, w, h, from }, palette);
  });
  sheet.layer("dates", texts.t("svg_dates"));
  for (const { view, x, y, w, h, from } of boxes) {
    ctx.fillStyle = palette.ink;
    if (from) ctx.fillRect(left + x - 1, top + y, 2, h);
    if (boxes.length > 1 && w > 120) dateMark(ctx, longDay(view.look().day, texts), left + x + w / 2, top + y + h, palette);
  }
  sheet.layer("scale", texts.t("svg_scale"));
  for (const { view, x, y, w, from } of boxes) if (!from && w > 120) paintScale(ctx, frameOf(view.map, 1), palette, texts, { left: left + x, top: top + y });
  const { view, x, y, w, h } = boxes[boxes.length - 1];
  const spot = view.paintGlobe && globeSpot({ x: left + x, y: top + y, w, h });
  if (!spot) return;
  sheet.layer("globe", texts.t("svg_globe"));
  view.paintGlobe(ctx, spot, palette);
}

/** How the land was coloured, how far the record goes, whose data these are, where the map stands. @param {any} data @param {any[]} views @param {any} texts @param {string} address @returns {string[]} */
function creditLines(data, views, texts, address) {
  const { first_day: first, last_day: last, edition, attribution, licence } = data.case;
  const record = texts.t("data_end", { first: longDay(first, texts), last: longDay(last, texts) });
  const doubts = views.length === 1 && views[0].look().since === null ? [doubtWords(data, views[0], texts)] : [];
  const own = edition ? [texts.t("edition", { edition })] : [];
  const made = [texts.t("projection"), texts.t("saved_on", { day: longDay(today(), texts) })].join(" ");
  return [...doubts, modelWords(data.case, texts), [record, ...own].join(" "), made, ...[...attribution, licence, address].map(texts.isolate)].filter(Boolean);
}

/**
 * @param {any} data @param {any} scenery @param {any[]} views of mapview.js: one, or two dates
 * @param {any} texts
 * @param {{title: string, news: string, address: string}} words
 * @param {number | null} split share of the width at which a swipe cuts; null for maps of their own
 * @param {import("../../library/legend/holders.js").Figure} figure what the legend counts
 * @param {Palette} palette
 * @param {CanvasRenderingContext2D} measure measures words as they will be drawn
 * @returns {{width: number, height: number, draw: (sheet: Sheet) => void}} px
 */
export function pictureOf(data, scenery, views, texts, { title, news, address }, split, figure, palette, measure) {
  const maps = arrangeMaps(views, split);
  const legends = views.map((view) => pictureLegend(data, scenery, view, texts, views.length > 1, figure));
  const beside = maps.width >= WIDE;
  const width = 2 * EDGE + maps.width + (beside ? LEGEND + EDGE : 0);
  /** @param {string} font @param {string[]} lines */
  const broken = (font, lines) => {
    measure.font = `${font} ${PICTURE_FONT}`;
    return lines.flatMap((text) => wrapped(measure, text, width - 2 * EDGE));
  };
  const titleLines = broken("700 26px", [title]);
  const newsLines = broken("15px", [news]);
  const small = broken("11px", creditLines(data, views, texts, address));
  const newsTop = EDGE + titleLines.length * 32;
  const top = newsTop + newsLines.length * 21 + 18;
  const mirrored = texts.direction === "rtl"; // words begin at the right, and the legend ends at the left
  const mapsLeft = beside && mirrored ? EDGE + LEGEND + EDGE : EDGE;
  const place = beside ? { x: mirrored ? EDGE : EDGE + maps.width + EDGE, y: top, width: LEGEND, mirrored } : { x: EDGE, y: top + maps.height + EDGE, width: maps.width, mirrored };
  /** @param {CanvasRenderingContext2D} ctx @param {((paint: any) => string | CanvasPattern) | null} fill */
  const legendsEnd = (ctx, fill) => legends.reduce((y, legend) => drawLegend(ctx, legend, { ...place, y }, fill, palette) + 14, place.y);
  const bottom = Math.max(top + maps.height, legendsEnd(measure, null));
  const height = bottom + 14 + small.length * 15 + EDGE;
  /** @param {Sheet} sheet */
  const draw = (sheet) => {
    const { ctx } = sheet;
    ctx.direction = texts.direction;
    /** @param {string[]} lines @param {number} y @param {number} step @param {string} colour @param {string} font */
    const write = (lines, y, step, colour, font) => {
      ctx.textBaseline = "middle";
      ctx.font = `${font} ${PICTURE_FONT}`;
      ctx.fillStyle = colour;
      ctx.textAlign = mirrored ? "right" : "left";
      lines.forEach((line, i) => ctx.fillText(line, mirrored ? width - EDGE : EDGE, y + i * step));
    };
    sheet.layer("paper", texts.t("svg_paper"));
    ctx.fillStyle = palette.paper;
    ctx.fillRect(0, 0, width, height);
    sheet.layer("title", texts.t("svg_title"));
    write(titleLines, EDGE + 16, 32, palette.ink, "700 26px");
    write(newsLines, newsTop + 18, 21, palette.soft, "15px");
    drawMaps(sheet, maps, mapsLeft, top, palette, texts);
    sheet.layer("legend", texts.t("svg_legend"));
    legendsEnd(ctx, sheet.fill);
    sheet.layer("credits", texts.t("svg_credits"));
    write(small, bottom + 20, 15, palette.soft, "11px");
  };
  return { width, height, draw };
}
