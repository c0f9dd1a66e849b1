// The legend of a picture: of each date, of the evidence, or of what changed hands.
import { groundColour } from "../../library/paint/colours.js";
import { figureOf, partsWords, rowName, rowPaint, shareWords, sortedRows } from "../../library/legend/holders.js";
import { landSigns, placeSigns } from "../../library/legend/legend.js";
import { longDay } from "../../library/words/dates.js";
import { BASE_KINDS } from "../../library/words/vocabulary.js";
import { legendData, legendPlaces, legendRows, partyName } from "../panels/facade.js";
import { paintPlace } from "../map/dots.js";
import { shadeFigures } from "../panels/evidence.js";
import { isolatedLines } from "../../library/words/isolate.js";
import { changesBetween } from "../figures/between.js";
import { QUIET_KINDS } from "../../library/words/changed.js";
import { RENAMED_STATE, stillPaint } from "../../library/paint/still.js";

/** @import { AtlasData } from "../data/data.js" */
/** @import { Palette } from "../map/lines.js" */
/** @import { Texts } from "../../library/words/texts.js" */

export const PICTURE_FONT = '"Helvetica Neue", Arial, "Liberation Sans", sans-serif';
const ROW = 26;
const SMALL_LINE = 15;
const BOX = 30;

/**
 * @typedef {object} LegendRow
 * @property {any[]} paints side by side in one box
 * @property {string} words
 * @property {string} figures
 * @property {string} [small] below the words
 * @property {{place: {kind: string, rank: number}, state: any, odd: boolean, actors: any}} [mark] the sign of a place instead of paints
 */

/** @typedef {{title: string, rows: LegendRow[], signs: LegendRow[]}} PictureLegend */

const BREAK = /[^\S\u00a0\u202f]+/; // lines do not break at spaces that bind

