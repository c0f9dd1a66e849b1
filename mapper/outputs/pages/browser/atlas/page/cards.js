// What is selected: its card in the panel, its place in view, and where the focus goes afterwards.
import { keepInSight } from "../../library/page/sheet.js";
import { flyTo } from "../map/pointer.js";

/** @import { AtlasData } from "../data/data.js" */
/** @typedef {ReturnType<typeof import("./store.js").makeStore>} Store */

const FLIGHT = 350; // ms that the map takes to come to rest after it was moved

/**
 * @param {any} map @param {AtlasData} data @param {Store} store
 * @param {object} page
 * @param {() => any} page.panel where cards are shown; made later, as it opens cards itself
 * @param {() => {focus: () => void}} page.finder
 * @param {() => boolean} page.dark
 * @param {(unit: number) => any} page.boundsOfUnit
 * @param {boolean} page.calm nothing may fly
 */
export function makeCards(map, data, store, { panel, finder, dark, boundsOfUnit, calm }) {
  /** @type {(() => void) | null} where the focus goes when the card closes */
  let back = null;
  /** @param {string} kind @param {number} index @returns {[number, number] | null} */
  const pointOf = (kind, index) => {
    const place = data.places[index];
    return kind === "place" ? [place.lat, place.lon] : null;
  };
  /** @type {ReturnType<typeof keepInSight> | null} made when the panel is there */
  let sight = null;
  /** @param {import("./store.js").Kind | ""} kind @param {number} index */
  const select = (kind, index, move = false) => {
    store.set({ kind, index });
    panel().showCard(store.get(), dark()); // now, so that the focus can go there
    if (kind && move) flyTo(map, data, kind, index, boundsOfUnit, !calm, store.get().day);
    const keeper = (sight ||= keepInSight(map, panel().sheet));
    keeper.show(null);
    if (kind) window.setTimeout(() => keeper.show(pointOf(kind, index)), move && !calm ? FLIGHT : 0);
  };
  const close = () => {
    select("", -1);
    if (back) back();
    back = null;
  };
  /** Where a card was opened, though drawn anew; else the search, without its list. @param {HTMLElement} from */
  const returnTo = (from) => {
    const { keep } = from.dataset;
    const again = keep === undefined ? null : panel().home.querySelector(`[data-keep="${CSS.escape(keep)}"]`);
    (from.isConnected ? from : again || finder()).focus();
  };
  /** @param {import("./store.js").Kind} kind @param {number} index */
  const open = (kind, index) => {
    const from = /** @type {HTMLElement} */ (document.activeElement);
    // A card that is opened from another one leads back to where the first one was opened.
    if (!back || !panel().cardBox.contains(from)) back = () => returnTo(from);
    select(kind, index, true);
    panel().cardBox.focus({ preventScroll: true });
  };
  /** The card of a day; "" is nothing that has one, its day is shown alone. @param {number} day @param {import("./store.js").Kind | ""} kind @param {number} index */
  const openOn = (day, kind, index) => {
    if (day !== store.get().day) store.set({ day }, kind ? "move" : "step");
    if (kind) open(kind, index);
  };
  return { select, close, open, openOn, end: () => sight?.end() };
}
