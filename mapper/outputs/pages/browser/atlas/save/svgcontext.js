// A drawing surface with the methods of a canvas that keeps what is drawn as SVG elements: shapes stay shapes, words words.
import { svg } from "../../library/dom/elements.js";

const DECIMALS = 100; // of a px
const FONT = /^(?:(\d+|bold|normal) )?([\d.]+)px (.*)$/;
/* eslint-disable-next-line no-control-regex -- these are what XML 1.0 (2.2) forbids */
const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A text that XML can hold. @param {string} text */
export function xmlText(text) {
  return text.replace(NO_XML, "\ufffd");
}

/** @param {number} value */
const short = (value) => String(Math.round(value * DECIMALS) / DECIMALS);

/**
 * What a canvas keeps between save() and restore().
 * @typedef {object} Pen
 * @property {number} scale
 * @property {number} x
 * @property {number} y
 * @property {Element} parent where new elements go: another one while a clip holds
 * @property {string} fillStyle
 * @property {string} strokeStyle
 * @property {number} lineWidth
 * @property {string} lineJoin
 * @property {string} lineCap
 * @property {number[]} dash
 * @property {number} globalAlpha
 * @property {string} font
 * @property {string} textAlign
 * @property {string} textBaseline
 * @property {string} direction
 * @property {string} letterSpacing
 */

/** @type {CanvasRenderingContext2D | null} */
let canvas = null;

/** A canvas that measures words and reads colours. */
function measuring() {
  canvas ||= /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  return canvas;
}

/** A colour as every program reads it, and how much it covers. @param {string} colour @returns {[string, number]} */
function plainColour(colour) {
  if (colour.startsWith("url(")) return [colour, 1];
  const ctx = measuring();
  ctx.fillStyle = "#000000";
  ctx.fillStyle = colour;
  const read = String(ctx.fillStyle);
  const parts = /^rgba\((\d+), (\d+), (\d+), ([\d.]+)\)$/.exec(read);
  if (!parts) return [read, 1];
  const hex = parts.slice(1, 4).map((part) => Number(part).toString(16).padStart(2, "0"));
  return [`#${hex.join("")}`, Number(parts[4])];
}

/** Attributes of a fill or a line in a colour. @param {"fill" | "stroke"} name @param {string} colour @param {number} alpha */
function coloured(name, colour, alpha) {
  const [plain, own] = plainColour(colour);
  return { [name]: plain, [`${name}-opacity`]: own * alpha < 1 ? short(own * alpha) : null };
}

/** How much lower than its baseline words stand whose middle is at a height. @param {string} font */
function middleShift(font) {
  const ctx = measuring();
  ctx.font = font;
  ctx.textBaseline = "alphabetic";
  const above = ctx.measureText("x").fontBoundingBoxAscent;
  ctx.textBaseline = "middle";
  return above - ctx.measureText("x").fontBoundingBoxAscent;
}

/**
 * Draws like a CanvasRenderingContext2D, as far as maps and pictures need one: turned and slanted drawing it cannot do.
 * Properties and methods are those of the canvas; what is drawn is appended to `root`, clips are defined in `defs`.
 */
export class SvgContext {
  /** @param {Element} root @param {Element} defs @param {{x?: number, y?: number, prefix?: string}} [place] of the origin; prefix: of ids */
  constructor(root, defs, { x = 0, y = 0, prefix = "clip" } = {}) {
    this.defs = defs;
    this.prefix = prefix;
    this.origin = { x, y };
    /** @type {Pen} */
    this.pen = {
      scale: 1, x, y, parent: root, fillStyle: "#000000", strokeStyle: "#000000", lineWidth: 1, lineJoin: "miter", lineCap: "butt", dash: [],
      globalAlpha: 1, font: "10px sans-serif", textAlign: "start", textBaseline: "alphabetic", direction: "ltr", letterSpacing: "0px",
    };
    /** @type {Pen[]} */
    this.pens = [];
    /** @type {string[]} commands of the path, in px of the drawing */
    this.path = [];
    /** @type {{tag: string, attributes: Record<string, string>} | null} what a path is that is one disc or one box */
    this.whole = null;
    /** @type {{node: Element, path: string[] | null, words: string}} what was drawn last */
    this.last = { node: root, path: null, words: "" };
  }

