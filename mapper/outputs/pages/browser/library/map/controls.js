// Small controls on the map: layer switch and scale bar.
import { el, textNode } from "../dom/elements.js";
import { hostOf, onlineMap } from "./tiles.js";

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

const LAYERS = ["areas", "towns", "borders", "rivers"];

/**
 * Switch for areas, towns, borders, rivers, and (off at first) online tiles.
 * @param {any} L @param {any} map @param {import("../words/texts.js").Texts} texts
 * @param {(name: string, on: boolean) => void} show
 * @param {import("../data/types.js").Tiles | null} tiles
 * @param {(text: string | null) => void} onTiles tells which attribution is due
 * @param {(hidden: string, tiles: boolean) => void} [onChoice] tells what the reader chose, as `set` takes it
 * @returns {{node: HTMLElement, set: (hidden: string, tiles: boolean) => void, remove: () => void}}
 */
export function layerSwitch(L, map, texts, show, tiles, onTiles, onChoice = () => undefined) {
  /** @type {Record<string, any>} */
  const boxes = {};
  const choose = () => {
    const hidden = LAYERS.filter((name) => !boxes[name].checked).sort().join(",");
    const online = Boolean(boxes.tiles?.checked);
    set(hidden, online);
    onChoice(hidden, online);
  };
  /** @param {string} name @param {string} label @param {boolean} on */
  const row = (name, label, on) => {
    boxes[name] = el("input", { type: "checkbox", name: `mapper-layer-${name}`, checked: on, onchange: choose });
    return el("label", {}, boxes[name], " ", el("span", { text: label }));
  };
  const rows = LAYERS.map((name) => row(name, texts.t(`layer_${name}`), true));
  const failure = el("p", { class: "mapper-tiles-failed", role: "status", hidden: true });
  /** @type {{toggle: (on: boolean) => void} | null} */
  let online = null;
  if (tiles) {
    const host = hostOf(tiles.url);
    const words = texts.t("layer_tiles_failed", { host });
    rows.push(row("tiles", texts.t("layer_tiles", { host }), false));
    online = onlineMap(L, map, tiles, (failed) => {
      failure.hidden = !failed;
      failure.replaceChildren(...(failed ? [textNode(words)] : []));
    });
  }
  let shown = "";
  /** @param {string} hidden names with commas @param {boolean} on */
  const set = (hidden, on) => {
    const names = hidden.split(",");
    for (const name of LAYERS) {
      const visible = !names.includes(name);
      boxes[name].checked = visible;
      if (visible === shown.split(",").includes(name)) show(name, visible);
    }
    shown = hidden;
    if (!online || !tiles) return;
    boxes.tiles.checked = on;
    online.toggle(on);
    onTiles(on ? tiles.attribution : null);
  };
  const node = el("details", { class: "mapper-layers leaflet-bar" }, el("summary", { text: texts.t("layers") }), ...rows);
  const control = controlOf(L, "topright", el("div", { class: "mapper-layers-corner" }, node, failure)).addTo(map);
  const remove = () => {
    control.remove();
    online?.toggle(false);
  };
  return { node, set, remove };
}

/** @param {any} L @param {any} map */
export function scaleBar(L, map) {
  L.control.scale({ imperial: false, maxWidth: 140, position: "bottomleft" }).addTo(map);
}

/** A node in a corner of the map. @param {any} L @param {any} map @param {string} position @param {Node} node */
export function cornerNode(L, map, position, node) {
  controlOf(L, position, node).addTo(map);
}

/**
 * Where controls stand on a map, so that names keep clear of them; of a menu its button, open or not.
 * @param {any} map @param {{x: number, y: number}} [corner] of the map, in px of what is drawn
 * @returns {import("./labels.js").Box[]}
 */
export function controlBoxes(map, { x, y } = { x: 0, y: 0 }) {
  const all = map.getContainer();
  const whole = all.getBoundingClientRect();
  const nodes = Array.from(all.querySelectorAll(".leaflet-control"), (node) => node.querySelector("summary") || node);
  const boxes = nodes.map((node) => node.getBoundingClientRect()).filter(({ width, height }) => width * height > 0);
  return boxes.map((box) => ({ x: box.left - whole.left + x, y: box.top - whole.top + y, w: box.width, h: box.height }));
}
