// Paints as canvas fills: a colour, or a pattern made of the same tiles as in the legend.
import { parseColour } from "../../library/paint/colours.js";
import { isFlat, patternTile } from "../../library/paint/patterns.js";

/** @param {any} ctx @param {import("../../library/paint/patterns.js").TileShape} shape */
function drawShape(ctx, { points, disc, fill }) {
  ctx.fillStyle = fill;
  ctx.beginPath();
  if (disc) ctx.arc(disc[0], disc[1], disc[2], 0, 2 * Math.PI);
  else {
    const flat = points || [];
    ctx.moveTo(flat[0], flat[1]);
    for (let i = 2; i < flat.length; i += 2) ctx.lineTo(flat[i], flat[i + 1]);
  }
  ctx.fill();
}

/** A tile of whole device pixels. @param {any} paint @param {number} ratio @returns {CanvasRenderingContext2D | null} */
function tileOf(paint, ratio) {
  const { size, shapes } = patternTile(paint);
  const pixels = Math.max(1, Math.round(size * ratio));
  const canvas = document.createElement("canvas");
  canvas.width = pixels;
  canvas.height = pixels;
  const ctx = canvas.getContext("2d");
  if (!ctx) return null;
  ctx.scale(pixels / size, pixels / size);
  for (const shape of shapes) drawShape(ctx, shape);
  return ctx;
}

/** @param {any} paint @param {number} ratio */
function patternOf(paint, ratio) {
  const tile = tileOf(paint, ratio);
  const pattern = tile && tile.createPattern(tile.canvas, "repeat");
  if (!pattern) return paint.colours[0];
  pattern.setTransform(new DOMMatrix([1 / ratio, 0, 0, 1 / ratio, 0, 0]));
  return pattern;
}

/**
 * Fills for drawing at a number of device pixels per px; each paint is made once.
 * @param {number} ratio
 * @returns {(paint: import("../../library/states/states.js").Paint) => string | CanvasPattern}
 */
export function fillBook(ratio) {
  const known = new Map();
  return (paint) => {
    if (isFlat(paint)) return paint.colours[0];
    const key = JSON.stringify(paint);
    if (!known.has(key)) known.set(key, patternOf(paint, ratio));
    return known.get(key);
  };
}

/** @typedef {{size: number, pixels: Uint32Array}} Tile a square that repeats, as pixels of an ImageData */

/** The same fills as pixels, one for each px. @returns {(paint: import("../../library/states/states.js").Paint) => Tile} */
export function tileBook() {
  /** @type {Map<string, Tile>} */
  const known = new Map();
  /** @param {any} paint @returns {Tile} */
  const make = (paint) => {
    const tile = isFlat(paint) ? null : tileOf(paint, 1);
    if (!tile) return { size: 1, pixels: Uint32Array.of(pixelOf(parseColour(paint.colours[0]))) };
    const { width } = tile.canvas;
    return { size: width, pixels: new Uint32Array(tile.getImageData(0, 0, width, width).data.buffer) };
  };
  return (paint) => {
    const key = JSON.stringify(paint);
    const tile = known.get(key) || make(paint);
    known.set(key, tile);
    return tile;
  };
}

/** A colour without gaps as one number, in the order of the bytes of an ImageData. @param {number[]} rgb */
function pixelOf([r, g, b]) {
  return new Uint32Array(Uint8Array.of(r, g, b, 255).buffer)[0];
}
