// A texture for each party, for readers and printers without colours: small signs in the ink of the land's own colour.
import { luminance, mixColours } from "./colours.js";

/** @typedef {import("./patterns.js").TileShape} TileShape */

export const TEXTURE_TILE = 18; // px, as high as the box of a legend
const INK = 0.45; // of the land's colour in the ink; the rest is black or white
const LIGHT = 0.25; // luminance from which ink is dark

/** @param {number} x @param {number} y @param {number} w @param {number} h */
const bar = (x, y, w, h) => [[x, y, x + w, y, x + w, y + h, x, y + h]];
/** @param {number} x @param {number} y @param {number} r */
const diamond = (x, y, r) => [[x, y - r, x + r, y, x, y + r, x - r, y]];
/** @param {number} x @param {number} y @param {number} r up where it is positive */
const triangle = (x, y, r) => [[x, y - r, x + Math.abs(r), y + r, x - Math.abs(r), y + r]];
/** @param {number} x @param {number} y @param {number} r */
const cross = (x, y, r) => [...bar(x - r, y - 0.9, 2 * r, 1.8), ...bar(x - 0.9, y - r, 1.8, 2 * r)];
/** @param {number} x @param {number} y @param {number} r @param {number} w */
const frame = (x, y, r, w) => [...bar(x - r, y - r, 2 * r, w), ...bar(x - r, y + r - w, 2 * r, w), ...bar(x - r, y - r, w, 2 * r), ...bar(x + r - w, y - r, w, 2 * r)];
/** Twice in a tile, the second in the gap of the first. @param {(x: number, y: number) => number[][]} sign */
const staggered = (sign) => [...sign(4.5, 4.5), ...sign(13.5, 13.5)];
/** The same the other way round. @param {(x: number, y: number) => number[][]} sign */
const turned = (sign) => [...sign(13.5, 4.5), ...sign(4.5, 13.5)];

/** Polygons of each texture in its tile; the first party has none. @type {number[][][]} */
const TEXTURES = [
  [],
  [2.3, 8.3, 14.3].flatMap((y) => bar(0, y, 18, 1.4)),
  staggered((x, y) => cross(x, y, 3.6)),
  staggered((x, y) => triangle(x, y, 3)),
  [3.8, 12.8].flatMap((x) => bar(x, 0, 1.4, 18)),
  staggered((x, y) => frame(x, y, 3.3, 1.4)),
  [...bar(1, 1, 7, 1.8), ...bar(10, 7, 7, 1.8), ...bar(1, 13, 7, 1.8)],
  turned((x, y) => diamond(x, y, 3)),
  [...bar(0, 8.3, 18, 1.4), ...bar(8.3, 0, 1.4, 18)],
  turned((x, y) => triangle(x, y, -3)),
  [...bar(1, 1, 1.8, 7), ...bar(7, 10, 1.8, 7), ...bar(13, 1, 1.8, 7)],
  [2, 8, 14].flatMap((x) => [2, 8, 14].flatMap((y) => bar(x, y, 2, 2))),
  staggered((x, y) => [...bar(x - 3.2, y - 2.6, 6.4, 1.7), ...bar(x - 3.2, y + 0.9, 6.4, 1.7)]),
  staggered((x, y) => [...triangle(x, y - 1.8, -1.9), ...triangle(x, y + 1.8, 1.9)]),
  staggered((x, y) => [[x - 3.4, y + 2.4, x, y - 2.4, x, y + 0.2, x - 2, y + 2.4], [x + 3.4, y + 2.4, x, y - 2.4, x, y + 0.2, x + 2, y + 2.4]]),
  staggered((x, y) => [...bar(x - 3, y - 3, 6, 1.7), ...bar(x - 0.8, y - 3, 1.7, 6)]),
  staggered((x, y) => [[x - 3, y + 3, x - 1, y + 3, x + 3, y - 3, x + 1, y - 3]]),
  staggered((x, y) => [...bar(x - 3, y + 1.3, 6, 1.7), ...bar(x - 3, y - 3, 1.7, 6)]),
];

/** Parties with the number of their texture, in their order in the case. @param {Record<string, any>} actors @returns {Record<string, any>} */
export function withTextures(actors) {
  return Object.fromEntries(Object.entries(actors).map(([id, actor], i) => [id, { ...actor, texture: i % TEXTURES.length }]));
}

/** @param {number} texture @param {string} ground the land's colour @returns {TileShape[]} */
export function textureShapes(texture, ground) {
  const fill = mixColours(ground, luminance(ground) > LIGHT ? "#000000" : "#ffffff", INK);
  return TEXTURES[texture].map((points) => ({ points, fill }));
}
