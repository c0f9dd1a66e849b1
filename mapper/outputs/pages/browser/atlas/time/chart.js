// The picture of the whole conflict: shares of the country as stacked areas, milestones, changes.
import { groundColour, luminance } from "../../library/paint/colours.js";
import { rowPaint } from "../../library/legend/holders.js";
import { fillBook } from "../map/fills.js";
import { isolated } from "../../library/words/isolate.js";
import { axisTicks, xOfDay } from "./axis.js";

/** @import { AtlasData } from "../data/data.js" */
/** @import { Palette } from "../map/lines.js" */
/** @import { TimeScale } from "./axis.js" */

/** @typedef {import("./axis.js").TimeScale} TimeScale */

export const CHART_TOP = 26; // px for milestones and their titles
export const CHART_AXIS = 20; // px for the years
const TICKS = 5; // px: height of the marks of days with changes
const CHART_FONT = '"Helvetica Neue", Arial, "Liberation Sans", sans-serif';
const WEIGHT = ["coup", "accord", "operation_start", "operation_end", "declaration", "election", "merger", "founding"];

/** @type {Map<number, ReturnType<typeof fillBook>>} stripes by device pixels per px: the chart is drawn anew at every step of a drag */
const books = new Map();

/** @param {number} ratio */
function bookOf(ratio) {
  const book = books.get(ratio) || fillBook(ratio);
  books.set(ratio, book);
  return book;
}

/** Rows in the order of the stack: camps together, the first camp at the bottom, doubt on top. @param {any} lines @param {AtlasData} data @param {any} by */
export function stackOrder(lines, data, by) {
  const blocs = data.blocList.map((/** @type {any} */ bloc) => bloc.id);
  /** @param {string} row */
  const rank = (row) => {
    if (row === "no_data") return 1001;
    if (["none", "unknown"].includes(row)) return 1000;
    if (row === "shared") return 999;
    if (by === "bloc") return blocs.indexOf(row) < 0 ? 998 : blocs.indexOf(row);
    const bloc = data.members.find(([actor]) => actor === row);
    return bloc ? blocs.indexOf(bloc[1]) : 998;
  };
  return lines.map((/** @type {any} */ line, /** @type {number} */ i) => ({ line, i })).sort((/** @type {any} */ a, /** @type {any} */ b) => rank(a.line.row) - rank(b.line.row) || a.i - b.i).map((/** @type {any} */ item) => item.line);
}

/** Stacked areas; each value holds until the next day of the series. @param {CanvasRenderingContext2D} ctx @param {TimeScale} scale @param {any} series @param {any} lines @param {(line: any) => string | CanvasPattern} fillOf @param {number} top @param {number} height */
function drawAreas(ctx, scale, series, lines, fillOf, top, height) {
  const { days } = series;
  const count = days.length;
  const xs = Array.from(days, (day) => xOfDay(scale, day));
  const end = xOfDay(scale, scale.to);
  const low = new Float64Array(count);
  /** @param {number} i */
  const visible = (i) => (i + 1 < count ? xs[i + 1] : end) >= scale.pad && xs[i] <= end;
  for (const line of lines) {
    const { share } = line;
    ctx.fillStyle = fillOf(line);
    for (let i = 0; i < count; i += 1) {
      const base = low[i];
      low[i] += share[i];
      if (!share[i] || !visible(i)) continue;
      const right = i + 1 < count ? xs[i + 1] : end;
      const [x, w] = [Math.max(scale.pad, xs[i]), Math.min(end, right)];
      ctx.fillRect(x, top + height * (1 - low[i]), Math.max(w - x, 0) + 0.3, height * (low[i] - base) + 0.3);
    }
  }
}

