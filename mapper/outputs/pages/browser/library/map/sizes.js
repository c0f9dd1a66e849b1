// Frames without a size: a page in a tab that is not shown yet, or no longer, has no room to draw in.

const SHIFTED = 2; // px that a view may shift by rounding when its frame changes

/** @param {Element} node */
const hasRoom = (node) => node.clientWidth > 0 && node.clientHeight > 0;

/** Start when a node has a size: at once, or as soon as it gets one. @param {Element} node @param {() => void} start */
export function whenSized(node, start) {
  if (hasRoom(node)) {
    start();
    return;
  }
  const watcher = new ResizeObserver(() => {
    if (!hasRoom(node)) return;
    watcher.disconnect();
    start();
  });
  watcher.observe(node);
}

/**
 * A Leaflet map follows the size of its frame, but not into nothing: a hidden map stays as it was.
 * @param {any} map @returns {() => void} ends it
 */
export function followSize(map) {
  const frame = map.getContainer();
  const measure = map.invalidateSize;
  map.invalidateSize = (/** @type {any} */ options) => (hasRoom(frame) ? measure.call(map, options) : map);
  const watcher = new ResizeObserver(() => map.invalidateSize({ animate: false }));
  watcher.observe(frame);
  return () => {
    watcher.disconnect();
    map.invalidateSize = measure;
  };
}

/**
 * Bounds in view, with a margin: narrower in a tiny frame, where one as wide as the frame would leave no zoom to choose.
 * @param {any} map @param {any} bounds @param {number} margin px
 */
export function fitWithin(map, bounds, margin) {
  const { x, y } = map.getSize();
  const padding = [Math.min(margin, x / 4), Math.min(margin, y / 4)];
  map.fitBounds(bounds, { animate: false, padding });
}

/**
 * Bounds in view whatever was before, and no way far out of them.
 * @param {any} map @param {any} bounds
 * @param {{margin: number, out: number, least: number, pad: number}} limits px around; zoom levels out of it, at least
 *   this one; how far beyond the view the map can be moved
 */
export function frameBounds(map, bounds, { margin, out, least, pad }) {
  map.setMinZoom(0).setMaxBounds(null);
  fitWithin(map, bounds, margin);
  const low = Math.max(least, map.getZoom() - out);
  if (map.getZoom() < low) map.setZoom(low, { animate: false });
  map.setMinZoom(low);
  map.setMaxBounds(map.getBounds().pad(pad));
}

/** @typedef {{center: any, zoom: number}} MapView */

/** @param {any} map @returns {MapView} */
export function viewOf(map) {
  return { center: map.getCenter(), zoom: map.getZoom() };
}

/** Whether a map is where it was, but for what rounding moves. @param {any} map @param {MapView} view */
export function sameView(map, { center, zoom }) {
  return map.getZoom() === zoom && map.project(map.getCenter()).distanceTo(map.project(center)) < SHIFTED;
}

/** @type {WeakMap<any, {untouched: () => boolean, mark: () => void}>} by map */
const keepers = new WeakMap();
/** @type {any} the map whose view is held */
let held = null;

/**
 * Show something, and again whenever the frame changes its size, until somebody moves the map.
 * @param {any} map @param {() => void} show @returns {() => void} shows it now
 */
export function keepInView(map, show) {
  /** @type {MapView | null} */
  let seen = null;
  let busy = false;
  const mark = () => {
    seen = viewOf(map);
  };
  const now = () => {
    busy = true;
    show();
    busy = false;
    mark();
  };
  const untouched = () => seen !== null && sameView(map, seen);
  keepers.set(map, { untouched, mark });
  map.on("resize", () => {
    if (!busy && held !== map && untouched() && !document.body.classList.contains("mapper-printing")) now();
  });
  now();
  return now;
}

/**
 * The page changes the frame of a map, and looks itself after what the map shows. Where nobody had moved it, it counts
 * as unmoved afterwards.
 * @param {any} map @param {() => void} change
 */
export function holdView(map, change) {
  const keeper = keepers.get(map);
  const still = keeper !== undefined && keeper.untouched();
  held = map;
  try {
    change();
  } finally {
    held = null;
  }
  if (still) keeper.mark();
}
