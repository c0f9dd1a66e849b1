// Entry points: the page of the whole conflict, or a layer with a time line in any Leaflet map.
import { makeTexts } from "../library/words/texts.js";
import { embedTimeline } from "./page/embedded.js";
import { followAddress, languageInAddress, placeOf } from "./page/address.js";
import { languageOf, rememberLanguage, rememberedLanguage } from "./page/language.js";
import { firstView, makeStore } from "./page/store.js";
import { mapBounds } from "./page/looks.js";
import { mountInterface } from "./page/interface.js";
import { readPayload } from "./data/data.js";
import { spokenData } from "./data/names.js";
import { withoutClaims } from "./data/whatif.js";
import { scaleBar } from "../library/map/controls.js";
import { followSize, frameBounds, keepInView, whenSized } from "../library/map/sizes.js";

/** Options that must be set before Leaflet makes its map. @param {any} L */
export function prepare(L) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (calm) L.Map.mergeOptions({ zoomAnimation: false, fadeAnimation: false, inertia: false });
}

/** JSON of a data block of the page. @param {string} id */
function readBlock(id) {
  const block = document.getElementById(id);
  return block ? JSON.parse(block.textContent || "null") : null;
}

/**
 * The page of a conflict around a Leaflet map; it starts when its frame has a size.
 * @param {any} L @param {any} map
 */
export async function startAtlas(L, map) {
  const data = await readPayload();
  await new Promise((start) => whenSized(map.getContainer(), () => start(null)));
  const settings = readBlock("mapper-settings") || {};
  const tables = settings.texts;
  const languages = Object.fromEntries(Object.entries(tables).map(([lang, table]) => [lang, table.language]));
  document.body.classList.add("mapper-page", "mapper-atlas");
  const whole = mapBounds(data.geometry.bounds);
  const fit = () => {
    map.invalidateSize({ animate: false });
    frameBounds(map, whole, { margin: 12, out: 1.5, least: 1, pad: 0.7 });
  };
  const store = makeStore(firstView(data));
  let shown = data; // the record, or what would be so without some claims
  store.subscribe((view, before, how) => {
    if (view.without === before.without) return;
    shown = withoutClaims(data, view.without);
    put(document.documentElement.lang);
    if (how !== "address") current.focus();
  });
  scaleBar(L, map);
  map.attributionControl?.remove();
  /** @type {any} */
  let current = null;
  let placed = false; // whether the map shows what it should: before that nothing is drawn
  /** @param {any} lang */
  const put = (lang) => {
    if (current) current.remove();
    document.documentElement.lang = lang;
    document.documentElement.dir = tables[lang].direction;
    const texts = makeTexts(tables[lang]);
    current = mountInterface(L, map, spokenData(shown, settings.names?.[lang], lang), store, texts, {
      more: settings.more, reading: settings.reading,
      tiles: settings.tiles, languages, onLanguage: choose, onLink: () => address.link(), wait: !placed });
  };
  /** @param {string} lang */
  const choose = (lang) => {
    rememberLanguage(lang);
    address.speak(() => put(lang));
  };
  const known = Object.keys(tables);
  /** @param {string} linked */
  const spoken = (linked) => languageOf(known, { linked, remembered: rememberedLanguage(), wished: navigator.languages || [], own: data.lang });
  put(spoken(languageInAddress(window.location.hash)));
  followSize(map);
  const showWhole = keepInView(map, fit);
  /** @param {import("./page/address.js").MapPlace} place */
  const goTo = ({ lat, lng, zoom }) => map.setView([lat, lng], zoom, { animate: false });
  const language = { get: () => document.documentElement.lang, set: (/** @type {string} */ lang) => known.includes(lang) && put(lang) };
  const address = followAddress(store, data, { get: () => placeOf(map), set: goTo, whole: showWhole }, language, (asked) => current.tellOutside(asked));
  if (window.location.hash.length > 1) address.read();
  placed = true;
  current.main.start();
  map.on("moveend", address.moved);
  const atlas = { data, store, map, part: () => current };
  /** @type {any} */ (window).mapperAtlas = atlas; // for scripts beside the page, and for tests
  document.body.classList.add("mapper-ready");
  return atlas;
}

/**
 * A layer with a time line in any Leaflet map; its data block is `${id}_data`, its texts `${id}_texts`.
 * @param {any} L @param {any} map @param {string} id
 */
export async function addTimeline(L, map, id) {
  const data = await readPayload(`${id}_data`);
  await new Promise((start) => whenSized(map.getContainer(), () => start(null)));
  followSize(map);
  map.invalidateSize({ animate: false });
  return embedTimeline(L, map, data, readBlock(`${id}_texts`));
}
