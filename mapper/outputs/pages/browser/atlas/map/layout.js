// Which places have a dot and where names stand: laid out for each zoom, not for each day.
import { arrange } from "../../library/map/labels.js";
import { areaLabel } from "../../library/words/texts.js";
import { markRadius } from "../../library/paint/marks.js";
import { LABEL_FONT, LABEL_ORDER, LABEL_STYLES, areaItem, dotScale, isFixed, isKept, sizeOf, zoomOf } from "../../library/map/towns.js";
import { worldSize, worldX, worldY } from "./mercator.js";

/** Names of regions valid on the day, and of neighbours. @param {any} geometry @param {any[]} frames */
export function areaLabels(geometry, frames) {
  const names = [];
  for (const frame of frames) {
    for (const { name, ...where } of frame.names) {
      names.push({ name: areaLabel(name, geometry.area_forms), ...where, kind: "area" });
    }
  }
  for (const { name, lon, lat, room, spots } of geometry.neighbours) {
    if (typeof lon === "number") names.push({ name, lon, lat, room, spots, kind: "country" });
  }
  return names;
}

/** Places from the most important one on. @param {any[]} places */
export function byImportance(places) {
  /** @param {number} i */
  const people = (i) => places[i].population || 0;
  const order = places.map((_, i) => i);
  return order.sort((a, b) => places[a].rank - places[b].rank || people(b) - people(a) || a - b);
}

/**
 * @param {import("./shapes.js").Frame} frame
 * @param {object} scene
 * @param {any[]} scene.places
 * @param {number[]} scene.order of importance
 * @param {(index: number) => "absent" | "plain" | "odd" | "besieged"} scene.signOf
 * @param {any[]} scene.names
 * @param {number} scene.chosen index of the chosen place or -1
 * @returns {{dots: {index: number, x: number, y: number, r: number}[], names: any[], scale: number}}
 */
export function layoutPlaces(frame, { places, order, signOf, names, chosen }) {
  /** @type {Record<string, any>} */
  const styles = LABEL_STYLES;
  /** @type {Record<string, number>} */
  const orders = LABEL_ORDER;
  const size = worldSize(frame.zoom);
  const scale = dotScale(frame.zoom);
  /** @param {number} lon */
  const px = (lon) => worldX(lon) * size - frame.left;
  /** @param {number} lat */
  const py = (lat) => worldY(lat) * size - frame.top;
  /** @type {any[]} */
  const items = [];
  /** @param {string} words @param {string} kind */
  const label = (words, kind) => {
    const style = styles[kind] || styles[5];
    return { words, kind, style, font: `${style.weight} ${style.size}px ${LABEL_FONT}` };
  };
  for (const index of order) {
    const place = places[index];
    const sign = signOf(index);
    const mine = index === chosen;
    if (sign === "absent") continue;
    const special = sign !== "plain" && place.rank <= 4;
    const from = zoomOf(place, special);
    if (frame.zoom < from.dot && !mine) continue;
    const [x, y] = [px(place.lon), py(place.lat)];
    if (!(x > 0 && y > 0 && x < frame.width && y < frame.height)) continue;
    const named = label(place.name, place.rank);
    const wanted = mine || frame.zoom >= from.name;
    const r = (markRadius(place) + (sign === "besieged" ? 7 : 2.6)) * scale;
    const fixed = isFixed(place, frame.zoom, { special, always: mine || sign === "besieged" });
    items.push({
      ...named, x, y, r, fixed, kept: isKept(place, mine), index, order: mine ? 0 : orders[place.rank],
      get text() {
        return wanted ? sizeOf(named.words, named.style) : null; // measured only where there is a dot
      },
    });
  }
  /** @param {number} lon @param {number} lat */
  const pointOf = (lon, lat) => ({ x: px(lon), y: py(lat) });
  for (const name of names) {
    const named = label(name.kind === "area" ? name.name.toUpperCase() : name.name, name.kind);
    items.push({ ...named, ...areaItem(name, pointOf), text: sizeOf(named.words, named.style), index: -1, order: orders[name.kind] });
  }
  items.sort((a, b) => a.order - b.order);
  const view = { x: 0, y: 0, w: frame.width, h: frame.height };
  /** @type {any[]} */
  const dots = [];
  /** @type {any[]} */
  const texts = [];
  arrange(items, view, frame.inner || view, frame.covered).forEach(({ dot, name, lead }, i) => {
    const item = items[i];
    if (dot) dots.push({ index: item.index, x: item.x, y: item.y, r: item.r });
    if (name) texts.push({ words: item.words, kind: item.kind, style: item.style, font: item.font, box: name, lead, index: item.index });
  });
  return { dots, names: texts, scale };
}
