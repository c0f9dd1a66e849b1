// The land on a canvas: units by their fill, in chunks that the browser fills quickly.
import { traceUnit } from "./shapes.js";

/** @import { Frame } from "./shapes.js" */

const CHUNK = 40; // polygons in one path: more, and filling gets slower than it saves
const MERGED_FROM = 300; // units of one fill: from here on their common outline is filled
const SEAM = 0.9; // px of the same fill around each unit, so that no ground shines through

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {any} shapes @param {import("./shapes.js").Frame} frame
 * @param {number[]} units to be painted
 * @param {(unit: number) => string | CanvasPattern | null} fillOf null leaves the ground as it is
 */
export function paintLand(ctx, shapes, frame, units, fillOf) {
  const { arcs } = shapes.at(frame.zoom);
  const groups = new Map();
  for (const unit of shapes.visible(frame, units)) {
    const fill = fillOf(unit);
    if (fill === null) continue;
    const group = groups.get(fill);
    if (group) group.push(unit);
    else groups.set(fill, [unit]);
  }
  ctx.save();
  shapes.place(ctx, frame);
  ctx.lineWidth = SEAM;
  ctx.lineJoin = "round";
  for (const [fill, members] of groups) {
    ctx.fillStyle = fill;
    ctx.strokeStyle = fill;
    traceUnits(ctx, shapes, arcs, members, { many: MERGED_FROM, chunk: CHUNK }, () => {
      ctx.stroke();
      ctx.fill("evenodd");
    });
  }
  ctx.restore();
}

/**
 * Trace units, many of them as one shape where that is faster; calls `done` for each path.
 * @param {CanvasRenderingContext2D} ctx @param {any} shapes @param {Float32Array[]} arcs
 * @param {number[]} members @param {{many: number, chunk: number}} limits @param {() => void} done
 */
function traceUnits(ctx, shapes, arcs, members, { many, chunk }, done) {
  const merger = members.length >= many ? shapes.merger() : null;
  if (merger) {
    ctx.beginPath();
    if (merger.traceMerged(ctx, arcs, members)) {
      done();
      return;
    }
  }
  for (let i = 0; i < members.length; i += chunk) {
    ctx.beginPath();
    for (const unit of members.slice(i, i + chunk)) traceUnit(ctx, arcs, shapes.units[unit].polygons);
    done();
  }
}

/**
 * A line around some units.
 * @param {CanvasRenderingContext2D} ctx @param {any} shapes @param {Frame} frame @param {number[]} units
 * @param {{colour: string, width: number, dash?: number[]}} line
 */
export function outlineUnits(ctx, shapes, frame, units, { colour, width, dash = [] }) {
  const { arcs } = shapes.at(frame.zoom);
  ctx.save();
  shapes.place(ctx, frame);
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.lineJoin = "round";
  ctx.setLineDash(dash);
  ctx.beginPath();
  for (const unit of shapes.visible(frame, units)) traceUnit(ctx, arcs, shapes.units[unit].polygons);
  ctx.stroke();
  ctx.restore();
}
