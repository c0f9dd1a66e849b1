// The areas above the units: each once, whatever borders it had; and what lies in one on a day.
import { covers } from "./order.js";

/** @import { AtlasData } from "./data.js" */

/** @typedef {{level: string, id: string, name: string, frames: {frame: import("./types.js").Frame, at: number}[]}} Area at: position in the frame */
/** @typedef {{units: number[], places: number[]}} Inside positions */

/** @type {WeakMap<object, Area[]>} by the frames, whose names are in one language */
const known = new WeakMap();

/** All areas, the widest levels first; their order is the same in every language. @param {AtlasData} data @returns {Area[]} */
export function areasOf(data) {
  const found = known.get(data.frames);
  if (found) return found;
  /** @type {Map<string, Area>} */
  const areas = new Map();
  const levels = data.case.levels.slice(1); // the finest are the units
  for (const level of [...levels].reverse()) {
    for (const frame of data.frames) {
      if (frame.level !== level) continue;
      frame.ids.forEach((id, at) => {
        const key = JSON.stringify([level, id]);
        const area = areas.get(key) || { level, id, name: frame.names[at], frames: [] };
        areas.set(key, area);
        area.frames.push({ frame, at });
        area.name = frame.names[at]; // as it is called last
      });
    }
  }
  const list = [...areas.values()];
  known.set(data.frames, list);
  return list;
}

/** The borders of an area on a day; else those nearest in time, which is said. @param {Area} area @param {number} day */
export function frameOn({ frames }, day) {
  const now = frames.find(({ frame }) => covers(frame.valid_from, frame.valid_to, day));
  if (now) return { ...now, valid: true };
  /** @param {{frame: import("./types.js").Frame}} one */
  const far = ({ frame }) => Math.min(Math.abs((frame.valid_from ?? -Infinity) - day), Math.abs((frame.valid_to ?? Infinity) - day));
  return { ...frames.reduce((best, one) => (far(one) < far(best) ? one : best)), valid: false };
}

/** What lies in an area on a day. @param {AtlasData} data @param {Area} area @param {number} day @returns {Inside} */
export function inside(data, area, day) {
  const { frame, at } = frameOn(area, day);
  const { unitArea, placeArea } = frame;
  const units = data.units.flatMap((_, unit) => (unitArea[unit] === at ? [unit] : []));
  const places = data.places.flatMap((place, index) => {
    const where = placeArea ? placeArea[index] : place.unit === null ? -1 : unitArea[place.unit];
    return where === at ? [index] : [];
  });
  return { units, places };
}

/** Names of the areas around one on a day, the next wider first. @param {AtlasData} data @param {Area} area @param {number} day @returns {string[]} */
export function around(data, area, day) {
  const { units } = inside(data, area, day);
  const wider = data.case.levels.slice(data.case.levels.indexOf(area.level) + 1);
  const names = wider.flatMap((level) => {
    const frame = data.frame(level, day);
    const at = frame && units.length ? frame.unitArea[units[0]] : -1;
    return frame && at >= 0 && frame.names.length > 1 ? [frame.names[at]] : [];
  });
  return names.filter((name) => name !== area.name);
}
