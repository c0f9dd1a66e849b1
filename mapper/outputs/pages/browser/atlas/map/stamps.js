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
const CELL = 16; // pixels
export const MANY = 2000; // signs: from here on they have no soft edges, and are drawn as stamps also where they stand still
/** @type {Stamp} */
const NOTHING = { half: 0, shifts: new Int32Array(0), pixels: new Uint32Array(0) };

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
    const [down, right] = [(/** @type {number} */ at) => Math.floor(at / side) - half, (/** @type {number} */ at) => (at % side) - half];
    const shifts = seen.map((at) => down(at) * width + right(at));
    const reach = seen.reduce((most, at) => Math.max(most, Math.abs(down(at)), Math.abs(right(at))), 0);
    return { half: reach, shifts: Int32Array.from(shifts), pixels: Uint32Array.from(seen, (at) => (firm ? all[at] | 0xff000000 : all[at])) };
  };
  return (signs, index) => {
    const key = signs.keyOf(index);
    const stamp = known.get(key) || make(signs.signFor(index));
    known.set(key, stamp);
    return stamp;
  };
}

/**
 * An area cut into cells, of which only those are made anew that hold a sign that changed.
 * @param {number} width @param {number} height @param {number} across how wide a cell is, in pixels
 */
function cellsOf(width, height, across) {
  const columns = Math.ceil(width / across);
  const fresh = new Uint8Array(columns * Math.ceil(height / CELL));
  /** @param {number} y */
  const rowAt = (y) => Math.floor(Math.max(0, Math.min(height - 1, y)) / CELL);
  /** Rows and columns of the cells that a sign lies in. @param {number} x @param {number} y @param {number} half */
  const spanOf = (x, y, half) => ({
    top: rowAt(y - half),
    bottom: rowAt(y + half),
    left: Math.floor(Math.max(0, x - half) / across),
    right: Math.floor(Math.min(width - 1, x + half) / across),
  });
  return {
    fresh,
    /** @param {number} x @param {number} y @param {number} half */
    markAt: (x, y, half) => {
      const { top, bottom, left, right } = spanOf(x, y, half);
      for (let row = top; row <= bottom; row += 1) fresh.fill(1, row * columns + left, row * columns + right + 1);
    },
    /** @param {number} x @param {number} y @param {number} half */
    isFresh: (x, y, half) => {
      const { top, bottom, left, right } = spanOf(x, y, half);
      for (let row = top; row <= bottom; row += 1) {
        for (let at = row * columns + left, end = row * columns + right; at <= end; at += 1) if (fresh[at]) return true;
      }
      return false;
    },
    /** Rows of pixels with cells to be made anew. @returns {[number, number]} */
    rows: () => {
      const [first, last] = [fresh.indexOf(1), fresh.lastIndexOf(1)];
      return first < 0 ? [0, 0] : [Math.floor(first / columns) * CELL, Math.min(height, (Math.floor(last / columns) + 1) * CELL)];
    },
    /** @param {Uint32Array} out @param {number} top @param {number} bottom */
    clear: (out, top, bottom) => {
      for (let row = top; row < bottom; row += 1) {
        for (let column = 0; column < columns; column += 1) {
          const at = row * width + column * across;
          if (fresh[Math.floor(row / CELL) * columns + column]) out.fill(0, at, Math.min(at + across, (row + 1) * width));
        }
      }
    },
  };
}

/** Puts signs on pixels; where it puts them again, only what changed is made anew. */
export function stamper() {
  /** @type {{key: string, dots: Layout["dots"] | null, stampOf: ReturnType<typeof stampBook>, placed: Placed}} */
  let known = { key: "", dots: null, stampOf: () => NOTHING, placed: placedOf([], 1) };
  /**
   * @param {ReturnType<typeof pixelsOf>} target @param {number} ratio pixels per px @param {Layout} layout @param {Palette} palette
   * @param {Signs} signs @param {Set<number> | null} places that changed since these pixels were last put; null for all
   * @returns {[number, number]} rows that changed: the first, and the one after the last
   */
  return ({ image, out }, ratio, { dots, scale }, palette, signs, places) => {
    const { width, height } = image;
    const firm = dots.length >= MANY;
    const key = `${width} ${ratio} ${scale} ${firm} ${signs.kind}`;
    const same = known.key === key && known.dots === dots;
    if (!same) {
      const stampOf = known.key === key ? known.stampOf : stampBook(width, ratio, { scale, firm }, palette);
      known = { key, dots, stampOf, placed: placedOf(dots, ratio) };
    }
    const { xs, ys, halves, stamps } = known.placed;
    const only = same ? places : null;
    const cells = cellsOf(width, height, firm ? CELL : width); // soft edges would darken where a sign lies in two
    if (!only) cells.fresh.fill(1);
    for (let i = 0; i < dots.length; i += 1) {
      const { index } = dots[i];
      if (only && !only.has(index)) continue;
      const stamp = signs.signOf(index) === "absent" ? NOTHING : known.stampOf(signs, index);
      if (only) cells.markAt(xs[i], ys[i], Math.max(halves[i], stamp.half)); // what was there may have been larger
      [stamps[i], halves[i]] = [stamp, stamp.half];
    }
    const [top, bottom] = cells.rows();
    if (!firm) cells.fresh.fill(1, top / CELL, Math.ceil(bottom / CELL));
    cells.clear(out, top, bottom);
    for (let i = 0; i < dots.length; i += 1) {
      const [x, y, half] = [xs[i], ys[i], halves[i]];
      if (x < half || x + half >= width || !cells.isFresh(x, y, half)) continue;
      if (firm && y >= half && y + half < height) putFirm(out, stamps[i], y * width + x);
      else putUnder(out, image.data, stamps[i], y * width + x, top * width, bottom * width);
    }
    return [top, bottom];
  };
}

/** @typedef {ReturnType<typeof placedOf>} Placed */
/** Where signs stand, and which are there. @param {Layout["dots"]} dots @param {number} ratio pixels per px */
function placedOf(dots, ratio) {
  return {
    xs: Int32Array.from(dots, ({ x }) => Math.floor(x * ratio)),
    ys: Int32Array.from(dots, ({ y }) => Math.floor(y * ratio)),
    halves: new Int32Array(dots.length),
    /** @type {Stamp[]} */
    stamps: dots.map(() => NOTHING),
  };
}

/** Put a stamp without soft edges below what is there, which covers all or nothing. @param {Uint32Array} out @param {Stamp} stamp @param {number} middle */
function putFirm(out, { shifts, pixels }, middle) {
  for (let i = 0; i < shifts.length; i += 1) {
    const at = middle + shifts[i];
    if (out[at] === 0) out[at] = pixels[i];
  }
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
