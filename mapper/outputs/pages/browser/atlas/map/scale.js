// A scale bar on a map that is drawn to be taken away.
import { worldSize } from "./mercator.js";

/** @import { Frame } from "./shapes.js" */
/** @import { Palette } from "./lines.js" */
/** @import { Texts } from "../../library/words/texts.js" */

const EQUATOR_KM = 40075.017; // of the sphere of web mercator
const WIDEST = 0.2; // of the map
const INSET = 12; // px from its edges
const FONT = '11px "Helvetica Neue", Arial, "Liberation Sans", sans-serif';

/** The greatest of 1, 2, 3, 5, 10, 20 … that is not above a number. @param {number} most */
function roundLength(most) {
  const power = 10 ** Math.floor(Math.log10(most));
  return ([5, 3, 2].find((n) => n * power <= most) || 1) * power;
}

/** Kilometres in a px in the middle of a frame. @param {Pick<Frame, "zoom" | "top" | "height">} frame */
function kmPerPx({ zoom, top, height }) {
  const size = worldSize(zoom);
  const north = Math.PI * (1 - (2 * (top + height / 2)) / size);
  return EQUATOR_KM / Math.cosh(north) / size;
}

/** In the lower left corner, true in the middle of the map. @param {CanvasRenderingContext2D} ctx in px @param {Pick<Frame, "zoom" | "top" | "width" | "height">} frame @param {Palette} palette @param {Texts} texts @param {{left: number, top: number}} [corner] where the map stands */
export function paintScale(ctx, frame, palette, texts, corner = { left: 0, top: 0 }) {
  const perPx = kmPerPx(frame);
  const km = roundLength(perPx * frame.width * WIDEST);
  const [x, y, width] = [corner.left + INSET, corner.top + frame.height - INSET, km / perPx];
  ctx.lineJoin = "miter";
  for (const [colour, thick] of /** @type {[string, number][]} */ ([[palette.halo, 4], [palette.ink, 1.5]])) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = thick;
    ctx.beginPath();
    ctx.moveTo(x, y - 6);
    ctx.lineTo(x, y);
    ctx.lineTo(x + width, y);
    ctx.lineTo(x + width, y - 6);
    ctx.stroke();
  }
  ctx.font = FONT;
  ctx.textAlign = "left";
  ctx.textBaseline = "alphabetic";
  ctx.strokeStyle = palette.halo;
  ctx.lineWidth = 3;
  ctx.fillStyle = palette.ink;
  const words = texts.t("scale_km", { n: texts.number(km) });
  ctx.strokeText(words, x + 5, y - 4);
  ctx.fillText(words, x + 5, y - 4);
}
