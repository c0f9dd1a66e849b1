// Which places have a dot and where names stand: laid out for each zoom, not for each day.
import { arrange } from "../../library/map/labels.js";
import { areaLabel } from "../../library/words/texts.js";
import { markRadius } from "../../library/paint/marks.js";
import { CROWDED_ZOOM, LABEL_FONT, LABEL_ORDER, LABEL_STYLES, dotScale, sizeOf, zoomOf } from "../../library/map/towns.js";
import { worldSize, worldX, worldY } from "./mercator.js";

/** Names of regions valid on the day, and of neighbours. @param {any} geometry @param {any[]} frames */
export function areaLabels(geometry, frames) {
  const names = [];
  for (const frame of frames) {
    for (const { name, lon, lat, room } of frame.names) {
      names.push({ name: areaLabel(name, geometry.area_forms), lon, lat, room, kind: "area" });
    }
  }
  for (const { name, lon, lat, room } of geometry.neighbours) {
    if (typeof lon === "number") names.push({ name, lon, lat, room, kind: "country" });
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
    const fixed = mine || sign === "besieged" || (frame.zoom >= CROWDED_ZOOM && (special || place.rank === 1));
    items.push({
      ...named, x, y, r, fixed, index, order: mine ? 0 : orders[place.rank],
      get text() {
        return wanted ? sizeOf(named.words, named.style) : null; // measured only where there is a dot
      },
    });
  }
  for (const { name, lat, lon, room, kind } of names) {
    const named = label(kind === "area" ? name.toUpperCase() : name, kind);
    const text = sizeOf(named.words, named.style);
    if (text.w > (2 * room * size * 1.7) / 360) continue; // more name than area
    items.push({ ...named, text, x: px(lon), y: py(lat), r: 0, fixed: false, index: -1, order: orders[kind] });
  }
  items.sort((a, b) => a.order - b.order);
  const view = { x: 0, y: 0, w: frame.width, h: frame.height };
  /** @type {any[]} */
  const dots = [];
  /** @type {any[]} */
  const texts = [];
  arrange(items, view, frame.inner || view).forEach(({ dot, name }, i) => {
    const item = items[i];
    if (dot) dots.push({ index: item.index, x: item.x, y: item.y, r: item.r });
    if (name) texts.push({ words: item.words, kind: item.kind, style: item.style, font: item.font, box: name, index: item.index });
  });
  return { dots, names: texts, scale };
}
