// From the state of the page to what a map shows, and bounds as Leaflet likes them.

/** @param {import("./store.js").View} view @param {boolean} dark @returns {import("../map/scenery.js").Look} */
export function lookOf(view, dark) {
  const days = view.mode === "changes" ? [view.day, view.other].sort((a, b) => a - b) : null;
  return { day: days ? days[1] : view.day, by: view.by, shade: days ? "" : view.shade, fade: view.fade && !view.shade, textures: view.textures, dark, since: days ? days[0] : null };
}

/** @param {number[]} bounds west, south, east, north @returns {[[number, number], [number, number]]} */
export function mapBounds([west, south, east, north]) {
  return [
    [south, west],
    [north, east],
  ];
}

/** The part of the country that a map shows, or all that it shows; null for a part that is not wanted. @param {any} L @param {any} map @param {number[]} bounds of the country @param {boolean} part */
export function landInView(L, map, [west, south, east, north], part) {
  const view = map.getBounds();
  if (!part && !view.contains(L.latLngBounds([south, west], [north, east]))) return null;
  const [left, right] = [Math.max(west, view.getWest()), Math.min(east, view.getEast())];
  const [low, high] = [Math.max(south, view.getSouth()), Math.min(north, view.getNorth())];
  return left < right && low < high ? L.latLngBounds([low, left], [high, right]) : view;
}

/** Bounds of a unit. @param {any} L @param {any} shapes @returns {(unit: number) => any} */
export function unitBounds(L, shapes) {
  /** @param {number} y */
  const lat = (y) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
  return (unit) => {
    const [west, north, east, south] = shapes.boxes[unit];
    return L.latLngBounds([lat(south), west * 360 - 180], [lat(north), east * 360 - 180]);
  };
}
