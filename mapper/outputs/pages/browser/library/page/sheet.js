// On a phone the panel is a sheet over the map: closed, half open or full. It follows the finger, stays above the
// keyboard, and what is chosen on the map stays in sight.

/** @import { Texts } from "../words/texts.js" */
/** @typedef {"closed" | "half" | "full"} SheetState */

const STATES = /** @type {SheetState[]} */ (["closed", "half", "full"]);
const NARROW = "(max-width: 50rem)"; // as in the style
const DRAG_FROM = 6; // px: less is a press
const FLICK = 0.4; // px in a ms: faster than that the finger says where to, not how far
const EDGE = 24; // px between what is chosen and what lies over the map
const SHIFTED = 2; // px that a view may shift by rounding

/** Whether the panel is a sheet. */
export const isSheet = () => window.matchMedia(NARROW).matches;

let following = false;

/** Tells the style how high the window is above a keyboard, and how much of it that hides. */
function followKeyboard() {
  const view = window.visualViewport;
  if (!view || following) return;
  following = true;
  const { style } = document.documentElement;
  const measure = () => {
    if (view.scale > 1.01) return; // somebody looks closer
    const hidden = Math.round(window.innerHeight - view.height - view.offsetTop);
    if (hidden > 1) {
      style.setProperty("--mapper-window", `${view.height}px`);
      style.setProperty("--mapper-keyboard", `${hidden}px`);
    } else ["--mapper-window", "--mapper-keyboard"].forEach((name) => style.removeProperty(name));
  };
  view.addEventListener("resize", measure);
  view.addEventListener("scroll", measure);
}

/**
 * The handle: a press opens and closes, a finger draws the sheet to any height and lets it rest at the nearest state.
 * @param {HTMLElement} node the sheet @param {HTMLElement} handle
 * @param {() => SheetState} get @param {(state: SheetState) => void} set
 */
function answerFinger(node, handle, get, set) {
  /** @type {{y: number, shown: number, last: number, at: number, speed: number, moved: boolean} | null} */
  let drag = null;
  let dragged = false; // a click follows, which is none
  const shownNow = () => window.innerHeight - node.getBoundingClientRect().top;
  /** How high the sheet is in each state, in px. @returns {number[]} */
  const heights = () => {
    const before = get();
    const found = STATES.map((state) => {
      set(state);
      return node.offsetHeight - new DOMMatrix(getComputedStyle(node).transform).f;
    });
    set(before);
    return found;
  };
  /** @type {number[]} */
  let rests = [];
  handle.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !isSheet()) return;
    dragged = false;
    handle.setPointerCapture(event.pointerId);
    drag = { y: event.clientY, shown: shownNow(), last: event.clientY, at: event.timeStamp, speed: 0, moved: false };
  });
  handle.addEventListener("pointermove", (event) => {
    if (!drag) return;
    if (!drag.moved) {
      if (Math.abs(event.clientY - drag.y) < DRAG_FROM) return;
      drag.moved = true;
      node.classList.add("mapper-dragged"); // nothing but the finger moves it
      rests = heights();
    }
    const passed = Math.max(1, event.timeStamp - drag.at);
    drag.speed = (drag.last - event.clientY) / passed;
    [drag.last, drag.at] = [event.clientY, event.timeStamp];
    const shown = Math.max(rests[0], Math.min(rests[2], drag.shown + drag.y - event.clientY));
    node.style.setProperty("--mapper-shown", `${shown}px`);
  });
  /** @param {PointerEvent} event */
  const drop = (event) => {
    if (!drag) return;
    const { moved, speed, at } = drag;
    drag = null;
    if (!moved) return;
    dragged = true;
    const shown = shownNow();
    const gaps = rests.map((rest) => Math.abs(rest - shown));
    let to = gaps.indexOf(Math.min(...gaps));
    if (event.timeStamp - at < 80 && Math.abs(speed) > FLICK) {
      const beyond = rests.findIndex((rest) => rest > shown);
      to = speed > 0 ? (beyond < 0 ? 2 : beyond) : Math.max(0, (beyond < 0 ? 3 : beyond) - 1);
    }
    node.classList.remove("mapper-dragged");
    node.style.removeProperty("--mapper-shown");
    set(STATES[to]);
  };
  handle.addEventListener("pointerup", drop);
  handle.addEventListener("pointercancel", drop);
  handle.addEventListener("click", (event) => {
    if (!dragged || event.detail === 0) set(get() === "closed" ? "half" : "closed");
    dragged = false;
  });
}

