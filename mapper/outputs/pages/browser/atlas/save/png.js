// The picture as a canvas, for a PNG.
import { fillBook } from "../map/fills.js";
import { pagePalette } from "../map/lines.js";
import { frameOf, pictureOf } from "./picture.js";

/** @import { Sheet } from "./picture.js" */
/** @import { Palette } from "../map/lines.js" */

const SHARPNESS = 2; // device pixels per px

/** The map of a view as it is in its frame. @param {any} view @param {Palette} palette */
function mapCanvas(view, palette) {
  const frame = frameOf(view.map, SHARPNESS);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(frame.width * SHARPNESS);
  canvas.height = Math.round(frame.height * SHARPNESS);
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  ctx.fillStyle = palette.ground;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  view.paintInto(ctx, frame, palette);
  return canvas;
}

/**
 * The parameters are those of `pictureOf`.
 * @param {any} data @param {any} scenery @param {any[]} views @param {any} texts
 * @param {{title: string, news: string, address: string}} words
 * @param {number | null} split @param {import("../../library/legend/holders.js").Figure} figure
 * @returns {HTMLCanvasElement}
 */
export function mapPicture(data, scenery, views, texts, words, split, figure) {
  const palette = pagePalette(views[0].map.getContainer());
  const canvas = document.createElement("canvas");
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const { width, height, draw } = pictureOf(data, scenery, views, texts, words, split, figure, palette, ctx);
  canvas.width = Math.round(width * SHARPNESS);
  canvas.height = Math.round(height * SHARPNESS);
  ctx.setTransform(SHARPNESS, 0, 0, SHARPNESS, 0, 0);
  /** @type {Sheet} */
  const sheet = {
    ctx,
    layer: () => {}, // a canvas has none
    fill: fillBook(SHARPNESS),
    map: (view, { x, y, w, h, from }) => ctx.drawImage(mapCanvas(view, palette), from * SHARPNESS, 0, w * SHARPNESS, h * SHARPNESS, x, y, w, h),
  };
  draw(sheet);
  return canvas;
}
