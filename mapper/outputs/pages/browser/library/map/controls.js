// Small controls on the map: layer switch and scale bar.
import { el } from "../dom/elements.js";

/** A Leaflet control around a node of ours. @param {any} L @param {string} position @param {Node} node */
function controlOf(L, position, node) {
  const Control = L.Control.extend({
    onAdd() {
      L.DomEvent.disableClickPropagation(node);
      L.DomEvent.disableScrollPropagation(node);
      return node;
    },
  });
  return new Control({ position });
}

/**
 * Switch for areas, towns, borders, rivers, and (off at first) online tiles.
 * @param {any} L @param {any} map @param {import("../words/texts.js").Texts} texts
 * @param {(name: string, on: boolean) => void} show
 * @param {import("../data/types.js").Tiles | null} tiles
 * @param {(text: string | null) => void} onTiles tells which attribution is due
 * @returns {{node: HTMLElement, remove: () => void}}
 */
export function layerSwitch(L, map, texts, show, tiles, onTiles) {
  /** @param {string} name @param {string} label @param {boolean} on @param {(on: boolean) => void} change */
  const row = (name, label, on, change) => {
    const box = el("input", { type: "checkbox", name: `mapper-layer-${name}`, checked: on, onchange: () => change(box.checked) });
    return el("label", {}, box, " ", el("span", { text: label }));
  };
  const rows = ["areas", "towns", "borders", "rivers"].map((name) =>
    row(name, texts.t(`layer_${name}`), true, (on) => show(name, on)),
  );
  /** @type {any} */
  let layer = null;
  if (tiles) {
    const host = new URL(tiles.url.replace(/\{\w+\}/g, "0")).hostname;
    /** @param {boolean} on */
    const toggle = (on) => {
      layer = layer || L.tileLayer(tiles.url, { maxZoom: 18, zIndex: 220 });
      if (on) map.addLayer(layer);
      else map.removeLayer(layer);
      map.getContainer().classList.toggle("mapper-with-tiles", on);
      onTiles(on ? tiles.attribution : null);
    };
    rows.push(row("tiles", texts.t("layer_tiles", { host }), false, toggle));
  }
  const node = el("details", { class: "mapper-layers leaflet-bar" }, el("summary", { text: texts.t("layers") }), ...rows);
  const control = controlOf(L, "topright", node).addTo(map);
  const remove = () => {
    control.remove();
    if (layer) map.removeLayer(layer);
    map.getContainer().classList.remove("mapper-with-tiles");
  };
  return { node, remove };
}

/** @param {any} L @param {any} map */
export function scaleBar(L, map) {
  L.control.scale({ imperial: false, maxWidth: 140, position: "bottomleft" }).addTo(map);
}

/** A node in a corner of the map. @param {any} L @param {any} map @param {string} position @param {Node} node */
export function cornerNode(L, map, position, node) {
  controlOf(L, position, node).addTo(map);
}