/** The sheet is full while somebody searches in it, and then as it was. @param {HTMLElement} node @param {() => SheetState} get @param {(state: SheetState) => void} set */
function answerSearch(node, get, set) {
  /** @type {SheetState | null} before the search */
  let before = null;
  let touched = 0; // when the finger was on the sheet: it takes the focus from the field, and the sheet stays
  node.addEventListener("pointerdown", (event) => (touched = event.timeStamp));
  node.addEventListener("focusin", (event) => {
    const field = /** @type {HTMLElement} */ (event.target);
    if (!isSheet() || !field.matches(".mapper-search")) return;
    if (before === null) before = get();
    set("full");
    field.scrollIntoView({ block: "start" });
  });
  node.addEventListener("focusout", (event) => {
    const field = /** @type {HTMLElement} */ (event.target);
    if (before === null || !field.matches(".mapper-search")) return;
    const stays = node.contains(/** @type {Node | null} */ (event.relatedTarget)) || event.timeStamp - touched < 500;
    if (get() === "full" && !stays) set(before);
    before = null;
  });
}

/**
 * @param {HTMLElement} node the panel @param {HTMLElement} handle @param {HTMLElement} scroller @param {Texts} texts
 * @returns {{set: (state: SheetState, quiet?: boolean) => void, get: () => SheetState, shown: () => number, onRest: (listener: (state: SheetState) => void) => void}}
 */
export function makeSheet(node, handle, scroller, texts) {
  /** @type {SheetState} */
  let state = "closed";
  /** @type {((state: SheetState) => void)[]} */
  const listeners = [];
  /** @param {SheetState} next */
  const put = (next) => {
    state = next;
    node.classList.toggle("mapper-open", next !== "closed");
    node.classList.toggle("mapper-full", next === "full");
  };
  /** @param {SheetState} next @param {boolean} [quiet] whoever sets it looks after the map */
  const set = (next, quiet = false) => {
    put(next);
    handle.setAttribute("aria-expanded", String(next !== "closed"));
    handle.setAttribute("aria-label", texts.t(next === "closed" ? "sheet_open" : "sheet_close"));
    if (!quiet) for (const listener of listeners) listener(next);
  };
  const get = () => state;
  answerFinger(node, handle, get, (next) => (node.classList.contains("mapper-dragged") ? put(next) : set(next)));
  answerSearch(node, get, set);
  followKeyboard();
  const shown = () => (isSheet() ? handle.offsetHeight + scroller.offsetHeight : 0);
  return { set, get, shown, onRest: (listener) => listeners.push(listener) };
}

/**
 * What is chosen stays in sight: beside the sheet when that opens, and in the map when the window turns. A map that made
 * way for the sheet goes back when that closes, unless somebody has moved it since.
 * @param {any} map @param {{get: () => SheetState, shown: () => number, onRest: (listener: (state: SheetState) => void) => void}} sheet
 * @returns {{show: (point: [number, number] | null) => void, end: () => void}}
 */
export function keepInSight(map, sheet) {
  /** @type {[number, number] | null} */
  let chosen = null;
  /** @type {{by: any, zoom: number, centre: any} | null} how far the map has made way, and where it is since */
  let away = null;
  const untouched = () => away !== null && map.getZoom() === away.zoom && map.project(map.getCenter()).distanceTo(away.centre) < SHIFTED;
  /** @param {[number, number]} by @param {boolean} animate */
  const pan = (by, animate) => {
    const before = untouched() && away ? away.by : [0, 0];
    const zoom = map.getZoom();
    away = { by: [before[0] + by[0], before[1] + by[1]], zoom, centre: map.project(map.getCenter(), zoom).add(by) };
    map.panBy(by, { animate });
  };
  /** Move what is chosen into the part of the map that nothing lies over. @param {boolean} animate */
  const uncover = (animate) => {
    if (!chosen || (isSheet() && sheet.get() === "full")) return;
    const box = map.getContainer().getBoundingClientRect();
    const covered = Math.max(0, box.bottom - (window.innerHeight - sheet.shown()));
    const [width, room] = [box.width, box.height - covered];
    if (!width || room < 2 * EDGE) return;
    const { x, y } = map.latLngToContainerPoint(chosen);
    const side = isSheet() ? 0.15 * width : EDGE;
    const aside = Math.min(Math.max(x, side), width - side) - x;
    const up = y > room - EDGE || y < EDGE ? y - room / 2 : 0;
    if (aside || up) pan([Math.round(-aside), Math.round(up)], animate);
  };
  /** What was in the map stays in it. @param {{oldSize: any, newSize: any}} sizes */
  const turned = ({ oldSize, newSize }) => {
    if (!chosen) return;
    const was = map.latLngToContainerPoint(chosen).subtract(newSize.divideBy(2)).add(oldSize.divideBy(2)); // around the same centre
    if (was.x < 0 || was.y < 0 || was.x > oldSize.x || was.y > oldSize.y) return;
    window.requestAnimationFrame(() => uncover(false)); // the sheet has its new size by then
  };
  sheet.onRest((state) => {
    if (state === "half") uncover(true);
    if (state !== "closed" || !away) return;
    const back = untouched() ? away.by : null;
    away = null;
    if (back) map.panBy([-back[0], -back[1]]);
  });
  map.on("resize", turned);
  return {
    show: (point) => {
      chosen = point;
      if (isSheet()) uncover(true);
    },
    end: () => map.off("resize", turned),
  };
}
