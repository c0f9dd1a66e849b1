// A small globe that shows where on earth a case is.
import { el } from "../../library/dom/elements.js";
import { cornerNode } from "../../library/map/controls.js";

/** @import { Palette } from "./lines.js" */
/** @import { LatLng } from "../../library/map/topology.js" */
/** @import { Texts } from "../../library/words/texts.js" */
/** @typedef {{land: LatLng[][], own: LatLng[][]}} Globe outlines of all land, and of the countries of the case */
/** @typedef {{x: number, y: number, r: number}} Spot px */

const RADIUS = 36; // px
const INSET = 12; // px from the edges of the map
const EDGE = 4; // px around it
const ROOM = [480, 360]; // px: smaller maps have none
const FINEST = 0.8; // px between points that are drawn
const SMALL = 4; // px from the middle: a country that reaches no further has a ring around it
const TURN = Math.PI / 180;

/** A point on a globe of radius 1 that is seen from above a middle; `z` is below 0 on the far side. @param {LatLng} point @param {LatLng} middle */
export function onGlobe([lat, lng], [midLat, midLng]) {
  const [a, b, turn] = [lat * TURN, midLat * TURN, (lng - midLng) * TURN];
  return {
    x: Math.cos(a) * Math.sin(turn),
    y: Math.cos(b) * Math.sin(a) - Math.sin(b) * Math.cos(a) * Math.cos(turn),
    z: Math.sin(b) * Math.sin(a) + Math.cos(b) * Math.cos(a) * Math.cos(turn),
  };
}

/** An outline on the disc; what is on the far side runs along the rim. @returns {[number, number][]} px, none for one that is not seen @param {LatLng[]} ring @param {LatLng} middle @param {Spot} spot */
export function discLine(ring, middle, { x: left, y: top, r }) {
  /** @type {[number, number][]} */
  const line = [];
  let seen = false;
  for (const point of ring) {
    const { x, y, z } = onGlobe(point, middle);
    seen ||= z > 0;
    const far = z > 0 ? 1 : Math.hypot(x, y) || 1;
    const [px, py] = [left + (r * x) / far, top - (r * y) / far];
    const last = line[line.length - 1];
    if (!last || Math.hypot(px - last[0], py - last[1]) >= FINEST) line.push([px, py]);
  }
  return seen && line.length > 2 ? line : [];
}

/** @param {CanvasRenderingContext2D} ctx in px @param {Globe} globe @param {number[]} bounds of the case @param {Spot} spot @param {Palette} palette */
function paintGlobe(ctx, globe, [west, south, east, north], spot, palette) {
  const { x, y, r } = spot;
  /** @type {LatLng} */
  const middle = [(south + north) / 2, (west + east) / 2];
  const disc = () => {
    ctx.beginPath();
    ctx.arc(x, y, r, 0, 2 * Math.PI);
  };
  /** @param {LatLng[][]} rings @param {string} colour @returns {number} px that they reach from the middle */
  const land = (rings, colour) => {
    let reach = 0;
    ctx.beginPath();
    for (const ring of rings) {
      discLine(ring, middle, spot).forEach(([px, py], i) => {
        if (i) ctx.lineTo(px, py);
        else ctx.moveTo(px, py);
        reach = Math.max(reach, Math.hypot(px - x, py - y));
      });
      ctx.closePath();
    }
    ctx.fillStyle = colour;
    ctx.fill("evenodd");
    return reach;
  };
  ctx.save();
  disc();
  ctx.strokeStyle = palette.halo;
  ctx.lineWidth = 5;
  ctx.stroke();
  ctx.fillStyle = palette.sea;
  ctx.fill();
  land(globe.land, palette.neighbour);
  const reach = land(globe.own, palette.accent);
  if (reach < SMALL) {
    ctx.beginPath();
    ctx.arc(x, y, SMALL, 0, 2 * Math.PI);
    ctx.strokeStyle = palette.accent;
    ctx.lineWidth = 2;
    ctx.stroke();
  }
  disc();
  ctx.strokeStyle = palette.soft;
  ctx.lineWidth = 1;
  ctx.stroke();
  ctx.restore();
}

/** Where the globe stands on a map that is drawn to be taken away; null where it would hide too much. @param {{x: number, y: number, w: number, h: number}} box @returns {Spot | null} */
export function globeSpot({ x, y, w, h }) {
  if (w < ROOM[0] || h < ROOM[1]) return null;
  return { x: x + w - INSET - RADIUS, y: y + h - INSET - RADIUS, r: RADIUS };
}

/** Where no name may stand in a picture with a globe. @param {{width: number, height: number}} picture px @returns {import("../../library/map/labels.js").Box[]} */
export function underGlobe({ width, height }) {
  const spot = globeSpot({ x: 0, y: 0, w: width, h: height });
  const reach = RADIUS + EDGE;
  return spot ? [{ x: spot.x - reach, y: spot.y - reach, w: 2 * reach, h: 2 * reach }] : [];
}

/** A canvas in the corner of a map; its style hides it where there is little room. @param {any} L @param {any} map @param {(ctx: any, spot: Spot, palette: Palette) => void} paint @param {Texts} texts */
function globeCorner(L, map, paint, texts) {
  const size = 2 * (RADIUS + EDGE);
  const canvas = el("canvas", { class: "mapper-globe", role: "img", "aria-label": texts.t("globe") });
  let drawn = "";
  cornerNode(L, map, "bottomright", canvas);
  /** Anew in other colours or for another screen. @param {Palette} palette */
  const show = (palette) => {
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    const key = `${ratio} ${palette.sea} ${palette.accent}`;
    if (key === drawn) return;
    drawn = key;
    canvas.width = canvas.height = size * ratio;
    canvas.style.width = canvas.style.height = `${size}px`;
    const ctx = canvas.getContext("2d");
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(ctx, { x: size / 2, y: size / 2, r: RADIUS }, palette);
  };
  return { show, remove: () => canvas.remove() };
}

/**
 * Where on earth a map is: into a picture, and in the corner of the map if that is wanted; nothing where the case does not know the rest of the earth.
 * @param {any} L @param {any} map @param {any} scenery @param {boolean} corner
 */
export function earthOf(L, map, { shapes, data, texts }, corner) {
  const nothing = { show: (/** @type {Palette} */ _) => undefined, remove: () => undefined };
  if (!shapes.world.known) return { ...nothing, paint: null };
  const globe = shapes.world.globe();
  /** @param {CanvasRenderingContext2D} ctx @param {Spot} spot @param {Palette} palette */
  const paint = (ctx, spot, palette) => paintGlobe(ctx, globe, data.geometry.bounds, spot, palette);
  return { ...(corner ? globeCorner(L, map, paint, texts) : nothing), paint };
}
