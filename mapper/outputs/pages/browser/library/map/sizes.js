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

/**
 * Show something, and again whenever the frame changes its size, until somebody moves the map.
 * @param {any} map @param {() => void} show @returns {() => void} shows it now
 */
export function keepInView(map, show) {
  /** @type {{center: any, zoom: number} | null} */
  let seen = null;
  let busy = false;
  const now = () => {
    busy = true;
    show();
    busy = false;
    seen = { center: map.getCenter(), zoom: map.getZoom() };
  };
  const untouched = () =>
    seen !== null && map.getZoom() === seen.zoom && map.project(map.getCenter()).distanceTo(map.project(seen.center)) < SHIFTED;
  map.on("resize", () => {
    if (!busy && untouched() && !document.body.classList.contains("mapper-printing")) now();
  });
  now();
  return now;
}
