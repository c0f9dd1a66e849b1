// What every page needs to begin: its data blocks, and Leaflet as the reader wants it.
import { followSize, frameBounds, keepInView } from "../map/sizes.js";

/** Whether the reader's screen is dark. */
export const darkQuery = () => window.matchMedia("(prefers-color-scheme: dark)");

/** JSON of a data block of the page. @param {string} id */
export function dataBlock(id) {
  const block = document.getElementById(id);
  return block ? JSON.parse(block.textContent || "null") : null;
}

/** Options that must be set before Leaflet makes its map: no motion for who wants none. @param {any} L */
export function calmMaps(L) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (calm) L.Map.mergeOptions({ zoomAnimation: false, fadeAnimation: false, inertia: false });
}

/** Bounds [west, south, east, north] as Leaflet likes them. @param {[number, number, number, number]} bounds */
export function boundsOf([west, south, east, north]) {
  return [
    [south, west],
    [north, east],
  ];
}

/** A point of a place; units have none. @param {import("../data/types.js").Geometry} geometry @param {string} kind @param {number} index @returns {[number, number] | null} */
export function targetPoint(geometry, kind, index) {
  const place = geometry.places[index];
  return kind === "place" ? [place.lat, place.lon] : null;
}

/** The whole country in view, and no way far out of it. @param {any} map @param {import("../data/types.js").Geometry} geometry */
export function frameMap(map, geometry) {
  followSize(map);
  map.invalidateSize({ animate: false });
  keepInView(map, () => frameBounds(map, boundsOf(geometry.bounds), { margin: 14, out: 1, least: 2, pad: 0.6 }));
}
