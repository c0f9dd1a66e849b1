// A picture to take away: title, map or maps as they are in view, legend, date, attribution.
import { longDay } from "../../library/words/dates.js";
import { modelWords } from "../../library/page/page.js";
import { fillBook } from "../map/fills.js";
import { pagePalette } from "../map/lines.js";
import { PICTURE_FONT, drawLegend, pictureLegend, wrapped } from "./pnglegend.js";

/** @import { Palette } from "../map/lines.js" */

const SHARPNESS = 2; // device pixels per px
const EDGE = 24; // px around everything
const LEGEND = 300; // px: width of the legend
const GAP = 6; // px between two maps
const WIDE = 700; // px of maps from which on the legend stands beside them

/** The map of a view as it is in its frame. @param {any} view @param {Palette} palette */
function mapCanvas(view, palette) {
  const { map } = view;
  const size = map.getSize();
  const { min } = map.getPixelBounds();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(size.x * SHARPNESS);
  canvas.height = Math.round(size.y * SHARPNESS);
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  ctx.fillStyle = palette.ground;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  view.paintInto(ctx, { zoom: map.getZoom(), left: min.x, top: min.y, width: size.x, height: size.y, ratio: SHARPNESS }, palette);
  return canvas;
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

/** Maps, dates, and the line between two halves. @param {CanvasRenderingContext2D} ctx @param {ReturnType<typeof arrangeMaps>} maps @param {number} left @param {number} top @param {Palette} palette @param {any} texts */
function drawMaps(ctx, { boxes }, left, top, palette, texts) {
  for (const { view, x, y, w, h, from } of boxes) {
    if (w < 1) continue;
    const canvas = mapCanvas(view, palette);
    ctx.drawImage(canvas, from * SHARPNESS, 0, w * SHARPNESS, h * SHARPNESS, left + x, top + y, w, h);
    if (from) {
      ctx.fillStyle = palette.ink;
      ctx.fillRect(left + x - 1, top + y, 2, h);
    }
  }
  for (const { view, x, y, w, h } of boxes) {
    if (boxes.length > 1 && w > 120) dateMark(ctx, longDay(view.look().day, texts), left + x + w / 2, top + y + h, palette);
  }
}

/**
 * @param {any} data @param {any} scenery @param {any[]} views of mapview.js: one, or two dates
 * @param {any} texts
 * @param {{title: string, news: string, address: string}} words
 * @param {number | null} split share of the width at which a swipe cuts; null for maps of their own
 * @param {import("../../library/legend/holders.js").Figure} figure what the legend counts
 * @returns {HTMLCanvasElement}
 */
export function mapPicture(data, scenery, views, texts, { title, news, address }, split, figure) {
  const palette = pagePalette(views[0].map.getContainer());
  const maps = arrangeMaps(views, split);
  const legends = views.map((view) => pictureLegend(data, scenery, view, texts, views.length > 1, figure));
  const beside = maps.width >= WIDE;
  const width = 2 * EDGE + maps.width + (beside ? LEGEND + EDGE : 0);
  const canvas = document.createElement("canvas");
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  ctx.font = `700 26px ${PICTURE_FONT}`;
  const titleLines = wrapped(ctx, title, width - 2 * EDGE);
  ctx.font = `15px ${PICTURE_FONT}`;
  const newsLines = wrapped(ctx, news, width - 2 * EDGE);
  const model = modelWords(data.case, texts);
  const credits = [model, ...[...data.case.attribution, data.case.licence, address].map(texts.isolate)].filter(Boolean);
  ctx.font = `11px ${PICTURE_FONT}`;
  const small = credits.flatMap((text) => wrapped(ctx, text, width - 2 * EDGE));
  const newsTop = EDGE + titleLines.length * 32;
  const top = newsTop + newsLines.length * 21 + 18;
  const mirrored = texts.direction === "rtl"; // words begin at the right, and the legend ends at the left
  const mapsLeft = beside && mirrored ? EDGE + LEGEND + EDGE : EDGE;
  const place = beside ? { x: mirrored ? EDGE : EDGE + maps.width + EDGE, y: top, width: LEGEND, mirrored } : { x: EDGE, y: top + maps.height + EDGE, width: maps.width, mirrored };
  /** @param {((paint: any) => string | CanvasPattern) | null} fill */
  const legendsEnd = (fill) => legends.reduce((y, legend) => drawLegend(ctx, legend, { ...place, y }, fill, palette) + 14, place.y);
  const bottom = Math.max(top + maps.height, legendsEnd(null));
  const height = bottom + 14 + small.length * 15 + EDGE;
  canvas.width = Math.round(width * SHARPNESS);
  canvas.height = Math.round(height * SHARPNESS);
  ctx.setTransform(SHARPNESS, 0, 0, SHARPNESS, 0, 0);
  ctx.direction = texts.direction;
  ctx.fillStyle = palette.paper;
  ctx.fillRect(0, 0, width, height);
  /** @param {string[]} lines @param {number} y @param {number} step @param {string} colour @param {string} font */
  const write = (lines, y, step, colour, font) => {
    ctx.textBaseline = "middle";
    ctx.font = `${font} ${PICTURE_FONT}`;
    ctx.fillStyle = colour;
    ctx.textAlign = mirrored ? "right" : "left";
    lines.forEach((line, i) => ctx.fillText(line, mirrored ? width - EDGE : EDGE, y + i * step));
  };
  write(titleLines, EDGE + 16, 32, palette.ink, "700 26px");
  write(newsLines, newsTop + 18, 21, palette.soft, "15px");
  drawMaps(ctx, maps, mapsLeft, top, palette, texts);
  legendsEnd(fillBook(SHARPNESS));
  write(small, bottom + 20, 15, palette.soft, "11px");
  return canvas;
}
