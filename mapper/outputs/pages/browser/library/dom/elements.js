// Building elements without ever parsing markup: data becomes text nodes only.
import { BY_FIRST_LETTER, END, LEFT_TO_RIGHT, RIGHT_TO_LEFT, isMarked, markedPieces } from "../words/isolate.js";

/** @type {Record<string, string | null>} */
const DIRECTIONS = { [LEFT_TO_RIGHT]: "ltr", [RIGHT_TO_LEFT]: "rtl", [BY_FIRST_LETTER]: null };

/**
 * @param {string} tag
 * @param {Record<string, any>} [attributes] "class", "text", "on…" handlers, true for empty attributes
 * @param {...(Node | string | null | undefined)} children
 * @returns {any} the element; its kind depends on the tag
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  setAttributes(node, attributes);
  for (const child of children) if (child !== null && child !== undefined) node.append(typeof child === "string" ? textNode(child) : child);
  return node;
}

/** A text as a node that holds no marks: what they isolate stands in <bdi>. @param {string} text */
export function textNode(text) {
  if (!isMarked(text)) return document.createTextNode(text);
  const all = document.createDocumentFragment();
  /** @type {(Node & ParentNode)[]} */
  const open = [all];
  for (const piece of markedPieces(text)) {
    if (piece in DIRECTIONS) {
      const inner = el("bdi", { dir: DIRECTIONS[piece] });
      open[open.length - 1].append(inner);
      open.push(inner);
    } else if (piece !== END) open[open.length - 1].append(piece);
    else if (open.length > 1) open.pop();
  }
  return all;
}

/** @param {string} tag @param {Record<string, any>} [attributes] @param {...Node} children */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  setAttributes(node, attributes);
  node.append(...children);
  return node;
}

/** Drawings cannot hold <bdi>: there the marks stay. @param {Element} node @param {string} text */
function setText(node, text) {
  if (isMarked(text) && node instanceof HTMLElement) node.replaceChildren(textNode(text));
  else node.textContent = text;
}

/** Other words in a node, if they are others: the same ones anew would have the page laid out again. @param {Element} node @param {string} text */
export function setWords(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Other children in a node; those that stay where they are are not touched. @param {Element} node @param {Node[]} children */
export function setChildren(node, children) {
  if (node.childNodes.length !== children.length || children.some((child, i) => node.childNodes[i] !== child)) node.replaceChildren(...children);
}

/** @param {Element} node @param {Record<string, any>} attributes */
function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") setText(node, String(value));
    else if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
}

/** The words of a node as one text, where <bdi> isolates by marks. @param {Node} node @param {(text: string) => string} isolate @returns {string} */
export function wordsOf(node, isolate) {
  if (node instanceof Text) return node.data;
  const words = Array.from(node.childNodes, (child) => wordsOf(child, isolate)).join("");
  return node instanceof HTMLElement && node.tagName === "BDI" ? isolate(words) : words;
}

/** A name from the data: text whose direction is its own. @param {string} text @param {string} [tag] */
export function nameNode(text, tag = "bdi") {
  return el(tag, { dir: "auto", text });
}

/** The address if it is an http(s) one, else null. @param {string} address */
export function webAddress(address) {
  if (!/^https?:\/\//i.test(address)) return null;
  try {
    const url = new URL(address);
    return url.protocol === "http:" || url.protocol === "https:" ? url : null;
  } catch {
    return null;
  }
}

/** A link that shows its host, or plain text if it is no web address. @param {string} source */
export function sourceNode(source) {
  const url = webAddress(source);
  if (!url) return nameNode(source, "span");
  return el("a", {
    href: url.href,
    target: "_blank",
    rel: "noopener noreferrer",
    title: url.href,
    text: url.hostname.replace(/^www\./, ""),
  });
}
