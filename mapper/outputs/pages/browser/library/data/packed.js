// Data blocks of a page: JSON, or compressed where there is much of it.

/** What base64 of gzip holds. @param {string} signs @returns {Promise<any>} */
async function unzipped(signs) {
  const raw = atob(signs);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i += 1) bytes[i] = raw.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

/** A value that a script handed over: as it is, or from a string of base64. @param {any} value @returns {any} the value, or a promise of it */
export function opened(value) {
  return typeof value === "string" ? unzipped(value) : value;
}

/** What a data block holds; null if there is none. @param {string} id @returns {any} the value, or a promise of it */
export function openBlock(id) {
  const block = document.getElementById(id);
  if (!block) return null;
  const text = block.textContent || "";
  return block.getAttribute("type") === "application/gzip" ? unzipped(text) : JSON.parse(text);
}

/**
 * Do something with values as soon as all are there: at once if they are.
 * @param {any[]} values some of them promises @param {(values: any[]) => void} use
 */
export function whenOpened(values, use) {
  if (values.some((value) => value instanceof Promise)) void Promise.all(values).then(use);
  else use(values);
}