/** Names inside the areas that have room for them. @param {CanvasRenderingContext2D} ctx @param {TimeScale} scale @param {any} series @param {any} lines @param {any} nameOf @param {(line: any) => string[]} coloursOf @param {number} top @param {number} height */
function drawNames(ctx, scale, series, lines, nameOf, coloursOf, top, height) {
  const { days } = series;
  const low = new Float64Array(days.length);
  ctx.font = `11px ${CHART_FONT}`;
  ctx.textBaseline = "middle";
  for (const line of lines) {
    const { share } = line;
    const name = isolated(nameOf(line), "ltr"); // as time runs
    const width = ctx.measureText(name).width + 14;
    /** @type {any} */
    let best = null;
    /** @type {any} */
    let run = null; // stretch of time in which a strip of one height fits into the area
    for (let i = 0; i < days.length; i += 1) {
      const x = Math.max(scale.pad, xOfDay(scale, days[i]));
      const right = Math.min(scale.width - scale.pad, xOfDay(scale, i + 1 < days.length ? days[i + 1] : scale.to));
      const [bottom, upper] = [low[i], low[i] + share[i]];
      low[i] = upper;
      if (right <= x) continue;
      /** @type {any} */
      const joined = run && { x: run.x, right, bottom: Math.max(run.bottom, bottom), upper: Math.min(run.upper, upper) };
      run = joined && (joined.upper - joined.bottom) * height >= 14 ? joined : { x, right, bottom, upper };
      const fits = (run.upper - run.bottom) * height >= 14 && run.right - run.x >= width;
      if (fits && (!best || run.right - run.x > best.right - best.x)) best = run;
    }
    if (!best) continue;
    const colours = coloursOf(line);
    const [x, y] = [(best.x + best.right - width) / 2 + 7, top + height * (1 - (best.bottom + best.upper) / 2)];
    if (colours.length > 1) {
      // Letters over stripes of several colours need a ground of their own.
      ctx.lineWidth = 3.5;
      ctx.lineJoin = "round";
      ctx.strokeStyle = "#ffffff";
      ctx.strokeText(name, x, y);
    }
    ctx.fillStyle = colours.length > 1 || luminance(colours[0]) > 0.22 ? "#15171a" : "#ffffff";
    ctx.fillText(name, x, y);
  }
}

/** Milestones, the most telling ones with their titles where there is room. @param {CanvasRenderingContext2D} ctx @param {TimeScale} scale @param {any} milestones @param {Palette} palette @param {number} top @param {number} bottom */
function drawMilestones(ctx, scale, milestones, palette, top, bottom) {
  const inside = milestones.filter((/** @type {any} */ { day }) => day >= scale.from && day <= scale.to);
  ctx.font = `11px ${CHART_FONT}`;
  ctx.textBaseline = "middle";
  /** @param {{kind: string}} milestone */
  const weight = ({ kind }) => (WEIGHT.includes(kind) ? WEIGHT.indexOf(kind) : WEIGHT.length);
  /** @type {number[][]} */
  const taken = [];
  const end = xOfDay(scale, scale.to);
  for (const item of [...inside].sort((a, b) => weight(a) - weight(b) || a.day - b.day)) {
    const x = xOfDay(scale, item.day);
    const title = isolated(item.title.length > 34 ? `${item.title.slice(0, 33).trimEnd()}…` : item.title, "ltr");
    const width = ctx.measureText(title).width + 12;
    const left = x + width < end ? x + 7 : x - width + 5;
    const box = [Math.min(left, x) - 5, Math.max(left + width, x) + 5];
    if (left < scale.pad || taken.some(([a, b]) => box[0] < b && a < box[1])) continue;
    taken.push(box);
    ctx.fillStyle = palette.soft;
    ctx.fillText(title, left, 9);
    ctx.fillStyle = palette.ink;
    ctx.globalAlpha = 0.4;
    ctx.fillRect(x - 0.5, 14, 1, bottom - 14);
    ctx.globalAlpha = 1;
  }
  ctx.fillStyle = palette.soft;
  for (const { day } of inside) {
    const x = xOfDay(scale, day);
    ctx.beginPath();
    ctx.moveTo(x - 3.2, top - 7);
    ctx.lineTo(x + 3.2, top - 7);
    ctx.lineTo(x, top - 1.5);
    ctx.closePath();
    ctx.fill();
  }
}