  /** From here on things are appended there. @param {Element} parent */
  into(parent) {
    this.pen.parent = parent;
    for (const pen of this.pens) pen.parent = parent;
  }

  save() {
    this.pens.push({ ...this.pen, dash: [...this.pen.dash] });
  }

  restore() {
    const before = this.pens.pop();
    if (before) this.pen = before;
  }

  /** @param {number} a @param {number} _b @param {number} _c @param {number} _d @param {number} e @param {number} f */
  setTransform(a, _b, _c, _d, e, f) {
    Object.assign(this.pen, { scale: a, x: this.origin.x + e, y: this.origin.y + f });
  }

  /** @param {number} x @param {number} y */
  translate(x, y) {
    this.pen.x += x * this.pen.scale;
    this.pen.y += y * this.pen.scale;
  }

  /** @param {number} factor the same both ways */
  scale(factor) {
    this.pen.scale *= factor;
  }

  /** @param {number[]} dash */
  setLineDash(dash) {
    this.pen.dash = dash;
  }

  /** @param {string} text */
  measureText(text) {
    const ctx = measuring();
    ctx.font = this.pen.font;
    if ("letterSpacing" in ctx) ctx.letterSpacing = this.pen.letterSpacing;
    const size = ctx.measureText(text);
    if ("letterSpacing" in ctx) ctx.letterSpacing = "0px";
    return size;
  }

  beginPath() {
    this.path = [];
    this.whole = null;
  }

