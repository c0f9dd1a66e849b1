// Two dates at once: a second drawing in the same map, cut off at a line, or a second map beside it.
import { el, setWords } from "../../library/dom/elements.js";
import { longDay } from "../../library/words/dates.js";
import { mapView } from "./mapview.js";
import { followSize } from "../../library/map/sizes.js";

/** @import { Look } from "./scenery.js" */
/** @import { Texts } from "../../library/words/texts.js" */

/** @type {Record<string, number>} */
const SWIPE_KEYS = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1 };
const KEY_STEP = 0.02; // of the width, for moving the line with the keyboard

/** Two maps that show the same part of the world. @returns {() => void} ends it @param {any} first @param {any} second */
function linkMaps(first, second) {
  let busy = false;
  /** @param {any} from @param {any} to */
  const follow = (from, to) => () => {
    if (busy) return;
    busy = true;
    to.setView(from.getCenter(), from.getZoom(), { animate: false });
    busy = false;
  };
  /** @param {any} to */
  const animate = (to) => (/** @type {any} */ event) => {
    if (busy || event.noUpdate) return;
    busy = true;
    to.setView(event.center, event.zoom);
    busy = false;
  };
  const [a, b] = [follow(first, second), follow(second, first)];
  const [c, d] = [animate(second), animate(first)];
  first.on("move zoomend", a);
  second.on("move zoomend", b);
  first.on("zoomanim", c);
  second.on("zoomanim", d);
  const resize = () => {
    busy = true;
    second.invalidateSize({ animate: false });
    busy = false;
    a();
  };
  first.on("resize", resize);
  a();
  return () => {
    first.off("move zoomend", a);
    first.off("zoomanim", c);
    first.off("resize", resize);
  };
}

/** The line of the swipe, which can be dragged and moved by keys. @param {Texts} texts @param {any} onMove */
function swipeLine(texts, onMove) {
  let share = 0.5;
  const node = el("div", { class: "mapper-swipe", role: "slider", tabindex: "0", "aria-label": texts.t("swipe_line"), "aria-valuemin": "0", "aria-valuemax": "100", "aria-orientation": "horizontal" }, el("span", { "aria-hidden": "true", text: "◂▸" }));
  /** @param {any} next */
  const set = (next) => {
    share = Math.max(0, Math.min(1, next));
    node.style.left = `${(share * 100).toFixed(2)}%`;
    node.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    onMove(share);
  };
  node.addEventListener("pointerdown", (/** @type {any} */ event) => {
    event.preventDefault();
    event.stopPropagation();
    node.setPointerCapture(event.pointerId);
    node.focus({ preventScroll: true });
  });
  node.addEventListener("pointermove", (/** @type {any} */ event) => {
    if (!node.hasPointerCapture(event.pointerId)) return;
    const { left, width } = node.parentElement.getBoundingClientRect();
    set((event.clientX - left) / width);
  });
  node.addEventListener("keydown", (/** @type {any} */ event) => {
    const way = SWIPE_KEYS[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    set(share + way * KEY_STEP);
  });
  return { node, set, share: () => share };
}

/**
 * @param {any} L @param {any} main the view of the first date
 * @param {any} scenery @param {any} texts
 * @param {{stage: HTMLElement, frame: HTMLElement}} place where a second map goes, and the frame of the first
 * @param {(map: any, view: () => any) => void} onMap makes a new map answer to the pointer
 */
export function comparison(L, main, scenery, texts, { stage, frame }, onMap) {
  const { map } = main;
  /** @type {any} */
  let second = null; // {mode, view, end}
  const names = [el("div", { class: "mapper-date-mark", "aria-hidden": "true" }), el("div", { class: "mapper-date-mark mapper-date-mark-other", "aria-hidden": "true" })];

  /** @param {Look} look */
  const startSwipe = (look) => {
    const view = mapView(L, map, scenery, look, { pane: "mapper-atlas-other", zIndex: 352 });
    const pane = map.getPane("mapper-atlas-other");
    const cut = () => {
      const size = map.getSize();
      const corner = map.containerPointToLayerPoint([line.share() * size.x, 0]);
      const end = map.containerPointToLayerPoint(size);
      const own = map.getPane("mapper-atlas");
      pane.style.clip = `rect(${corner.y}px, ${end.x}px, ${end.y}px, ${corner.x}px)`;
      const start = map.containerPointToLayerPoint([0, 0]);
      own.style.clip = `rect(${start.y}px, ${corner.x}px, ${end.y}px, ${start.x}px)`;
    };
    const line = swipeLine(texts, cut);
    frame.append(line.node);
    map.on("move zoom resize", cut);
    line.set(0.5);
    const end = () => {
      map.off("move zoom resize", cut);
      map.getPane("mapper-atlas").style.clip = "";
      line.node.remove();
      view.remove();
    };
    /** @param {any} point */
    const isOther = (point) => point.x > line.share() * map.getSize().x;
    return { mode: "swipe", view, end, isOther, share: line.share };
  };
  /** @param {Look} look */
  const startSide = (look) => {
    const box = el("div", { class: "mapper-second", role: "application", "aria-label": texts.t("map_second") });
    stage.append(box);
    stage.classList.add("mapper-two");
    map.invalidateSize({ animate: false });
    const { zoomSnap, zoomDelta, wheelPxPerZoomLevel, maxZoom, minZoom, zoomAnimation, maxBounds } = map.options;
    const twin = L.map(box, { zoomSnap, zoomDelta, wheelPxPerZoomLevel, maxZoom, minZoom: Math.max(0, (minZoom || 0) - 1), zoomAnimation, maxBounds, attributionControl: false, zoomControl: false });
    twin.setView(map.getCenter(), map.getZoom(), { animate: false });
    const unfollow = followSize(twin);
    const unlink = linkMaps(map, twin);
    const view = mapView(L, twin, scenery, look);
    onMap(twin, () => view);
    const end = () => {
      unfollow();
      unlink();
      view.remove();
      twin.remove();
      box.remove();
      stage.classList.remove("mapper-two");
      map.invalidateSize({ animate: false });
    };
    return { mode: "side", view, end, isOther: () => false, box };
  };
  /** @param {any} state */
  const label = (state) => {
    if (!second) return names.forEach((node) => node.remove());
    [state.day, state.other].forEach((day, i) => setWords(names[i], longDay(day, texts)));
    [frame, second.box || frame].forEach((box, i) => names[i].parentElement === box || box.append(names[i]));
    return undefined;
  };

  /** @param {any} state of the page @param {any} look of the first date @param {boolean} [moving] on the way to another day */
  const show = (state, look, moving = false) => {
    const wanted = state.mode === "swipe" || state.mode === "side" ? state.mode : null;
    if (second && second.mode !== wanted) {
      second.end();
      second = null;
    }
    const other = { ...look, day: state.other, since: null };
    if (wanted && !second) second = wanted === "swipe" ? startSwipe(other) : startSide(other);
    else if (second) second.view.show(other, moving);
    if (second) second.view.choose(state.kind, state.index);
    label(state);
  };
  return {
    show,
    /** The view under a point of the first map. */
    viewAt: (/** @type {any} */ point) => (second && second.isOther(point) ? second.view : main),
    views: () => (second ? [main, second.view] : [main]),
    /** Where a swipe cuts the map, as a share of its width; null without one. */
    split: () => (second && second.share ? second.share() : null),
    end: () => {
      second?.end();
      second = null;
      names.forEach((node) => node.remove());
    },
  };
}
