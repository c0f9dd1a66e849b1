// Colours of holders, mixed with the ground so that map, legend and dots agree exactly.
import { GROUNDS, LAND_PAINT, NEUTRAL_COLOURS as NEUTRAL } from "../words/vocabulary.js";

/** @typedef {[number, number, number]} Rgb */

/** fill, stale: share of the holder's colour in land, the rest is the ground; silent: of land without data on a dark ground; min_contrast: of land against a dark ground; keep: what stays of land with each step lighter. */
const { fill: FILL, stale: STALE_FILL, silent: SILENT_FILL, min_contrast: MIN_CONTRAST, keep: KEEP } = LAND_PAINT;

/** @param {string} text "#rrggbb"; anything else becomes the grey of the unknown @returns {Rgb} */
export function parseColour(text) {
  const safe = /^#[0-9a-f]{6}$/i.test(text) ? text : NEUTRAL.unknown;
  /** @param {number} at */
  const part = (at) => parseInt(safe.slice(at, at + 2), 16);
  return [part(1), part(3), part(5)];
}

/** @param {Rgb} rgb */
export function hexColour(rgb) {
  return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

/** `share` of a in a mix of a and b. @param {string} a @param {string} b @param {number} share */
export function mixColours(a, b, share) {
  const [from, to] = [parseColour(a), parseColour(b)];
  /** @param {number} i */
  const part = (i) => from[i] * share + to[i] * (1 - share);
  return hexColour([part(0), part(1), part(2)]);
}

/** Relative luminance, 0 (black) to 1 (white). @param {string} colour */
export function luminance(colour) {
  const [r, g, b] = parseColour(colour).map((part) => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The two grounds on which a page is drawn. @param {boolean} dark */
export function groundColour(dark) {
  return dark ? GROUNDS.dark : GROUNDS.light;
}

/**
 * Full colour of a holder.
 * @param {Record<string, {colour: string}>} actors @param {string} id
 */
export function holderColour(actors, id) {
  if (Object.prototype.hasOwnProperty.call(NEUTRAL, id)) return NEUTRAL[id];
  return Object.prototype.hasOwnProperty.call(actors, id) ? hexColour(parseColour(actors[id].colour)) : NEUTRAL.unknown;
}

/** Land of which nothing is said: quiet on either ground. @param {string} ground */
export function noDataColour(ground) {
  return mixColours(NEUTRAL.no_data, ground, luminance(ground) > 0.5 ? FILL : SILENT_FILL);
}

/** How different two colours are in lightness, 1 (alike) to 21. @param {string} a @param {string} b */
export function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

/**
 * Colour of land: the holder's, mixed with the ground; lighter where it would vanish in a dark one.
 * @param {string} colour @param {string} ground @param {boolean} [stale]
 */
export function landColour(colour, ground, stale = false) {
  let land = mixColours(colour, ground, stale ? STALE_FILL : FILL);
  if (luminance(ground) > 0.5) return land;
  while (contrast(land, ground) < MIN_CONTRAST) land = mixColours(land, "#ffffff", KEEP);
  return land;
}
