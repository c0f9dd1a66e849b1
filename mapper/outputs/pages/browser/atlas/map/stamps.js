// Signs of places as stamps of pixels: a sign is drawn once for all places that have it, however many there are.
import { paintPlace } from "./dots.js";
import { markRadius } from "../../library/paint/marks.js";

/** @import { Palette } from "./lines.js" */
/** @import { Layout } from "./painter.js" */

/**
 * @typedef {object} Sign how a place is drawn
 * @property {boolean} odd
 * @property {boolean} chosen
 * @property {boolean} differs from the record, in a what-if
 * @property {any} place
 * @property {any} state its own, or what stands for it
 * @property {Record<string, {colour: string}>} actors
 */
/** @typedef {{kind: string, keyOf: (index: number) => number, signFor: (index: number) => Sign, signOf: (index: number) => string}} Signs of all places; kind: what their colours say; keyOf: equal where signs are equal */
/** @typedef {{half: number, shifts: Int32Array, pixels: Uint32Array}} Stamp in pixels: half from its middle to its edge, shifts from its middle */

const ROOM = 8; // px around a mark for a halo, or the ring of a siege
const CELL = 32; // pixels, or as many as the largest sign has
export const MANY = 2000; // signs: from here on they have no soft edges, and are drawn as stamps also where they stand still

/** Pixels of an area, and the same as numbers. @param {number} width @param {number} height */
export function pixelsOf(width, height) {
  const image = new ImageData(width, height);
  return { image, out: new Uint32Array(image.data.buffer) };
}

/**
 * Stamps of the signs of one kind.
 * @param {number} width of the area in pixels @param {number} ratio pixels per px
 * @param {{scale: number, firm: boolean}} dress firm: without soft edges @param {Palette} palette
 * @returns {(signs: Signs, index: number) => Stamp}
 */
function stampBook(width, ratio, { scale, firm }, palette) {
  const ctx = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d", { willReadFrequently: true }));
  /** @type {Map<number, Stamp>} */
  const known = new Map();
  /** @param {Sign} sign @returns {Stamp} */
  const make = ({ odd, chosen, differs, place, state, actors }) => {
    const half = Math.ceil((markRadius(place) + ROOM) * scale * ratio);
    const side = 2 * half + 1;
    ctx.canvas.width = ctx.canvas.height = side;
    ctx.setTransform(ratio, 0, 0, ratio, half + 0.5, half + 0.5);
    paintPlace(ctx, { x: 0, y: 0, scale, around: differs ? palette.accent : "", odd, chosen }, place, state, actors, palette);
    const all = new Uint32Array(ctx.getImageData(0, 0, side, side).data.buffer);
    const seen = Array.from(all.keys()).filter((at) => all[at] >>> 24 > (firm ? 127 : 0));
    const shifts = seen.map((at) => (Math.floor(at / side) - half) * width + (at % side) - half);
    return { half, shifts: Int32Array.from(shifts), pixels: Uint32Array.from(seen, (at) => (firm ? all[at] | 0xff000000 : all[at])) };
  };
  return (signs, index) => {
    const key = signs.keyOf(index);
    const stamp = known.get(key) || make(signs.signFor(index));
    known.set(key, stamp);
    return stamp;
  };
}

/**
 * Puts signs on pixels. An area is cut into cells, of which only those anew that hold a sign that changed; soft edges
 * would darken where a sign lies in two of them, so there a cell is as wide as the area.
 */
