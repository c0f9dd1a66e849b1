// Fills as SVG patterns in screen units: bands, stripes, lines and dots in the parties' colours.
import { svg } from "../dom/elements.js";
import { TEXTURE_TILE, textureShapes } from "./textures.js";

const BAND = 7; // width of one colour, in px
const STRIPE = 10;
const TILE = 12; // tile of a fill without bands or stripes
let books = 0;

/**
 * @typedef {object} TileShape
 * @property {number[]} [points] of a polygon: x, y, x, y …
 * @property {[number, number, number]} [disc] middle and radius
 * @property {string} fill
 */

/** @typedef {import("../states/states.js").Paint} Paint */
/** @typedef {{fill: (paint: Paint) => string}} PatternBook gives a colour, or a reference to a pattern */

/** @param {number} x @param {number} y @param {number} w @param {number} h @param {string} fill @returns {TileShape} */
function tileBox(x, y, w, h, fill) {
  return { points: [x, y, x + w, y, x + w, y + h, x, y + h], fill };
}

/** A slanted strip through a square tile: from `at` on the top edge, `slope` 1 leans right, -1 left. @param {number} size @param {number} at @param {number} width @param {1 | -1} slope @param {string} fill @returns {TileShape} */
function strip(size, at, width, slope, fill) {
  const shift = slope * size;
  return { points: [at, 0, at + width, 0, at + width + shift, size, at + shift, size], fill };
}

/** The same strip wherever it enters the tile. @param {number} size @param {number} at @param {number} width @param {1 | -1} slope @param {string} fill */
function strips(size, at, width, slope, fill) {
  return [-1, 0, 1].map((k) => strip(size, at + k * size, width, slope, fill));
}

/** @param {Paint} paint @returns {{size: number, shapes: TileShape[]}} */
function baseTile(paint) {
  const n = paint.colours.length;
  const [first] = paint.colours;
  if (paint.base === "bands") {
    const size = BAND * n * Math.SQRT2;
    const width = size / n;
    const bands = paint.colours.flatMap((colour, i) => strips(size, i * width, width, -1, colour));
    return { size, shapes: [tileBox(0, 0, size, size, first), ...bands] };
  }
  if (paint.base === "stripes") {
    const size = STRIPE * n;
    return { size, shapes: paint.colours.map((colour, i) => tileBox(i * STRIPE, 0, STRIPE, size, colour)) };
  }
  if (paint.texture) return { size: TEXTURE_TILE, shapes: [tileBox(0, 0, TEXTURE_TILE, TEXTURE_TILE, first), ...textureShapes(paint.texture, first)] };
  const ground = tileBox(0, 0, TILE, TILE, first);
  if (paint.base === "none" || paint.base === "unknown") {
    const ink = paint.colours[1];
    const crossed = paint.base === "unknown" ? strips(TILE, 0, 2, 1, ink) : [];
    return { size: TILE, shapes: [ground, ...strips(TILE, 0, 2, -1, ink), ...crossed] };
  }
  return { size: TILE, shapes: [ground] };
}

/** Signs of doubt drawn over the base. @param {Paint} paint @param {number} size @returns {TileShape[]} */
function doubtMarks(paint, size) {
  /** @type {TileShape[]} */
  const marks = [];
  const steps = Math.max(1, Math.round(size / TILE));
  const step = size / steps;
  if (paint.lines) {
    for (let i = 0; i < steps; i += 1) marks.push(...strips(size, i * step, 3.2, 1, paint.lines));
  }
  if (paint.dots) {
    for (let i = 0; i < steps; i += 1) {
      for (let j = 0; j < steps; j += 1) {
        marks.push({ disc: [(i + 0.5) * step, (j + 0.5) * step, step * 0.28], fill: paint.dots });
      }
    }
  }
  return marks;
}

/**
 * A square tile that repeats; its shapes lie on each other in this order.
 * @param {Paint} paint @returns {{size: number, shapes: TileShape[]}}
 */
export function patternTile(paint) {
  const { size, shapes } = baseTile(paint);
  return { size, shapes: [...shapes, ...doubtMarks(paint, size)] };
}

/** @param {TileShape} shape */
function shapeNode({ points, disc, fill }) {
  if (disc) return svg("circle", { cx: disc[0], cy: disc[1], r: disc[2], fill });
  return svg("polygon", { points: (points || []).map((n) => n.toFixed(2)).join(" "), fill });
}

/** Whether one flat colour is enough. @param {Paint} paint */
export function isFlat(paint) {
  return (paint.base === "solid" || paint.base === "no_data") && !paint.lines && !paint.dots && !paint.texture;
}

/**
 * A book of patterns in the definitions of a drawing; `fill(paint)` gives a colour or a reference to a pattern.
 * @param {Element} defs @param {string} prefix of the ids of patterns @returns {PatternBook}
 */
export function patternsIn(defs, prefix) {
  const known = new Map();
  /** @type {PatternBook["fill"]} */
  const fill = (paint) => {
    if (isFlat(paint)) return paint.colours[0];
    const key = JSON.stringify(paint);
    if (!known.has(key)) {
      const id = `${prefix}-${known.size + 1}`;
      const { size, shapes } = patternTile(paint);
      const attributes = { id, width: size, height: size, patternUnits: "userSpaceOnUse" };
      defs.append(svg("pattern", attributes, ...shapes.map(shapeNode)));
      known.set(key, id);
    }
    return `url(#${known.get(key)})`;
  };
  return { fill };
}

/** A book of patterns in a hidden drawing of the page. @param {HTMLElement} parent @returns {PatternBook} */
export function patternBook(parent) {
  books += 1;
  const defs = svg("defs");
  parent.append(svg("svg", { width: 0, height: 0, "aria-hidden": "true", class: "mapper-defs" }, defs));
  return patternsIn(defs, `mapper-fill-${books}`);
}

/** A small picture of a fill, for the legend. @param {PatternBook} book @param {Paint} paint */
export function swatch(book, paint) {
  const box = svg("rect", { width: 30, height: 18, rx: 3, fill: book.fill(paint), class: "mapper-swatch-fill" });
  return svg("svg", { width: 30, height: 18, viewBox: "0 0 30 18", class: "mapper-swatch", "aria-hidden": "true" }, box);
}
