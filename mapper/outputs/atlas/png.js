// A picture to take away: title, map as it is in view, legend, date, attribution.
import { groundColour } from "../web/colours.js";
import { landSigns, rowPaint, shareWords } from "../web/legend.js";
import { longDay } from "../web/dates.js";
import { modelWords } from "../web/page.js";
import { fillBook } from "./fills.js";
import { legendData, partyName } from "./facade.js";
import { caseTitle } from "./headline.js";
import { pagePalette } from "./lines.js";

/** @import { AtlasData } from "./data.js" */
/** @import { Palette } from "./lines.js" */
/** @import { Texts } from "../web/texts.js" */

const SHARPNESS = 2; // device pixels per px
const EDGE = 24; // px around everything
const LEGEND = 300; // px: width of the legend
const ROW = 26;
const PICTURE_FONT = '"Helvetica Neue", Arial, "Liberation Sans", sans-serif';

/** Words in lines that fit. @returns {string[]} @param {CanvasRenderingContext2D} ctx @param {string} text @param {number} width */
function wrapped(ctx, text, width) {
  const lines = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && ctx.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line ? [...lines, line] : lines;
}

/** Rows of the legend: a paint, words, figures. @param {AtlasData} data @param {any} scenery @param {any} view @param {Texts} texts */
function legendRows(data, scenery, view, texts) {
  const look = view.look();
  const ground = groundColour(look.dark);
  const picture = legendData(data, scenery, view);
  const { actors, legend } = picture.state;
  const rows = legend.map((row) => {
    return { paint: rowPaint(row, actors, ground), words: partyName(actors, row.holder, texts), figures: shareWords(texts, row).join(" ").trim() };
  });
  const signs = landSigns(picture, texts, ground).map(({ paint, words }) => ({ paint, words, figures: "" }));
  return { rows, signs };
}

/**
 * Draw the legend.
 * @param {CanvasRenderingContext2D} ctx @param {{rows: any[], signs: any[]}} legend
 * @param {number} x @param {number} y @param {number} width
 * @param {(paint: any) => string | CanvasPattern} fill @param {Palette} palette @param {Texts} texts
 * @returns {number} where it ends
 */
function drawLegend(ctx, { rows, signs }, x, y, width, fill, palette, texts) {
  /** @param {string} text @param {number} at @param {number} top @param {string} colour @param {string} font @param {CanvasTextAlign} [align] */
  const write = (text, at, top, colour, font, align = "left") => {
    ctx.font = `${font} ${PICTURE_FONT}`;
    ctx.fillStyle = colour;
    ctx.textAlign = align;
    ctx.textBaseline = "middle";
    ctx.fillText(text, at, top);
    ctx.textAlign = "left";
  };
  /** @param {any} paint @param {number} top */
  const box = (paint, top) => {
    ctx.save();
    ctx.translate(x, top - 9);
    ctx.fillStyle = fill(paint);
    ctx.fillRect(0, 0, 30, 18);
    ctx.restore();
  };
  write(texts.t("legend_title"), x, y + 10, palette.ink, "600 16px");
  let top = y + 40;
  for (const { paint, words, figures } of rows) {
    box(paint, top);
    ctx.font = `14px ${PICTURE_FONT}`;
    const room = width - 40 - ctx.measureText(figures).width - 10;
    write(wrapped(ctx, words, room)[0] || "", x + 40, top, palette.ink, "14px");
    write(figures, x + width, top, palette.ink, "14px", "right");
    top += ROW;
  }
  top += 6;
  for (const { paint, words } of signs) {
    box(paint, top);
    ctx.font = `12px ${PICTURE_FONT}`;
    const lines = wrapped(ctx, words, width - 40);
    lines.forEach((line, i) => write(line, x + 40, top + i * 15, palette.soft, "12px"));
    top += Math.max(ROW, lines.length * 15 + 8);
  }
  return top;
}

/**
 * @param {any} data @param {any} scenery @param {any} view of mapview.js @param {any} texts
 * @param {{news: string, address: string}} words
 * @returns {HTMLCanvasElement}
 */
export function mapPicture(data, scenery, view, texts, { news, address }) {
  const { map } = view;
  const size = map.getSize();
  const bounds = map.getPixelBounds();
  const look = view.look();
  const palette = pagePalette(map.getContainer());
  const legend = legendRows(data, scenery, view, texts);
  const beside = size.x >= 700;
  const width = 2 * EDGE + size.x + (beside ? LEGEND + EDGE : 0);
  const legendHeight = 60 + legend.rows.length * ROW + legend.signs.length * 44;
  const canvas = document.createElement("canvas");
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  ctx.font = `15px ${PICTURE_FONT}`;
  const newsLines = wrapped(ctx, news, width - 2 * EDGE);
  const credits = [texts.t("picture_model", { model: modelWords(data.case, texts) }), ...data.case.attribution, data.case.licence, address].filter(Boolean);
  ctx.font = `11px ${PICTURE_FONT}`;
  const small = credits.flatMap((text) => wrapped(ctx, text, width - 2 * EDGE));
  const top = EDGE + 40 + newsLines.length * 21 + 10;
  const body = beside ? Math.max(size.y, legendHeight) : size.y + EDGE + legendHeight;
  const height = top + body + 14 + small.length * 15 + EDGE;
  canvas.width = Math.round(width * SHARPNESS);
  canvas.height = Math.round(height * SHARPNESS);
  const reset = () => ctx.setTransform(SHARPNESS, 0, 0, SHARPNESS, 0, 0);
  reset();
  ctx.fillStyle = palette.paper;
  ctx.fillRect(0, 0, width, height);
  ctx.textBaseline = "middle";
  /** @param {string} text @param {number} y @param {string} colour @param {string} font */
  const write = (text, y, colour, font) => {
    ctx.font = `${font} ${PICTURE_FONT}`;
    ctx.fillStyle = colour;
    ctx.fillText(text, EDGE, y);
  };
  write(texts.t("title_joined", { case: caseTitle(data, texts), date: longDay(look.day, texts.locale) }), EDGE + 16, palette.ink, "700 26px");
  newsLines.forEach((line, i) => write(line, EDGE + 50 + i * 21, palette.soft, "15px"));

  const land = document.createElement("canvas");
  land.width = Math.round(size.x * SHARPNESS);
  land.height = Math.round(size.y * SHARPNESS);
  const own = /** @type {CanvasRenderingContext2D} */ (land.getContext("2d"));
  own.fillStyle = palette.ground;
  own.fillRect(0, 0, land.width, land.height);
  view.paintInto(own, { zoom: map.getZoom(), left: bounds.min.x, top: bounds.min.y, width: size.x, height: size.y, ratio: SHARPNESS }, palette);
  ctx.drawImage(land, EDGE, top, size.x, size.y);

  const fill = fillBook(SHARPNESS);
  if (beside) drawLegend(ctx, legend, EDGE + size.x + EDGE, top, LEGEND, fill, palette, texts);
  else drawLegend(ctx, legend, EDGE, top + size.y + EDGE, size.x, fill, palette, texts);
  small.forEach((line, i) => write(line, top + body + 20 + i * 15, palette.soft, "11px"));
  return canvas;
}
