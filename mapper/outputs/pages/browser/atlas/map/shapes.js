// Units and lines as screen paths: projected once for each zoom, traced from shared arcs.
import { decodeArcs, flatLine, neighbourRuns } from "../../library/map/topology.js";
import { makeMerger } from "./merge.js";
import { boxOfLines, pixelLine, worldLine, worldSize } from "./mercator.js";
import { makeWorld } from "./world.js";

const STEP = 0.6; // px: finer detail is not visible
const PREPARE_AFTER = 1000; // ms
const KEPT = 4; // zooms whose paths are kept

/**
 * @typedef {object} Frame where a drawing is: its zoom and its upper left corner in world pixels
 * @property {number} zoom
 * @property {number} left
 * @property {number} top
 * @property {number} width px
 * @property {number} height px
 * @property {number} ratio device pixels per px
 * @property {{x: number, y: number, w: number, h: number}} [inner] the part that is in view
 * @property {import("../../library/map/labels.js").Box[]} [covered] parts that something stands on: no name there
 */

/** Whether boxes [west, north, east, south] of the world touch a frame. @param {Frame} frame @returns {(box: number[]) => boolean} */
export function touching({ zoom, left, top, width, height }) {
  const size = worldSize(zoom);
  return (box) => box[0] <= (left + width) / size && box[2] >= left / size && box[1] <= (top + height) / size && box[3] >= top / size;
}

/** @param {any} geometry the part of the payload with arcs, units, rivers, neighbours */
export function makeShapes(geometry) {
  const arcs = decodeArcs(geometry).map(worldLine);
  const rivers = geometry.rivers.map((/** @type {any} */ river) => ({ rank: river.rank, lines: river.lines.map((/** @type {any} */ line) => worldLine(flatLine(line))) }));
  const neighbours = neighbourRuns(geometry.neighbours).map((/** @type {any} */ run) => worldLine(flatLine(run)));
  const world = makeWorld(geometry.world);
  const boxes = geometry.units.map((/** @type {any} */ unit) => boxOfLines(unit.polygons.flatMap((/** @type {any} */ rings) => rings[0].map((/** @type {number} */ i) => arcs[i < 0 ? ~i : i]))));
  const [west, north, east, south] = boxOfLines(arcs.length ? arcs : neighbours);
  /** @type {[number, number]} */
  const anchor = arcs.length ? [(west + east) / 2, (north + south) / 2] : [0.5, 0.5];
  const outline = new Set(geometry.outline);
  const own = geometry.unit_arcs ?? arcs.length; // what follows are borders that units cross
  const seams = new Set(geometry.seams || []);
  const inner = arcs.map((_, index) => index).filter((index) => index < own && !outline.has(index) && !seams.has(index));
  const zooms = new Map();

  /** @param {number} zoom */
  const at = (zoom) => {
    if (!zooms.has(zoom)) {
      if (zooms.size >= KEPT) zooms.delete(zooms.keys().next().value);
      const size = worldSize(zoom);
      /** @param {any} lines */
      const pixels = (lines) => lines.map((/** @type {any} */ line) => pixelLine(line, size, anchor, STEP));
      zooms.set(zoom, {
        size,
        arcs: pixels(arcs),
        rivers: rivers.map((/** @type {any} */ river) => ({ rank: river.rank, lines: pixels(river.lines) })),
        neighbours: pixels(neighbours),
        world: pixels(world.arcs),
      });
    }
    return zooms.get(zoom);
  };

  /** Where the anchor is in a frame, in px. @param {Frame} frame @returns {[number, number]} */
  const anchorIn = (frame) => {
    const size = worldSize(frame.zoom);
    return [anchor[0] * size - frame.left, anchor[1] * size - frame.top];
  };
  /** From here on the context draws in px around the anchor. @param {CanvasRenderingContext2D} ctx @param {Frame} frame */
  const place = (ctx, frame) => {
    const [x, y] = anchorIn(frame);
    ctx.setTransform(frame.ratio, 0, 0, frame.ratio, x * frame.ratio, y * frame.ratio);
  };

  /** Indices of the units that touch a frame. @param {Frame} frame @param {number[]} units */
  const visible = (frame, units) => {
    const inView = touching(frame);
    return units.filter((/** @type {number} */ i) => inView(boxes[i]));
  };
  /** @type {import("./merge.js").Merger | null} */
  let merging = null;
  const prepare = () => {
    merging = makeMerger(arcs, geometry.units);
  };
  // Not needed for the first picture, which it would only delay.
  setTimeout(() => merging || prepare(), PREPARE_AFTER);
  const merger = () => merging;
  /** Arcs around some units, without the borders between them. @param {number[]} members */
  const around = (members) => {
    if (!merging) prepare();
    return /** @type {import("./merge.js").Merger} */ (merging).border(members);
  };
  return { merger, around, arcs, boxes, world, outline: geometry.outline, inner, all: geometry.units.map((/** @type {any} */ _, /** @type {number} */ i) => i), units: geometry.units, at, anchorIn, place, visible };
}

/** Add a line to the path. @param {Float32Array} line @param {CanvasRenderingContext2D} ctx */
export function traceLine(ctx, line) {
  ctx.moveTo(line[0], line[1]);
  for (let i = 2; i < line.length; i += 2) ctx.lineTo(line[i], line[i + 1]);
}

/** Add all rings of a unit to the path. @param {Float32Array[]} arcs @param {number[][][]} polygons @param {CanvasRenderingContext2D} ctx */
export function traceUnit(ctx, arcs, polygons) {
  for (const rings of polygons) {
    for (const ring of rings) {
      let first = true;
      for (const index of ring) {
        const line = arcs[index < 0 ? ~index : index];
        if (index >= 0) {
          for (let i = first ? 0 : 2; i < line.length; i += 2) {
            if (first) ctx.moveTo(line[i], line[i + 1]);
            else ctx.lineTo(line[i], line[i + 1]);
            first = false;
          }
        } else {
          for (let i = line.length - (first ? 2 : 4); i >= 0; i -= 2) {
            if (first) ctx.moveTo(line[i], line[i + 1]);
            else ctx.lineTo(line[i], line[i + 1]);
            first = false;
          }
        }
      }
      ctx.closePath();
    }
  }
}
