// Where a step of the story looks: the part of the map that the caption leaves free shows it.
import { groupUnits } from "../figures/groups.js";
import { targetOf } from "../page/address.js";
import { mapBounds } from "../page/looks.js";
import { sameView, viewOf } from "../../library/map/sizes.js";
import { placeOfView } from "./steps.js";

/** @import { AtlasData } from "../data/data.js" */

const MARGIN = 12; // px around what is to be seen
const AROUND = 250_000; // m around a town: its neighbours are seen
const CLOSEST = 9; // zoom of the smallest areas
const MOST = 0.6; // of the map that may be left to the caption

/** What a view of a step names, as bounds. @param {any} L @param {AtlasData} data @param {string} word @param {number} day @param {(unit: number) => any} boundsOfUnit */
function boundsOf(L, data, word, day, boundsOfUnit) {
  const whole = L.latLngBounds(mapBounds(data.geometry.bounds));
  const { kind, index } = targetOf(data, word);
  if (kind === "place") return L.latLng(data.places[index].lat, data.places[index].lon).toBounds(AROUND);
  const units = kind === "" ? [] : kind === "unit" ? [index] : groupUnits(data, { kind, index }, day);
  if (!units.length) return whole;
  const [first, ...others] = units.map(boundsOfUnit);
  return others.reduce((sum, one) => sum.extend(one), first.pad(0));
}

/** What a caption over the map takes of it, from the left or from the top, whichever leaves more. @param {any} map @param {any} bounds @param {Element} caption @returns {[number, number]} */
function roomFor(map, bounds, caption) {
  const [box, over] = [map.getContainer().getBoundingClientRect(), caption.getBoundingClientRect()];
  const covered = over.width && over.right > box.left && over.bottom > box.top && over.top < box.bottom;
  if (!covered) return [0, 0];
  /** @type {[number, number][]} */
  const ways = [
    [Math.min(over.right - box.left, MOST * box.width), 0],
    [0, Math.min(over.bottom - box.top, MOST * box.height)],
  ];
  const [beside, below] = ways.map(([x, y]) => map.getBoundsZoom(bounds, false, { x: x + 2 * MARGIN, y: y + 2 * MARGIN }));
  return ways[beside >= below ? 0 : 1];
}

/** @param {any} L @param {any} map @param {AtlasData} data @param {import("./steps.js").Step} step @param {(unit: number) => any} boundsOfUnit @param {Element} caption @param {boolean} animate */
function lookAt(L, map, data, step, boundsOfUnit, caption, animate) {
  const options = animate ? {} : { animate: false };
  const place = placeOfView(step.view);
  if (place) return map.setView([place.lat, place.lng], place.zoom, options);
  const bounds = boundsOf(L, data, step.view, step.day, boundsOfUnit);
  const [left, top] = roomFor(map, bounds, caption);
  const { x, y } = map.getSize();
  const margin = [Math.min(MARGIN, x / 8), Math.min(MARGIN, y / 8)];
  return map.fitBounds(bounds, { maxZoom: CLOSEST, paddingTopLeft: [margin[0] + left, margin[1] + top], paddingBottomRight: margin, ...options });
}

/**
 * Moves a map to what a step shows, again whenever its frame changes, and knows whether a reader has moved it since.
 * @param {any} L @param {any} map @param {AtlasData} data @param {(unit: number) => any} boundsOfUnit
 * @param {Element} caption @param {() => boolean} isAway whether the reader has left the step @param {() => void} onMoved
 */
export function stepSight(L, map, data, boundsOfUnit, caption, isAway, onMoved) {
  /** @type {import("./steps.js").Step | null} */
  let step = null;
  /** @type {{view: import("../../library/map/sizes.js").MapView, size: any} | null} where the map came to rest for the step */
  let seen = null;
  let moved = false;
  const rest = () => {
    seen = { view: viewOf(map), size: map.getSize() };
    moved = false;
    onMoved();
  };
  /** @param {import("./steps.js").Step} next @param {boolean} [animate] */
  const look = (next, animate = false) => {
    step = next;
    map.invalidateSize({ animate: false }); // the caption may have taken room from it
    map.off("moveend", rest);
    map.once("moveend", rest);
    lookAt(L, map, data, step, boundsOfUnit, caption, animate);
  };
  const onMove = () => {
    if (seen && map.getSize().equals(seen.size)) moved = !sameView(map, seen.view); // else its frame has changed
    onMoved();
  };
  const onResize = () => {
    if (step && seen && !isAway()) look(step);
  };
  map.on("moveend", onMove);
  map.on("resize", onResize);
  return {
    look,
    moved: () => moved,
    /** Another step is told, or none. */
    forget: () => {
      step = seen = null;
      moved = false;
    },
    end: () => {
      map.off("moveend", onMove);
      map.off("moveend", rest);
      map.off("resize", onResize);
    },
  };
}
