// The view in the address: #2012-04-06/lat,lon,zoom/mode/selection.
import { GROUPS, groupOfWord, groupWord } from "../figures/groups.js";
import { dayOfIso, isoDay } from "../../library/words/dates.js";

/** @import { AtlasData } from "../data/data.js" */

/** @typedef {import("./store.js").View} View */
/** @typedef {{lat: number, lng: number, zoom: number}} MapPlace */

const MODES = ["swipe", "side", "changes"];
const SHADES = ["age", "level"];
const AREA = "area:"; // before the id of a unit if a place has the same id

/** The day that a text asks for, which may lie outside the record. @param {string} text @returns {number | null} */
function dayAsked(text) {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return null;
  const day = dayOfIso(text);
  return Number.isNaN(day) ? null : day;
}

/** The day of the record that is nearest to one. @param {number} day @param {{firstDay: number, lastDay: number}} data */
export function dayWithin(day, data) {
  return Math.max(data.firstDay, Math.min(data.lastDay, day));
}

/** Text of an address; "" if it is none of ours. @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** @param {any} data @param {string} id @returns {{kind: import("./store.js").Kind | "", index: number}} */
function targetOf(data, id) {
  const group = groupOfWord(data, id);
  if (group) return group;
  const place = id.startsWith(AREA) ? -1 : data.places.findIndex((/** @type {any} */ one) => one.id === id);
  if (id && place >= 0) return { kind: "place", index: place };
  const bare = id.startsWith(AREA) ? id.slice(AREA.length) : id;
  const unit = id ? data.units.findIndex((/** @type {any} */ one) => one.id === bare) : -1;
  return unit >= 0 ? { kind: "unit", index: unit } : { kind: "", index: -1 };
}

/** Id of what is selected. @param {AtlasData} data @param {View} view */
function idOf(data, { kind, index }) {
  if (kind === "place") return data.places[index].id;
  if (GROUPS.includes(kind)) return groupWord(data, kind, index);
  if (kind !== "unit") return "";
  const { id } = data.units[index];
  return data.places.some((/** @type {any} */ place) => place.id === id) ? AREA + id : id;
}

/**
 * What an address asks for; anything that makes no sense is left out.
 * @param {string} hash with or without "#" @param {any} data
 * @returns {{view: Partial<View>, place: MapPlace | null, outside: number | null}} outside: a day asked for of which the record says nothing
 */
export function readAddress(hash, data) {
  const [date = "", where = "", mode = "", ...rest] = hash.replace(/^#/, "").split("/");
  /** @type {Partial<View>} */
  const view = { mode: "one", by: "holder", figure: "area", shade: "", fade: false, embed: false, kind: "", index: -1 };
  const asked = [dayAsked(date)];
  if (asked[0] !== null) view.day = dayWithin(asked[0], data);
  for (const word of mode.split("+")) {
    const [name, second = ""] = word.split(":");
    if (name === "bloc") view.by = "bloc";
    if (name === "people" && data.people) view.figure = "people";
    if (name === "fade") view.fade = true;
    if (name === "embed") view.embed = true;
    if (SHADES.includes(name)) Object.assign(view, { shade: name });
    const other = dayAsked(second);
    if (!MODES.includes(name) || other === null) continue;
    asked.push(other);
    Object.assign(view, { mode: name, other: dayWithin(other, data) });
  }
  if (view.mode === "changes") view.shade = ""; // what changed hands has its parties' colours
  Object.assign(view, targetOf(data, decoded(rest.join("/"))));
  const [lat, lng, zoom] = where.split(",").map(Number);
  const known = where.split(",").length === 3 && [lat, lng, zoom].every(Number.isFinite) && Math.abs(lat) <= 85 && zoom >= 0 && zoom <= 18;
  const outside = asked.find((day) => day !== null && day !== dayWithin(day, data)) ?? null;
  return { view, place: known ? { lat, lng, zoom } : null, outside };
}

/** Where a map is. @param {any} map Leaflet's @returns {MapPlace} */
export function placeOf(map) {
  return { lat: map.getCenter().lat, lng: map.getCenter().lng, zoom: map.getZoom() };
}

/** @param {View} view @param {MapPlace} place @param {any} data */
export function writeAddress(view, place, data) {
  /** @type {string[]} */
  const words = [view.by];
  if (view.figure === "people") words.push("people");
  if (view.shade) words.push(view.shade);
  if (view.fade) words.push("fade");
  if (view.embed) words.push("embed");
  if (view.mode !== "one") words.push(`${view.mode}:${isoDay(view.other)}`);
  const where = [place.lat.toFixed(4), place.lng.toFixed(4), Number(place.zoom.toFixed(2))].join(",");
  const id = encodeURIComponent(idOf(data, view));
  return `#${isoDay(view.day)}/${where}/${words.join("+")}${id ? `/${id}` : ""}`;
}

const REST = 300; // ms without a change before the address follows a movement

/**
 * Keep address and view together.
 * @param {any} store @param {any} data
 * @param {{get: () => MapPlace, set: (place: MapPlace) => void, whole: () => void}} map
 * @param {(asked: number) => void} onOutside a day was asked for that lies outside the record
 */
export function followAddress(store, data, map, onOutside) {
  let timer = 0;
  /** @param {boolean} push */
  const write = (push) => {
    window.clearTimeout(timer);
    timer = 0;
    const hash = writeAddress(store.get(), map.get(), data);
    if (hash === window.location.hash) return;
    try {
      if (push) window.history.pushState(null, "", hash);
      else window.history.replaceState(null, "", hash);
    } catch {
      // A page inside another one may have no address of its own.
    }
  };
  const later = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => write(false), REST);
  };
  const read = () => {
    const { view, place, outside } = readAddress(window.location.hash, data);
    if (place) map.set(place);
    store.set(view, "address");
    if (outside !== null) onOutside(outside);
    if (!place && view.mode !== "one") map.whole(); // the bar and the second map take room
  };
  store.subscribe((/** @type {any} */ view, /** @type {any} */ before, /** @type {any} */ how) => {
    if (how === "step") write(true);
    else if (how === "move") later();
  });
  window.addEventListener("popstate", read);
  window.addEventListener("hashchange", read);
  return { read, moved: later, flush: () => timer && write(false) };
}
