// Paper is light, and the map gets the size that it has there before it is printed.
import { el, nameNode } from "../dom/elements.js";

/** @import { Texts } from "../words/texts.js" */

/** Where the page is on the web; a page on the reader's own disk has no address for others. */
function publicAddress() {
  return window.location.protocol.startsWith("http") ? window.location.href : "";
}

/** A line that says where the page is, if it is on the web. @param {Texts} texts @param {string} [address] @returns {HTMLElement | null} */
export function addressLine(texts, address = publicAddress()) {
  return address ? el("p", { class: "mapper-address" }, el("strong", { text: `${texts.t("paper_address")}${texts.t("colon")} ` }), nameNode(address)) : null;
}

/**
 * @param {any} map Leaflet's @param {any} bounds what paper shows
 * @param {(dark: boolean) => void} dress paints the page light or dark
 * @param {() => boolean} isDark whether the screen is dark
 * @param {Texts} texts
 * @returns {() => void} ends it
 */
export function preparePrint(map, bounds, dress, isDark, texts) {
  /** @param {boolean} printing */
  const resize = (printing) => {
    document.body.classList.toggle("mapper-printing", printing);
    dress(!printing && isDark());
    map.invalidateSize({ animate: false });
  };
  /** @returns {HTMLDetailsElement | null} */
  const signs = () => document.querySelector(".mapper-signs");
  /** @type {{center: any, zoom: number, address: HTMLElement | null, open: boolean} | null} what is put back afterwards */
  let before = null;
  const end = () => {
    if (!before) return;
    const { center, zoom, address, open } = before;
    before = null;
    resize(false);
    map.setView(center, zoom, { animate: false });
    signs()?.toggleAttribute("open", open);
    address?.remove();
  };
  const begin = () => {
    end();
    before = { center: map.getCenter(), zoom: map.getZoom(), address: addressLine(texts), open: Boolean(signs()?.open) };
    resize(true);
    map.fitBounds(bounds, { animate: false });
    signs()?.toggleAttribute("open", true);
    if (before.address) document.querySelector(".mapper-about")?.append(before.address);
  };
  window.addEventListener("beforeprint", begin);
  window.addEventListener("afterprint", end);
  return () => {
    window.removeEventListener("beforeprint", begin);
    window.removeEventListener("afterprint", end);
  };
}
