// Dots and names in one drawing above the map; laid out again after each change of zoom.
import { BASE_KINDS } from "../words/vocabulary.js";
import { svg } from "../dom/elements.js";
import { arrange } from "./labels.js";
import { markRadius, placeMark } from "../paint/marks.js";

/** @import { Colours, PlaceEntry } from "../data/types.js" */
/** @import { Box } from "./labels.js" */
/** @typedef {{size: number, weight: number, spacing?: number}} LabelStyle */
/** @typedef {{name: string, lat: number, lon: number, room: number, spots: [number, number, number][], kind: "area" | "country"}} AreaName */

export const LABEL_FONT = '"Helvetica Neue", Arial, "Liberation Sans", sans-serif';
/** @type {Record<string | number, LabelStyle>} by rank of a place, or kind of a name */
export const LABEL_STYLES = {
  1: { size: 13.5, weight: 700 },
  2: { size: 12, weight: 500 },
  3: { size: 11, weight: 400 },
  4: { size: 10.5, weight: 400 },
  5: { size: 10.5, weight: 400 },
  area: { size: 11.5, weight: 500, spacing: 2.2 },
  country: { size: 12.5, weight: 500, spacing: 3.2 },
};
/** @type {Record<string | number, number>} */
export const LABEL_ORDER = { 1: 1, area: 2, 2: 3, country: 4, 3: 5, 4: 6, 5: 7 };
const CROWDED_ZOOM = 5.2; // below it, villages and bases that are news give way to other dots
const TOWN_RANK = 3; // what is of a higher one is a village, a base or a site
const MARGIN = 0.5; // of the view, on each side, for panning without new layout

/** @type {CanvasRenderingContext2D | null} */
let canvas = null;

/** Width of a text in px. @param {string} text @param {LabelStyle} style */
function textWidth(text, style) {
  canvas ||= /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  canvas.font = `${style.weight} ${style.size}px ${LABEL_FONT}`;
  return canvas.measureText(text).width + (style.spacing || 0) * text.length;
}

/** Lowest zoom at which a place has a dot, and a name. @param {{rank: number}} place @param {boolean} special */
export function zoomOf(place, special) {
  if (special) return { dot: 0, name: place.rank <= 2 ? 0 : 5.2 };
  const dot = [0, 0, 0, 5.2, 6.4, 6.4][place.rank] ?? 6.4;
  const name = [0, 0, 5, 6, 7, 7][place.rank] ?? 7;
  return { dot, name };
}

/**
 * The layer of towns and names.
 * @param {any} L Leaflet
 * @param {object} options
 * @param {string} options.pane
 * @param {PlaceEntry[]} options.places most important first
 * @param {AreaName[]} options.names
 * @param {Colours} options.actors
 * @param {(index: number) => void} options.onSelect
 * @param {(index: number | null) => void} options.onHover
 * @param {(kinds: Set<string>) => void} options.onKinds told the kinds of the dots that are drawn
 */