export function stamper() {
  let known = { key: "", stampOf: /** @type {ReturnType<typeof stampBook>} */ (() => ({ half: 0, shifts: new Int32Array(0), pixels: new Uint32Array(0) })) };
  /**
   * @param {ReturnType<typeof pixelsOf>} target @param {number} ratio pixels per px @param {Layout} layout @param {Palette} palette
   * @param {Signs} signs @param {Set<number> | null} places that changed since these pixels were last put; null for all
   * @returns {[number, number]} rows that changed: the first, and the one after the last
   */
  return ({ image, out }, ratio, { dots, scale }, palette, signs, places) => {
    const { width, height } = image;
    const firm = dots.length >= MANY;
    const key = `${width} ${ratio} ${scale} ${firm} ${signs.kind}`;
    if (known.key !== key) known = { key, stampOf: stampBook(width, ratio, { scale, firm }, palette) };
    const cell = Math.max(CELL, 2 * Math.ceil((markRadius({ rank: 1 }) + ROOM) * scale * ratio) + 1);
    const across = firm ? cell : width;
    const columns = Math.ceil(width / across);
    const fresh = new Uint8Array(columns * Math.ceil(height / cell)).fill(Number(!places));
    /** @param {number} x @param {number} y */
    const cellAt = (x, y) => Math.floor(Math.max(0, Math.min(height - 1, y)) / cell) * columns + Math.floor(x / across);
    /** Whether a sign, which is smaller than a cell, lies in one that is made anew; or that it shall be. @param {number} x @param {number} y @param {number} half @param {boolean} mark */
    const isFresh = (x, y, half, mark) => {
      const [a, b, c, d] = [cellAt(x - half, y - half), cellAt(x + half, y - half), cellAt(x - half, y + half), cellAt(x + half, y + half)];
      if (mark) fresh[a] = fresh[b] = fresh[c] = fresh[d] = 1;
      return fresh[a] + fresh[b] + fresh[c] + fresh[d] > 0;
    };
    /** @param {Set<number> | null} only null: those that lie in cells to be made anew */
    const each = (only) => {
      for (let i = 0; i < dots.length; i += 1) {
        const { index } = dots[i];
        if (only ? !only.has(index) : signs.signOf(index) === "absent") continue;
        const [x, y] = [Math.floor(dots[i].x * ratio), Math.floor(dots[i].y * ratio)];
        const stamp = known.stampOf(signs, index);
        if (x < stamp.half || x + stamp.half >= width || !isFresh(x, y, stamp.half, only !== null)) continue;
        if (!only) putUnder(out, image.data, stamp, y * width + x, top * width, bottom * width);
      }
    };
    let [top, bottom] = [0, height];
    if (places) each(places);
    const [first, last] = [fresh.indexOf(1), fresh.lastIndexOf(1)];
    if (first < 0) return [0, 0];
    if (!firm) fresh.fill(1, first, last + 1);
    [top, bottom] = [Math.floor(first / columns) * cell, Math.min(height, (Math.floor(last / columns) + 1) * cell)];
    for (let row = top; row < bottom; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        const at = row * width + column * across;
        if (fresh[Math.floor(row / cell) * columns + column]) out.fill(0, at, Math.min(at + across, (row + 1) * width));
      }
    }
    each(null);
    return [top, bottom];
  };
}

/** Put a stamp below what is there. @param {Uint32Array} out @param {Uint8ClampedArray} bytes the same @param {Stamp} stamp @param {number} middle @param {number} low first pixel that may change @param {number} high first that may not any more */
function putUnder(out, bytes, { shifts, pixels }, middle, low, high) {
  for (let i = 0; i < shifts.length; i += 1) {
    const at = middle + shifts[i];
    if (at < low || at >= high) continue;
    const above = out[at] >>> 24;
    if (above === 0) out[at] = pixels[i];
    else if (above < 255) blend(bytes, 4 * at, above, pixels[i]);
  }
}

/** @param {Uint8ClampedArray} bytes @param {number} at @param {number} above how much of what is there covers @param {number} pixel below it */
function blend(bytes, at, above, pixel) {
  const below = ((pixel >>> 24) * (255 - above)) / 255;
  for (let part = 0; part < 3; part += 1) {
    bytes[at + part] = (bytes[at + part] * above + ((pixel >>> (8 * part)) & 255) * below) / (above + below);
  }
  bytes[at + 3] = above + below;
}