/** @param {CanvasRenderingContext2D} ctx @param {TimeScale} scale @param {any} locale @param {Palette} palette @param {number} top @param {number} bottom */
function drawAxis(ctx, scale, locale, palette, top, bottom) {
  ctx.font = `11px ${CHART_FONT}`;
  ctx.textBaseline = "alphabetic";
  ctx.textAlign = "left";
  let free = 0;
  for (const { day, words, strong } of axisTicks(scale, locale)) {
    const x = xOfDay(scale, day);
    ctx.fillStyle = palette.paper;
    ctx.globalAlpha = strong ? 0.55 : 0.25;
    ctx.fillRect(x - 0.5, top, 1, bottom - top);
    ctx.globalAlpha = 1;
    ctx.fillStyle = palette.soft;
    ctx.fillRect(x - 0.5, bottom, 1, 5);
    const width = ctx.measureText(words).width;
    if (x + 3 < free || x + 3 + width > scale.width) continue;
    ctx.fillText(words, x + 3, bottom + 14);
    free = x + width + 10;
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx in px, empty
 * @param {TimeScale} scale @param {number} height px
 * @param {{series: any, order: any[], actors: Record<string, {colour: string}>, nameOf: (line: import("../figures/statistics.js").ShareLine) => string, milestones: any[], changeDays: ArrayLike<number>}} content
 * @param {{palette: Record<string, string>, dark: boolean, locale: string, between: [number, number] | null}} dress
 */
export function drawChart(ctx, scale, height, content, { palette, dark, locale, between }) {
  const [top, bottom] = [CHART_TOP, height - CHART_AXIS];
  const ground = groundColour(dark);
  const fill = bookOf(ctx.getTransform().a);
  /** @param {import("../figures/statistics.js").ShareLine} line */
  const paintOf = (line) => rowPaint({ holder: line.row, with: line.with }, content.actors, ground);
  /** Nobody and unknown are plain here: lines of hatches would be read as changes. @param {import("../figures/statistics.js").ShareLine} line */
  const fillOf = (line) => {
    const paint = paintOf(line);
    return line.with ? fill(paint) : paint.colours[paint.colours.length - 1];
  };
  /** @param {import("../figures/statistics.js").ShareLine} line */
  const coloursOf = (line) => (line.with ? paintOf(line).colours : paintOf(line).colours.slice(-1));
  ctx.fillStyle = palette.ground;
  ctx.fillRect(scale.pad, top, scale.width - 2 * scale.pad, bottom - top);
  drawAreas(ctx, scale, content.series, content.order, fillOf, top, bottom - top);
  drawAxis(ctx, scale, locale, palette, top, bottom);
  drawNames(ctx, scale, content.series, content.order, content.nameOf, coloursOf, top, bottom - top - TICKS);
  ctx.fillStyle = palette.ink;
  ctx.globalAlpha = 0.55;
  for (let i = 0; i < content.changeDays.length; i += 1) {
    const x = xOfDay(scale, content.changeDays[i]);
    if (x >= scale.pad && x <= scale.width - scale.pad) ctx.fillRect(x - 0.4, bottom - TICKS, 0.8, TICKS);
  }
  ctx.globalAlpha = 1;
  drawMilestones(ctx, scale, content.milestones, palette, top, bottom);
  if (between) {
    const [a, b] = between.map((day) => Math.max(scale.pad, Math.min(scale.width - scale.pad, xOfDay(scale, day))));
    ctx.fillStyle = palette.paper;
    ctx.globalAlpha = 0.5;
    ctx.fillRect(scale.pad, top, Math.min(a, b) - scale.pad, bottom - top);
    ctx.fillRect(Math.max(a, b), top, scale.width - scale.pad - Math.max(a, b), bottom - top);
    ctx.globalAlpha = 1;
  }
}
