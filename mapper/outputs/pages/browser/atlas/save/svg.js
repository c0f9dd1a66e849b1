// The picture as a drawing in layers, for a program that edits drawings: SVG 1.1, words as words, no styles, nothing outside.
import { svg } from "../../library/dom/elements.js";
import { patternsIn } from "../../library/paint/patterns.js";
import { pagePalette } from "../map/lines.js";
import { frameOf, pictureOf } from "./picture.js";
import { SvgContext, xmlText } from "./svgcontext.js";

/** @import { Sheet } from "./picture.js" */

const INKSCAPE = "http://www.inkscape.org/namespaces/inkscape"; // whose layers are groups with a mark
const MAP_LAYERS = ["ground", "neighbours", "land", "mesh", "rivers", "borders", "sieges", "whatif", "chosen", "towns", "labels"];

/** A group that programs show as a layer. @param {string} id @param {string} title @param {Record<string, string>} [attributes] */
function layerNode(id, title, attributes = {}) {
  const node = svg("g", { id, ...attributes });
  node.setAttributeNS(INKSCAPE, "inkscape:groupmode", "layer");
  node.setAttributeNS(INKSCAPE, "inkscape:label", xmlText(title));
  return node;
}

/** A thing in a layer that says what it is. @param {string} words */
function namedGroup(words) {
  const title = svg("title");
  title.textContent = xmlText(words);
  const node = svg("g", {}, title);
  node.setAttributeNS(INKSCAPE, "inkscape:label", xmlText(words));
  return node;
}

/**
 * The parameters are those of `pictureOf`.
 * @param {any} data @param {any} scenery @param {any[]} views @param {any} texts
 * @param {{title: string, news: string, address: string}} words
 * @param {number | null} split @param {import("../../library/legend/holders.js").Figure} figure
 * @returns {string} a file
 */
export function mapDrawing(data, scenery, views, texts, words, split, figure) {
  const palette = pagePalette(views[0].map.getContainer());
  const defs = svg("defs");
  const root = svg("svg", {}, defs);
  const pen = new SvgContext(root, defs);
  const ctx = /** @type {CanvasRenderingContext2D} */ (/** @type {unknown} */ (pen));
  const { width, height, draw } = pictureOf(data, scenery, views, texts, words, split, figure, palette, ctx);
  for (const [name, value] of Object.entries({ width, height, viewBox: `0 0 ${width} ${height}` })) root.setAttribute(name, String(value));
  root.setAttributeNS("http://www.w3.org/2000/xmlns/", "xmlns:inkscape", INKSCAPE);
  for (const [tag, text] of [["title", words.title], ["desc", words.news]]) {
    const node = svg(tag);
    node.textContent = xmlText(text);
    root.insertBefore(node, defs);
  }
  const { fill } = patternsIn(defs, "fill");
  let maps = 0;
  /** @type {Sheet} */
  const sheet = {
    ctx,
    fill,
    layer: (name, title) => {
      const node = layerNode(name, title);
      root.append(node);
      pen.into(node);
    },
    map: (view, { x, y, w, h, from }) => {
      maps += 1;
      const last = maps > 1 ? `-${maps}` : "";
      const frame = frameOf(view.map, 1);
      const cut = `map-frame${last}`;
      defs.append(svg("clipPath", { id: cut }, svg("rect", { x, y, width: w, height: h })));
      const all = layerNode(`map${last}`, texts.t("svg_map"), { "clip-path": `url(#${cut})` });
      root.append(all);
      const layers = Object.fromEntries(MAP_LAYERS.map((name) => [name, layerNode(`${name}${last}`, texts.t(`svg_${name}`))]));
      all.append(...Object.values(layers));
      layers.ground.append(svg("rect", { x, y, width: w, height: h, fill: palette.ground }));
      const inner = new SvgContext(all, defs, { x: x - from, y });
      /** @param {string} name @param {string} [said] */
      const layer = (name, said) => {
        const group = said ? namedGroup(said) : layers[name];
        if (said) layers[name].append(group);
        inner.into(group);
      };
      view.paintInto(/** @type {any} */ (inner), frame, palette, { layer, fill });
      for (const node of Object.values(layers)) if (!node.childElementCount) node.remove();
    },
  };
  draw(sheet);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(root)}\n`;
}
