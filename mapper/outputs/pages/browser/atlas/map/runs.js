// Units as runs of pixels: found once for each view, so that a step in time only fills those that changed.

/** @import { Frame } from "./shapes.js" */
/** @import { Tile } from "./fills.js" */

/** @typedef {{width: number, height: number, offset: Int32Array, ends: Int32Array}} Runs of unit `u`: pairs in `ends` from `offset[u]` to `offset[u + 1]`, where a run begins and what follows it */

const ROW = 65536; // more than a frame is wide

/**
 * Where a line passes the middles of rows of pixels, as numbers that sort by row, then from left to right.
 * It is the same for both units beside it, so that no pixel is left out and none is in both.
 * @param {Float32Array} line @param {[number, number]} anchor in px @param {number} width @param {number} height
 */
function crossings(line, [left, top], width, height) {
  /** @type {number[]} */
  const found = [];
  for (let i = 2; i < line.length; i += 2) {
    const [y1, y2] = [line[i - 1] + top - 0.5, line[i + 1] + top - 0.5];
    const [low, high] = y1 < y2 ? [y1, y2] : [y2, y1];
    const slope = (line[i] - line[i - 2]) / (y2 - y1);
    for (let row = Math.max(0, Math.ceil(low)), end = Math.min(height, Math.ceil(high)); row < end; row += 1) {
      const x = line[i - 2] + left + (row - y1) * slope;
      found.push(row * ROW + Math.max(0, Math.min(width, Math.ceil(x - 0.5))));
    }
  }
  return found;
}

/** Pixels whose middle lies in a unit, by the even-odd rule. @param {any} shapes @param {Frame} frame @returns {Runs} */
export function runsOf(shapes, frame) {
  const { width, height } = frame;
  const { arcs } = shapes.at(frame.zoom);
  const anchor = shapes.anchorIn(frame);
  /** @type {number[][]} */
  const known = [];
  const there = new Set(shapes.visible(frame, shapes.all));
  const offset = new Int32Array(shapes.units.length + 1);
  /** @type {number[]} */
  const ends = [];
  for (const unit of shapes.all) {
    /** @type {number[]} */
    const passes = [];
    for (const ring of there.has(unit) ? shapes.units[unit].polygons.flat() : []) {
      for (const arc of ring) {
        const at = arc < 0 ? ~arc : arc;
        known[at] ||= crossings(arcs[at], anchor, width, height);
        for (const pass of known[at]) passes.push(pass);
      }
    }
    const sorted = Float64Array.from(passes).sort();
    for (let i = 0; i + 1 < sorted.length; i += 2) {
      const row = Math.floor(sorted[i] / ROW);
      const shift = row * (width - ROW);
      if (sorted[i + 1] > sorted[i]) ends.push(sorted[i] + shift, sorted[i + 1] + shift);
    }
    offset[unit + 1] = ends.length;
  }
  return { width, height, offset, ends: Int32Array.from(ends) };
}

/**
 * Fill a unit with a tile, which repeats from the anchor on, as patterns of a canvas do.
 * @param {Uint32Array} out pixels of the frame @param {Runs} runs @param {number} unit @param {Tile} tile @param {[number, number]} anchor in px
 */
export function fillRuns(out, { width, offset, ends }, unit, { size, pixels }, [left, top]) {
  for (let at = offset[unit]; at < offset[unit + 1]; at += 2) {
    const [begin, end] = [ends[at], ends[at + 1]];
    if (size === 1) {
      for (let i = begin; i < end; i += 1) out[i] = pixels[0];
      continue;
    }
    const y = Math.floor(begin / width);
    const row = within(y - top, size) * size;
    let x = within(begin - y * width - left, size);
    for (let i = begin; i < end; i += 1) {
      out[i] = pixels[row + x];
      x = x + 1 < size ? x + 1 : 0;
    }
  }
}

/** @param {number} value @param {number} size */
function within(value, size) {
  return ((Math.round(value) % size) + size) % size; // the middle of a pixel is half a pixel on
}