  /** @param {number} x @param {number} y */
  #at(x, y) {
    const { pen } = this;
    return `${short(pen.x + x * pen.scale)} ${short(pen.y + y * pen.scale)}`;
  }

  /** @param {string} command @param {{tag: string, attributes: Record<string, string>} | null} [whole] */
  #add(command, whole = null) {
    this.whole = this.path.length ? null : whole;
    this.path.push(command);
  }

  /** @param {number} x @param {number} y */
  moveTo(x, y) {
    this.#add(`M${this.#at(x, y)}`);
  }

  /** @param {number} x @param {number} y */
  lineTo(x, y) {
    this.#add(`L${this.#at(x, y)}`);
  }

  closePath() {
    this.#add("Z");
  }

  /** @param {number} x @param {number} y @param {number} w @param {number} h */
  rect(x, y, w, h) {
    const { pen } = this;
    const attributes = { x: short(pen.x + x * pen.scale), y: short(pen.y + y * pen.scale), width: short(w * pen.scale), height: short(h * pen.scale) };
    this.#add(`M${this.#at(x, y)}L${this.#at(x + w, y)}L${this.#at(x + w, y + h)}L${this.#at(x, y + h)}Z`, { tag: "rect", attributes });
  }

  /** @param {number} x @param {number} y @param {number} w @param {number} h @param {number} r */
  roundRect(x, y, w, h, r) {
    this.rect(x, y, w, h);
    if (this.whole) this.whole.attributes.rx = short(r * this.pen.scale);
  }

  /** @param {number} x @param {number} y @param {number} r @param {number} from @param {number} to radians, clockwise */
  arc(x, y, r, from, to) {
    const { pen } = this;
    /** @param {number} angle */
    const point = (angle) => this.#at(x + r * Math.cos(angle), y + r * Math.sin(angle));
    const size = short(r * pen.scale);
    const turn = to - from;
    if (turn >= 2 * Math.PI - 1e-9) {
      const half = `A${size} ${size} 0 0 1`;
      const attributes = { cx: short(pen.x + x * pen.scale), cy: short(pen.y + y * pen.scale), r: size };
      this.#add(`M${point(from)}${half} ${point(from + Math.PI)}${half} ${point(from)}Z`, { tag: "circle", attributes });
      return;
    }
    this.#add(`${this.path.length ? "L" : "M"}${point(from)}A${size} ${size} 0 ${turn > Math.PI ? 1 : 0} 1 ${point(to)}`);
  }

  /** @param {Record<string, any>} attributes */
  #shape(attributes) {
    if (!this.path.length) return;
    const { tag, attributes: own } = this.whole || { tag: "path", attributes: { d: this.path.join("") } };
    const node = svg(tag, { ...own, ...attributes });
    this.pen.parent.append(node);
    this.last = { node, path: this.path, words: "" };
  }

  #lineAttributes() {
    const { pen } = this;
    return {
      ...coloured("stroke", pen.strokeStyle, pen.globalAlpha),
      "stroke-width": short(pen.lineWidth * pen.scale),
      "stroke-linejoin": pen.lineJoin === "miter" ? null : pen.lineJoin,
      "stroke-linecap": pen.lineCap === "butt" ? null : pen.lineCap,
      "stroke-dasharray": pen.dash.length ? pen.dash.map((part) => short(part * pen.scale)).join(" ") : null,
    };
  }

  stroke() {
    this.#shape({ fill: "none", ...this.#lineAttributes() });
  }

  /** @param {CanvasFillRule} [rule] */
  fill(rule) {
    const { node, path } = this.last;
    const colours = coloured("fill", this.pen.fillStyle, this.pen.globalAlpha);
    const attributes = { ...colours, "fill-rule": rule === "evenodd" ? rule : null };
    // A shape and the line of its own colour around it are one thing to whoever edits the drawing.
    const lined = path === this.path && node.getAttribute("stroke") === colours.fill && node.getAttribute("fill") === "none";
    if (!lined) this.#shape(attributes);
    else for (const [name, value] of Object.entries(attributes)) if (value !== null) node.setAttribute(name, value);
  }

  /** @param {number} x @param {number} y @param {number} w @param {number} h */
  fillRect(x, y, w, h) {
    const { path, whole } = this;
    this.beginPath();
    this.rect(x, y, w, h);
    this.fill();
    Object.assign(this, { path, whole });
  }

  clip() {
    const { tag, attributes } = this.whole || { tag: "path", attributes: { d: this.path.join("") } };
    const id = `${this.prefix}-${this.defs.childElementCount + 1}`;
    this.defs.append(svg("clipPath", { id }, svg(tag, attributes)));
    const group = svg("g", { "clip-path": `url(#${id})` });
    this.pen.parent.append(group);
    this.pen.parent = group;
  }

  /** @param {string} words @param {number} x @param {number} y @returns {Record<string, any>} */
  #wordAttributes(words, x, y) {
    const { pen } = this;
    const [, weight = null, size = "10", family = "sans-serif"] = FONT.exec(pen.font) || [];
    const middle = pen.textBaseline === "middle" ? middleShift(pen.font) : 0;
    const back = pen.direction === "rtl";
    const anchor = { left: back ? "end" : null, right: back ? null : "end", center: "middle", end: "end" }[pen.textAlign] ?? null;
    return {
      x: short(pen.x + x * pen.scale), y: short(pen.y + (y + middle) * pen.scale),
      "font-family": family, "font-size": short(Number(size) * pen.scale), "font-weight": weight,
      "letter-spacing": parseFloat(pen.letterSpacing) ? pen.letterSpacing : null,
      "text-anchor": anchor, direction: back ? "rtl" : null, "xml:space": /^\s|\s{2}|\s$/.test(words) ? "preserve" : null,
    };
  }

  /** The halo of words that follow. @param {string} words @param {number} x @param {number} y */
  strokeText(words, x, y) {
    const node = svg("text", { ...this.#wordAttributes(words, x, y), fill: "none", ...this.#lineAttributes(), "paint-order": "stroke" });
    node.textContent = xmlText(words);
    this.pen.parent.append(node);
    this.last = { node, path: null, words: `${words} ${x} ${y}` };
  }

  /** @param {string} words @param {number} x @param {number} y */
  fillText(words, x, y) {
    if (!words) return;
    const colours = coloured("fill", this.pen.fillStyle, this.pen.globalAlpha);
    const { node, words: haloed } = this.last;
    if (haloed === `${words} ${x} ${y}` && node.getAttribute("fill") === "none") {
      for (const [name, value] of Object.entries(colours)) if (value !== null) node.setAttribute(name, value);
      return;
    }
    const text = svg("text", { ...this.#wordAttributes(words, x, y), ...colours });
    text.textContent = xmlText(words);
    this.pen.parent.append(text);
    this.last = { node: text, path: null, words: "" };
  }
}

/** Properties of a canvas are kept with its pen, so that save() and restore() find them. */
for (const name of ["fillStyle", "strokeStyle", "lineWidth", "lineJoin", "lineCap", "globalAlpha", "font", "textAlign", "textBaseline", "direction", "letterSpacing"]) {
  Object.defineProperty(SvgContext.prototype, name, {
    get() {
      return this.pen[name];
    },
    set(value) {
      this.pen[name] = value;
    },
  });
}
