// From the state of the page to what a map shows, and bounds as Leaflet likes them.

/** @param {import("./store.js").View} view @param {boolean} dark @returns {import("./scenery.js").Look} */
export function lookOf(view, dark) {
  const days = view.mode === "changes" ? [view.day, view.other].sort((a, b) => a - b) : null;
  return { day: days ? days[1] : view.day, by: view.by, shade: days ? "" : view.shade, fade: view.fade && !view.shade, dark, since: days ? days[0] : null };
}

/** @param {number[]} bounds west, south, east, north @returns {[[number, number], [number, number]]} */
export function mapBounds([west, south, east, north]) {
  return [
    [south, west],
    [north, east],
  ];
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
