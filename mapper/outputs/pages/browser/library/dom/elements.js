// Building elements without ever parsing markup: data becomes text nodes only.

/**
 * @param {string} tag
 * @param {Record<string, any>} [attributes] "class", "text", "on…" handlers, true for empty attributes
 * @param {...(Node | string | null | undefined)} children
 * @returns {any} the element; its kind depends on the tag
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  setAttributes(node, attributes);
  for (const child of children) if (child !== null && child !== undefined) node.append(child);
  return node;
}

/** @param {string} tag @param {Record<string, any>} [attributes] @param {...Node} children */
export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  setAttributes(node, attributes);
  node.append(...children);
  return node;
}

/** @param {Element} node @param {Record<string, any>} attributes */
function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") node.textContent = String(value);
    else if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
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
