// Paper is light, and the map gets the size that it has there before it is printed.

/**
 * @param {any} map Leaflet's @param {any} bounds what paper shows
 * @param {(dark: boolean) => void} dress paints the page light or dark
 * @param {() => boolean} isDark whether the screen is dark
 * @returns {() => void} ends it
 */
export function preparePrint(map, bounds, dress, isDark) {
  /** @param {boolean} printing */
  const resize = (printing) => {
    document.body.classList.toggle("mapper-printing", printing);
    dress(!printing && isDark());
    map.invalidateSize({ animate: false });
  };
  /** @type {{center: any, zoom: number} | null} */
  let before = null;
  const begin = () => {
    before = { center: map.getCenter(), zoom: map.getZoom() };
    resize(true);
    map.fitBounds(bounds, { animate: false });
  };
  const end = () => {
    resize(false);
    if (before) map.setView(before.center, before.zoom, { animate: false });
  };
  window.addEventListener("beforeprint", begin);
  window.addEventListener("afterprint", end);
  return () => {
    window.removeEventListener("beforeprint", begin);
    window.removeEventListener("afterprint", end);
  };
}