/** Words in lines that fit. @returns {string[]} @param {CanvasRenderingContext2D} ctx @param {string} text @param {number} width */
export function wrapped(ctx, text, width) {
  const lines = [];
  let line = "";
  for (const word of text.split(BREAK)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && ctx.measureText(longer).width > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return isolatedLines(line ? [...lines, line] : lines);
}

/** @param {AtlasData} data @param {any} scenery @param {any} look @param {Texts} texts @returns {PictureLegend} */
function changesLegend(data, scenery, look, texts) {
  const ground = groundColour(look.dark);
  const [before, after] = [look.since, look.day].map((day) => scenery.lenses(look.by, day).actors);
  const pairs = changesBetween(data, look.since, look.day, look.by).filter((pair) => pair.area_km2 > 0);
  /** @param {import("../figures/between.js").HandPair} pair @param {any[]} paints */
  const asRow = ({ from, to, area_km2: area }, paints) => ({
    paints,
    words: texts.t("pair", { from: partyName(before, from, texts), to: partyName(after, to, texts) }),
    figures: texts.t("area", { n: texts.number(area, 3) }),
  });
  const hands = pairs.filter((pair) => pair.kind === "hands");
  const rows = hands.map((pair) => asRow(pair, [rowPaint({ holder: pair.from }, before, ground), rowPaint({ holder: pair.to }, after, ground)]));
  const renamed = [stillPaint(RENAMED_STATE, look.dark, ground)];
  const signs = QUIET_KINDS.flatMap((kind) => {
    const some = pairs.filter((pair) => pair.kind === kind).map((pair) => asRow(pair, []));
    return some.length ? [{ paints: renamed, words: texts.t(`changes_aside_${kind}`), figures: "" }, ...some.map((row) => ({ ...row, words: texts.list([row.words, row.figures]) }))] : [];
  });
  return { title: texts.t("mode_changes"), rows, signs };
}

/**
 * @param {AtlasData} data @param {any} scenery @param {any} view of mapview.js @param {Texts} texts
 * @param {boolean} dated whether the date is its title, where there are two
 * @param {import("../../library/legend/holders.js").Figure} figure
 * @returns {PictureLegend}
 */
export function pictureLegend(data, scenery, view, texts, dated, figure) {
  const look = view.look();
  if (look.since !== null) return changesLegend(data, scenery, look, texts);
  const date = longDay(look.day, texts);
  /** @param {any} row @returns {LegendRow} */
  const asRow = ({ paint, words, figures = "" }) => ({ paints: [paint], words, figures });
  if (look.shade) return { title: dated ? date : texts.t(`shade_${look.shade}`), rows: shadeFigures(data, look, texts).map(asRow), signs: markRows(data, scenery, view, {}, texts) };
  const ground = groundColour(look.dark);
  const day = legendData(data, scenery, view);
  const { actors, legend } = day.state;
  const counted = figureOf(day.state, figure);
  const rows = sortedRows(legend, counted.figure).map((row) => ({
    paints: [rowPaint(row, actors, ground)],
    words: texts.isolate(rowName(row, actors, texts)),
    figures: shareWords(row, counted, texts),
    small: partsWords(row, counted, texts),
  }));
  const heading = counted.figure === "people" ? texts.t("legend_title_people") : texts.t("legend_title");
  const notes = counted.figure === "people" && texts.has("people_note") ? [{ paints: [], words: texts.t("people_note"), figures: "" }] : [];
  return { title: dated ? date : heading, rows, signs: [...landSigns(day, texts, ground).map(asRow), ...markRows(data, scenery, view, actors, texts), ...notes] };
}

/** Signs of the places that are drawn in a view. @param {AtlasData} data @param {any} scenery @param {any} view @param {any} actors @param {Texts} texts @returns {LegendRow[]} */
function markRows(data, scenery, view, actors, texts) {
  /** @param {{kind: string}} place */
  const kindOf = ({ kind }) => (BASE_KINDS.includes(kind) ? "base" : kind);
  const drawn = new Set(view.dots().map((/** @type {{index: number}} */ { index }) => kindOf(data.places[index])));
  const signs = placeSigns(legendPlaces(data, scenery, view), texts).filter(({ kind }) => kind === undefined || drawn.has(kind));
  return signs.map(({ words, ...mark }) => ({ paints: [], words, figures: "", mark: { ...mark, actors } }));
}

/** How much of the land is contested, and of how much the holder is in doubt; "" if of none. @param {AtlasData} data @param {any} view of mapview.js @param {Texts} texts */
export function doubtWords(data, view, texts) {
  const { day, by } = view.look();
  const rows = legendRows(data, day, by);
  const total = data.units.reduce((sum, unit) => sum + unit.m2, 0) / 1e6;
  /** @param {string} name */
  const share = (name) => rows.reduce((sum, { parts }) => sum + (parts[name]?.[0] || 0), 0) / (total || 1);
  const [contested, doubt] = ["contested", "doubt"].map(share);
  /** @param {string} key @param {number} part */
  const said = (key, part) => (part ? [texts.t(key, { share: `${texts.percent(part)} %` })] : []);
  const parts = [...said("picture_contested", contested), ...said("picture_doubtful", doubt)];
  return parts.length ? texts.t("picture_doubt", { parts: parts.join(texts.t("list_semicolon")) }) : "";
}

/**
 * Draw a legend, or only measure it.
 * @param {CanvasRenderingContext2D} ctx @param {PictureLegend} legend
 * @param {{x: number, y: number, width: number, mirrored?: boolean}} place mirrored: from right to left
 * @param {((paint: any) => string | CanvasPattern) | null} fill null to measure
 * @param {Palette} palette
 * @returns {number} where it ends
 */
export function drawLegend(ctx, { title, rows, signs }, { x, y, width, mirrored = false }, fill, palette) {
  /** @param {string} text @param {number} at px from where lines begin @param {number} top @param {string} colour @param {string} font @param {boolean} [ends] there, instead of beginning */
  const write = (text, at, top, colour, font, ends = false) => {
    if (!fill) return;
    ctx.font = `${font} ${PICTURE_FONT}`;
    ctx.fillStyle = colour;
    ctx.textAlign = ends === mirrored ? "left" : "right";
    ctx.textBaseline = "middle";
    ctx.fillText(text, mirrored ? x + width - at : x + at, top);
    ctx.textAlign = "left";
  };
  /** @param {any[]} paints @param {number} top */
  const box = (paints, top) => {
    if (!fill) return;
    ctx.save();
    ctx.translate(mirrored ? x + width - BOX : x, top - 9);
    (mirrored ? [...paints].reverse() : paints).forEach((paint, i) => {
      ctx.fillStyle = fill(paint);
      ctx.fillRect((i * BOX) / paints.length, 0, BOX / paints.length, 18);
    });
    ctx.restore();
  };
  write(title, 0, y + 10, palette.ink, "600 16px");
  let top = y + 40;
  for (const { paints, words, figures, small = "" } of rows) {
    box(paints, top);
    ctx.font = `14px ${PICTURE_FONT}`;
    const lines = wrapped(ctx, words, width - BOX - 20 - ctx.measureText(figures).width);
    lines.forEach((line, i) => write(line, BOX + 10, top + i * 17, palette.ink, "14px"));
    write(figures, width, top, palette.ink, "14px", true);
    ctx.font = `12px ${PICTURE_FONT}`;
    const below = small ? wrapped(ctx, small, width - BOX - 10) : [];
    const under = top + lines.length * 17;
    below.forEach((line, i) => write(line, BOX + 10, under + i * SMALL_LINE, palette.soft, "12px"));
    top += Math.max(ROW, lines.length * 17 + 9 + below.length * SMALL_LINE);
  }
  top += 6;
  for (const { paints, words, mark } of signs) {
    if (paints.length) box(paints, top);
    if (mark && fill) paintPlace(ctx, { x: mirrored ? x + width - BOX / 2 : x + BOX / 2, y: top, scale: 1, odd: mark.odd, chosen: false }, mark.place, mark.state, mark.actors, palette);
    ctx.font = `12px ${PICTURE_FONT}`;
    const lines = wrapped(ctx, words, width - BOX - 10);
    lines.forEach((line, i) => write(line, BOX + 10, top + i * SMALL_LINE, palette.soft, "12px"));
    top += Math.max(ROW, lines.length * SMALL_LINE + 8);
  }
  return top;
}