export function townsLayer(L, options) {
  const Layer = L.Layer.extend({
    /** @param {any} map */
    onAdd(map) {
      this._map = map;
      this._marks = svg("g");
      this._names = svg("g");
      this._drawing = svg("svg", { class: "mapper-towns leaflet-zoom-hide", width: 1, height: 1 }, this._marks, this._names);
      map.getPane(options.pane).append(this._drawing);
      this._groups = options.places.map((entry) => this._mark(entry));
      map.on("zoomend viewreset moveend resize", this._layout, this);
      this._layout();
    },
    /** @param {any} map */
    onRemove(map) {
      map.off("zoomend viewreset moveend resize", this._layout, this);
      this._drawing.remove();
    },
    /** @param {PlaceEntry} entry */
    _mark({ place, state, odd, index }) {
      const group = svg("g", { class: "mapper-place", "data-place": place.id }, ...placeMark(place, state, options.actors, odd));
      group.append(svg("circle", { r: Math.max(9, markRadius(place) + 3), class: "mapper-hit" }));
      group.addEventListener("click", (event) => {
        event.stopPropagation();
        options.onSelect(index);
      });
      group.addEventListener("mouseenter", () => options.onHover(index));
      group.addEventListener("mouseleave", () => options.onHover(null));
      return group;
    },
/** @param {number | null} index */
    select(index) {
      options.places.forEach((entry, i) => this._groups?.[i].classList.toggle("mapper-selected", entry.index === index));
      this._chosen = index;
      if (this._map) this._layout();
    },
    _layout() {
      const map = this._map;
      const size = map.getSize();
      const corner = map.containerPointToLayerPoint([-MARGIN * size.x, -MARGIN * size.y]);
      const view = { x: corner.x, y: corner.y, w: size.x * (1 + 2 * MARGIN), h: size.y * (1 + 2 * MARGIN) };
      const seen = { x: corner.x + MARGIN * size.x, y: corner.y + MARGIN * size.y, w: size.x, h: size.y };
      const scale = dotScale(map.getZoom());
      const items = this._items(view, scale);
      /** @type {Element[]} */
      const drawn = [];
      /** @type {Element[]} */
      const texts = [];
      const kinds = new Set();
      arrange(items, view, seen).forEach(({ dot, name, lead }, i) => {
        const { x, y, group, style, words, kind, place } = items[i];
        if (dot) {
          kinds.add(BASE_KINDS.includes(place.kind) ? "base" : place.kind);
          group.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
          drawn.push(group);
        }
        if (lead) texts.push(leadLine(lead));
        if (name) texts.push(nameText(words, kind, style, name));
      });
      this._marks.replaceChildren(...drawn.reverse()); // important ones last, so that they are on top
      this._names.replaceChildren(...texts);
      options.onKinds(kinds);
    },
    /** What could be drawn at this zoom, most important first. @param {Box} view @param {number} scale */
    _items(view, scale) {
      const zoom = this._map.getZoom();
      /** @type {any[]} */
      const items = [];
      options.places.forEach(({ place, odd, state, index }, i) => {
        const { x, y } = this._map.latLngToLayerPoint([place.lat, place.lon]);
        const besieged = state.besieged_by.length > 0;
        const special = (odd || besieged) && place.rank <= 4;
        const from = zoomOf(place, special);
        const chosen = index === this._chosen;
        const inside = x > view.x && y > view.y && x < view.x + view.w && y < view.y + view.h;
        if (!inside || (zoom < from.dot && !chosen)) return;
        const style = LABEL_STYLES[place.rank] || LABEL_STYLES[5];
        const text = chosen || zoom >= from.name ? sizeOf(place.name, style) : null;
        const order = chosen ? 0 : LABEL_ORDER[place.rank] - (special && place.rank > 1 ? 0.6 : 0);
        const r = (markRadius(place) + (besieged ? 7 : 2.6)) * scale;
        const fixed = isFixed(place, zoom, { special, always: chosen || besieged });
        items.push({ x, y, r, fixed, kept: isKept(place, chosen), text, order, style, kind: place.rank, words: place.name, place, group: this._groups[i] });
      });
      /** @param {number} lon @param {number} lat */
      const pointOf = (lon, lat) => this._map.latLngToLayerPoint([lat, lon]);
      for (const name of options.names) {
        const words = name.kind === "area" ? name.name.toUpperCase() : name.name;
        const style = LABEL_STYLES[name.kind];
        items.push({ ...areaItem(name, pointOf), text: sizeOf(words, style), order: LABEL_ORDER[name.kind], style, kind: name.kind, words });
      }
      return items.sort((a, b) => a.order - b.order);
    },
  });
  return new Layer();
}

/** Whether a dot is drawn wherever it lies: towns always, villages and bases that are news where there is room for them. @param {{rank: number}} place @param {number} zoom @param {{special: boolean, always: boolean}} why */
export function isFixed(place, zoom, { special, always }) {
  return always || place.rank <= TOWN_RANK || (special && zoom >= CROWDED_ZOOM);
}

/** Whether a name may stand away from its dot rather than be lost. @param {{rank: number, kind: string}} place @param {boolean} chosen */
export function isKept(place, chosen) {
  return chosen || place.rank === 1 || place.kind === "capital";
}

/**
 * The name of an area as something to place: its spots in px.
 * @param {{lon: number, lat: number, room: number, spots: [number, number, number][]}} name
 * @param {(lon: number, lat: number) => {x: number, y: number}} pointOf
 * @returns {{x: number, y: number, r: number, fixed: boolean, spots: import("./labels.js").Spot[]}}
 */
export function areaItem({ lon, lat, room, spots }, pointOf) {
  const there = [[lon, lat, room], ...spots].map(([east, north, half]) => {
    const { x, y } = pointOf(east, north);
    return { x, y, room: pointOf(east + half, north).x - x };
  });
  return { x: there[0].x, y: there[0].y, r: 0, fixed: false, spots: there };
}

/** Smaller dots on a small map. @param {number} zoom */
export function dotScale(zoom) {
  if (zoom < CROWDED_ZOOM) return 0.8;
  return zoom < 7 ? 1 : 1.15;
}

/** Size of a name in px. @param {string} words @param {LabelStyle} style */
export function sizeOf(words, style) {
  return { w: textWidth(words, style), h: style.size * 1.15 };
}

/** From a dot to its name. @param {import("./labels.js").Lead} lead */
function leadLine([x1, y1, x2, y2]) {
  return svg("g", {}, ...["mapper-lead-case", "mapper-lead"].map((kind) => svg("line", { x1: x1.toFixed(1), y1: y1.toFixed(1), x2: x2.toFixed(1), y2: y2.toFixed(1), class: kind })));
}

/** @param {string} words @param {string | number} kind @param {LabelStyle} style @param {Box} box */
function nameText(words, kind, style, box) {
  return svg("text", {
    x: box.x.toFixed(1),
    y: (box.y + style.size * 0.92).toFixed(1),
    class: `mapper-name mapper-name-${kind}`,
    "font-size": style.size,
    "font-weight": style.weight,
    "font-family": LABEL_FONT,
    "letter-spacing": style.spacing || null,
    "unicode-bidi": "isolate",
    text: words,
  });
}
