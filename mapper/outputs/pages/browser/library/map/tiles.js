// The online map below the land; where it cannot be had, the land has its own colours.

/** What is asked of a server, in words. @param {string} url of tiles */
export function hostOf(url) {
  return new URL(url.replace(/\{\w+\}/g, "0")).hostname;
}

/**
 * @param {any} L @param {any} map @param {import("../data/types.js").Tiles} tiles
 * @param {(failed: boolean) => void} tell whether no tile at all can be had
 * @returns {{toggle: (on: boolean) => void}}
 */
export function onlineMap(L, map, tiles, tell) {
  /** @type {any} */
  let layer = null;
  /** @type {Set<string>} tiles that are there */
  const there = new Set();
  /** @param {any} event */
  const nameOf = ({ coords: { x, y, z } }) => `${z}/${x}/${y}`;
  /** @param {boolean} failed */
  const show = (failed) => {
    map.getContainer().classList.toggle("mapper-with-tiles", layer !== null && !failed);
    tell(failed);
  };
  const made = () => {
    const found = L.tileLayer(tiles.url, { maxZoom: 18, zIndex: 220 });
    found.on("tileload", (/** @type {any} */ event) => {
      there.add(nameOf(event));
      show(false);
    });
    found.on("tileunload", (/** @type {any} */ event) => there.delete(nameOf(event)));
    found.on("tileerror", () => !there.size && show(true));
    return found;
  };
  /** @param {boolean} on */
  const toggle = (on) => {
    if (on === (layer !== null)) return;
    if (on) {
      layer = made();
      show(false);
      map.addLayer(layer);
      return;
    }
    layer.off();
    map.removeLayer(layer);
    layer = null;
    there.clear();
    show(false);
  };
  return { toggle };
}
