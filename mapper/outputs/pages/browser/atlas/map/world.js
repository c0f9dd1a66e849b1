// The land of the world under and around the case, on a ground of water; and the globe in a corner.
import { decodeArcs, polygonRings } from "../../library/map/topology.js";
import { boxOfLines, worldLine } from "./mercator.js";

/** @typedef {{rings: number[][], box: number[]}} Piece a polygon as rings of arc numbers */

/**
 * @param {any} plain `geometry.world` of the payload, if the case has one
 */
export function makeWorld(plain) {
  /** @type {import("../../library/map/topology.js").LatLng[][]} */
  const points = plain ? decodeArcs(plain) : [];
  const arcs = points.map(worldLine);
  /** @param {number[]} ring */
  const linesOf = (ring) => ring.map((i) => arcs[i < 0 ? ~i : i]);
  /** @type {number[][][][]} */
  const countries = plain ? plain.polygons : [];
  /** @type {Piece[]} */
  const pieces = countries.flat().map((rings) => ({ rings, box: boxOfLines(linesOf(rings[0])) }));
  const uses = new Uint8Array(arcs.length);
  for (const { rings } of pieces) for (const i of rings.flat()) uses[i < 0 ? ~i : i] += 1;
  const boxes = arcs.map((line) => boxOfLines([line]));
  /** Rings of countries in degrees. @param {number[]} which */
  const ringsOf = (which) => which.flatMap((i) => polygonRings(points, countries[i]).flat());
  /** @type {{land: any[], own: any[]} | null} */
  let globe = null;
  return {
    arcs, boxes, pieces,
    known: pieces.length > 0,
    coasts: [...uses.keys()].filter((i) => uses[i] === 1),
    borders: [...uses.keys()].filter((i) => uses[i] > 1),
    /** For the globe: all land, and that of the countries of the case. */
    globe: () => (globe ||= { land: ringsOf([...countries.keys()]), own: ringsOf(plain ? plain.own : []) }),
  };
}
