// The view in the address: #2012-04-06/lat,lon,zoom/words/selection, the words joined with "+".
import { GROUPS, groupOfWord, groupWord } from "../figures/groups.js";
import { dayOfIso, isoDay } from "../../library/words/dates.js";
import { claimsLeftOut } from "../data/whatif.js";
import { firstView } from "./store.js";

/** @import { AtlasData } from "../data/data.js" */

/** @typedef {import("./store.js").View} View */
/** @typedef {{lat: number, lng: number, zoom: number}} MapPlace */

const MODES = ["swipe", "side", "changes"];
const SHADES = ["age", "level"];
const LANG = "lang:";
const HIDE = "hide:";
const WITHOUT = "without:";
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

/** The language that an address asks for; "" for none. @param {string} hash */
export function languageInAddress(hash) {
  const [, , words = ""] = hash.replace(/^#/, "").split("/");
  const found = words.split("+").find((word) => word.startsWith(LANG));
  return found && /^[a-z]{2,3}$/.test(found.slice(LANG.length)) ? found.slice(LANG.length) : "";
}

/** Names of layers in an order of their own. @param {string} text */
function layerNames(text) {
  return [...new Set(text.split(",").filter((name) => /^[a-z]+$/.test(name)))].sort().join(",");
}

/** Text of an address; "" if it is none of ours. @param {string} text */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/** A question of a what-if as a word of an address: its kind can be read. @param {string} asked */
function encoded(asked) {
  const [what] = asked.split(":");
  return `${what}:${encodeURIComponent(asked.slice(what.length + 1))}`;
}

/** What a what-if leaves out; "" if there is no such thing. @param {string} word @param {any} data */
function leftOut(word, data) {
  const asked = decoded(word);
  return claimsLeftOut(data, asked) ? asked : "";
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
  const view = { mode: "one", by: "holder", figure: "area", shade: "", fade: false, embed: false, kind: "", index: -1, hidden: "", tiles: false, without: "" };
  const asked = [dayAsked(date)];
  if (asked[0] !== null) view.day = dayWithin(asked[0], data);
  for (const word of mode.split("+")) {
    const [name, second = ""] = word.split(":");
    if (name === "bloc") view.by = "bloc";
    if (name === "people" && data.people) view.figure = "people";
    if (name === "fade") view.fade = true;
    if (name === "embed") view.embed = true;
    if (name === "tiles") view.tiles = true;
    if (word.startsWith(HIDE)) view.hidden = layerNames(second);
    if (word.startsWith(WITHOUT)) view.without = leftOut(word.slice(WITHOUT.length), data);
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

/** @param {View} view @param {MapPlace} place @param {any} data @param {string} lang */
export function writeAddress(view, place, data, lang) {
  /** @type {string[]} */
  const words = [view.by];
  if (view.figure === "people") words.push("people");
  if (view.shade) words.push(view.shade);
  if (view.fade) words.push("fade");
  if (view.embed) words.push("embed");
  if (view.mode !== "one") words.push(`${view.mode}:${isoDay(view.other)}`);
  if (view.hidden) words.push(HIDE + view.hidden);
  if (view.tiles) words.push("tiles");
  if (view.without) words.push(WITHOUT + encoded(view.without));
  words.push(LANG + lang);
  const where = [place.lat.toFixed(4), place.lng.toFixed(4), Number(place.zoom.toFixed(2))].join(",");
  const id = encodeURIComponent(idOf(data, view));
  return `#${isoDay(view.day)}/${where}/${words.join("+")}${id ? `/${id}` : ""}`;
}

const REST = 300; // ms without a change before the address follows a movement
const IN_TIME = ["day", "other", "playing"];

/** Whether two views differ in nothing but time. @param {any} a @param {any} b */
function onlyTime(a, b) {
  return Object.keys(a).every((key) => IN_TIME.includes(key) || a[key] === b[key]);
}

/**
 * Keep address and view together: one entry of the history for each gesture. The first move of a gesture makes
 * it, later ones and the step at the end are written into it.
 * @param {any} store @param {any} data
 * @param {{get: () => MapPlace, set: (place: MapPlace) => void, whole: () => void}} map
 * @param {{get: () => string, set: (lang: string) => void}} language
 * @param {(asked: number) => void} onOutside a day was asked for that lies outside the record
 */
export function followAddress(store, data, map, language, onOutside) {
  let timer = 0;
  let moving = false; // a gesture has its entry, and goes on
  const rest = () => {
    window.clearTimeout(timer);
    timer = 0;
  };
  /** @param {boolean} push @param {View} [view] @returns {boolean} whether there was anything to write */
  const write = (push, view = store.get()) => {
    rest();
    const hash = writeAddress(view, map.get(), data, language.get());
    if (hash === window.location.hash) return false;
    try {
      if (push) window.history.pushState(null, "", hash);
      else window.history.replaceState(null, "", hash);
    } catch {
      // A page inside another one may have no address of its own.
    }
    return true;
  };
  const later = () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => write(false), REST);
  };
  /** What the map or a gesture has not yet written. @param {View} before */
  const settle = (before) => {
    if (timer) write(false, before);
    moving = false;
  };
  const read = () => {
    rest();
    moving = false;
    const { hash } = window.location;
    const { view, place, outside } = hash.length > 1 ? readAddress(hash, data) : { view: firstView(data), place: null, outside: null };
    const lang = languageInAddress(hash);
    if (lang && lang !== language.get()) language.set(lang);
    if (place) map.set(place);
    store.set(view, "address");
    if (outside !== null) onOutside(outside);
    if (!place && view.mode !== "one") map.whole(); // the bar and the second map take room
  };
  store.subscribe((/** @type {any} */ view, /** @type {any} */ before, /** @type {any} */ how) => {
    if (how === "address") return;
    const cut = before.playing && view.day !== before.day && !view.playing; // something else ends the playing
    if (!moving || cut || !onlyTime(view, before)) settle(before);
    if (how === "step") {
      write(!moving);
      moving = false;
    } else if (moving) later();
    else moving = write(true);
  });
  window.addEventListener("popstate", read);
  window.addEventListener("hashchange", read);
  /** The address of what is shown now. */
  const link = () => {
    if (timer) write(false);
    return window.location.href;
  };
  /** Another language is an entry of its own. @param {() => void} change */
  const speak = (change) => {
    write(false);
    change();
    write(true);
  };
  return { read, moved: later, link, speak };
}
