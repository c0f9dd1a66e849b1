// Borders, rivers and the neighbours' borders on a canvas, in the quiet colours of the page.
import { touching, traceLine, traceUnit } from "./shapes.js";

/** @import { Frame } from "./shapes.js" */

/** @typedef {Record<string, string>} Palette quiet colours of the page by name */

const LAND_MESH_ZOOM = 7; // borders of single units are drawn from here on
const PALETTE = ["ground", "paper", "ink", "soft", "line", "border", "outline", "halo", "rim", "accent", "river", "river-case", "sea", "coast", "name", "area-name", "neighbour"];

/** The quiet colours of the page as it is now: light or dark. @param {Element} node @returns {Record<string, string>} */
export function pagePalette(node) {
  const style = getComputedStyle(node);
  return Object.fromEntries(PALETTE.map((name) => [name, style.getPropertyValue(`--mapper-${name}`).trim()]));
}

/** @param {CanvasRenderingContext2D} ctx @param {Float32Array[]} lines @param {string} colour @param {number} width */
function strokeLines(ctx, lines, colour, width, alpha = 1) {
  ctx.globalAlpha = alpha;
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.beginPath();
  for (const line of lines) traceLine(ctx, line);
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** A line along some arcs, light and dark, so that it is seen on every colour. @param {CanvasRenderingContext2D} ctx @param {any} shapes @param {Frame} frame @param {number[]} indices @param {Palette} palette */
export function paintHighlight(ctx, shapes, frame, indices, palette) {
  const { arcs } = shapes.at(frame.zoom);
  const lines = indices.map((index) => arcs[index]);
  ctx.save();
  shapes.place(ctx, frame);
  ctx.lineJoin = "round";
  ctx.lineCap = "round";
  strokeLines(ctx, lines, palette.halo, 6);
  strokeLines(ctx, lines, palette.ink, 2.8);
  ctx.restore();
}

/** The sea with the land of the world on it. @param {CanvasRenderingContext2D} ctx @param {any} shapes @param {Frame} frame @param {Palette} palette */
function paintSea(ctx, shapes, frame, palette) {
  const { world: arcs } = shapes.at(frame.zoom);
  const inView = touching(frame);
  ctx.fillStyle = palette.sea;
  ctx.fillRect(0, 0, frame.width, frame.height);
  shapes.place(ctx, frame);
  ctx.beginPath();
  for (const { rings, box } of shapes.world.pieces) if (inView(box)) traceUnit(ctx, arcs, [rings]);
  ctx.fillStyle = palette.ground;
  ctx.fill("evenodd");
}

/**
 * What is under the land: sea, coasts and borders of all countries where the case has the world, else the neighbours' borders.
 * @param {CanvasRenderingContext2D} ctx in px @param {any} shapes @param {Frame} frame @param {Palette} palette
 * @param {(name: string) => void} [layer] what follows belongs to it
 */
export function paintGround(ctx, shapes, frame, palette, layer = () => {}) {
  const { world } = shapes;
  ctx.save();
  if (world.known) paintSea(ctx, shapes, frame, palette);
  layer("neighbours");
  shapes.place(ctx, frame);
  ctx.lineJoin = "round";
  const { world: arcs, neighbours } = shapes.at(frame.zoom);
  const inView = touching(frame);
  /** @param {number[]} indices */
  const seen = (indices) => indices.filter((i) => inView(world.boxes[i])).map((i) => arcs[i]);
  if (world.known) strokeLines(ctx, seen(world.coasts), palette.coast, 1);
  strokeLines(ctx, world.known ? seen(world.borders) : neighbours, palette.neighbour, 1.2);
  ctx.restore();
}

/**
 * Rivers and borders, over the land.
 * @param {any} frames borders that are valid on the day: lists of arcs
 * @param {{rivers: boolean, borders: boolean, mesh: boolean}} show
 * @param {CanvasRenderingContext2D} ctx @param {any} shapes @param {Frame} frame @param {Palette} palette
 * @param {(name: string) => void} [layer] what follows belongs to it
 */
export function paintLines(ctx, shapes, frame, palette, frames, show, layer = () => {}) {
  const { arcs, rivers } = shapes.at(frame.zoom);
  /** @param {any} indices */
  const pick = (indices) => indices.map((/** @type {number} */ index) => arcs[index < 0 ? ~index : index]);
  ctx.save();
  shapes.place(ctx, frame);
  ctx.lineJoin = "round";
  ctx.lineCap = "round";
  layer("mesh");
  if (show.mesh && frame.zoom >= LAND_MESH_ZOOM) strokeLines(ctx, pick(shapes.inner), palette.border, 0.6, 0.6);
  layer("rivers");
  if (show.rivers) {
    /** @param {any} river */
    const major = (river) => river.rank <= 4;
    for (const river of rivers) strokeLines(ctx, river.lines, palette["river-case"], major(river) ? 4 : 3);
    for (const river of rivers) strokeLines(ctx, river.lines, palette.river, major(river) ? 1.9 : 1, 0.9);
  }
  layer("borders");
  if (show.borders) {
    for (const valid of frames) strokeLines(ctx, pick(valid.arcs), palette.border, 1.7, 0.95);
    strokeLines(ctx, pick(shapes.outline), palette.halo, 4, 0.5);
    strokeLines(ctx, pick(shapes.outline), palette.outline, 1.5);
  }
  ctx.restore();
}
