// Signs of places on a canvas: the same as in the legend (see marks.js), drawn by hand for speed.
import { BASE_KINDS } from "../../library/words/vocabulary.js";
import { holderColour } from "../../library/paint/colours.js";
import { markRadius } from "../../library/paint/marks.js";
import { partiesOf } from "../../library/states/states.js";

/** @import { Palette } from "./lines.js" */

/** Path of a mark: square for capitals, diamond for bases and sites, else a circle. @param {CanvasRenderingContext2D} ctx @param {string} kind @param {number} r */
function tracePlace(ctx, kind, r) {
  ctx.beginPath();
  if (kind === "capital") {
    const half = r * 0.92;
    ctx.rect(-half, -half, 2 * half, 2 * half);
  } else if (BASE_KINDS.includes(kind)) {
    const d = r * 1.2;
    ctx.moveTo(0, -d);
    ctx.lineTo(d, 0);
    ctx.lineTo(0, d);
    ctx.lineTo(-d, 0);
    ctx.closePath();
  } else ctx.arc(0, 0, r, 0, 2 * Math.PI);
}

/** @param {CanvasRenderingContext2D} ctx @param {number} r @param {string} colour @param {number} width @param {any} dash */
function ring(ctx, r, colour, width, dash) {
  ctx.beginPath();
  ctx.arc(0, 0, r, 0, 2 * Math.PI);
  ctx.setLineDash(dash);
  ctx.strokeStyle = colour;
  ctx.lineWidth = width;
  ctx.stroke();
  ctx.setLineDash([]);
}

/** A mark in the colours of several, a slice for each. @param {CanvasRenderingContext2D} ctx @param {string} kind @param {number} r @param {string[]} colours */
function paintSlices(ctx, kind, r, colours) {
  ctx.save();
  tracePlace(ctx, kind, r);
  ctx.clip();
  const turn = (2 * Math.PI) / colours.length;
  colours.forEach((colour, i) => {
    ctx.beginPath();
    ctx.moveTo(0, 0);
    ctx.arc(0, 0, 2 * r, i * turn - Math.PI / 2, (i + 1) * turn - Math.PI / 2);
    ctx.fillStyle = colour;
    ctx.fill();
  });
  ctx.restore();
}

/**
 * Draw the sign of a place around (x, y).
 * @param {CanvasRenderingContext2D} ctx
 * @param {{x: number, y: number, scale: number, around?: string, odd: boolean, chosen: boolean}} where around: colour of a ring, if it has one
 * @param {{kind: string, rank: number}} place
 * @param {import("../../library/states/states.js").ControlState} state
 * @param {Record<string, {colour: string}>} actors
 * @param {Record<string, string>} palette
 */
export function paintPlace(ctx, { x, y, scale, around, odd, chosen }, place, state, actors, palette) {
  const r = markRadius(place);
  /** @param {string} id */
  const colour = (id) => holderColour(actors, id);
  ctx.save();
  ctx.translate(x, y);
  ctx.scale(scale, scale);
  if (state.besieged_by.length) {
    ring(ctx, r + 4.6, "rgba(255,255,255,0.85)", 4.4, []);
    ring(ctx, r + 4.6, colour(state.besieged_by[0]), 2.4, [4.2, 2.6]);
  }
  if (around) {
    ring(ctx, r + 4.6, palette.halo, 4.6, []);
    ring(ctx, r + 4.6, around, 2.6, []);
  }
  tracePlace(ctx, place.kind, r + (odd ? 2.6 : 1.8));
  if (chosen) {
    ctx.strokeStyle = palette.halo;
    ctx.lineWidth = 5;
    ctx.stroke();
  }
  ctx.fillStyle = chosen ? palette.ink : palette.halo;
  ctx.fill();
  const parties = partiesOf(state);
  const doubt = [...state.claimed_by, ...state.uncertain_with].find((id) => id !== state.holder);
  if (parties.length > 1) paintSlices(ctx, place.kind, r, parties.map(colour));
  else {
    tracePlace(ctx, place.kind, r);
    ctx.fillStyle = colour(state.holder);
    ctx.fill();
  }
  if (doubt !== undefined) {
    ctx.beginPath();
    ctx.arc(0, 0, r * 0.45, 0, 2 * Math.PI);
    ctx.fillStyle = colour(doubt);
    ctx.fill();
  }
  tracePlace(ctx, place.kind, r);
  ctx.strokeStyle = palette.rim;
  ctx.lineWidth = odd ? 2.4 : 1.1;
  ctx.stroke();
  ctx.restore();
}

/** The line from a dot to a name that stands farther off. @param {CanvasRenderingContext2D} ctx @param {import("../../library/map/labels.js").Lead} lead @param {Palette} palette */
function paintLead(ctx, [x1, y1, x2, y2], palette) {
  for (const [colour, width] of /** @type {[string, number][]} */ ([[palette.halo, 3], [palette.name, 1]])) {
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.beginPath();
    ctx.moveTo(x1, y1);
    ctx.lineTo(x2, y2);
    ctx.stroke();
  }
}

/** A name with a halo. @param {CanvasRenderingContext2D} ctx @param {any} label from layoutPlaces */
export function paintName(ctx, { words, kind, style, font, box, lead }, /** @type {Palette} */ palette) {
  ctx.save();
  if (lead) paintLead(ctx, lead, palette);
  ctx.font = font;
  if ("letterSpacing" in ctx) ctx.letterSpacing = `${style.spacing || 0}px`;
  ctx.textBaseline = "alphabetic";
  ctx.textAlign = "left";
  const right = ctx.direction === "rtl";
  if (right) ctx.direction = "ltr";
  const country = kind === "country";
  ctx.lineJoin = "round";
  ctx.lineWidth = 3;
  ctx.globalAlpha = kind === "area" ? 0.75 : 0.92;
  ctx.strokeStyle = country ? palette.ground : palette.halo;
  const y = box.y + style.size * 0.92;
  ctx.strokeText(words, box.x, y);
  ctx.globalAlpha = 1;
  ctx.fillStyle = country ? palette.soft : kind === "area" ? palette["area-name"] : palette.name;
  ctx.fillText(words, box.x, y);
  ctx.restore();
}
