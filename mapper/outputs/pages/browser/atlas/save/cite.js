// How a view is named elsewhere: its permanent address.

/** The address at which others see this view; "" where it has none, as for a page opened from disk. @param {import("../data/data.js").AtlasData} data */
export function permalink(data) {
  const { url } = data.case;
  if (url) return `${url}${window.location.hash}`;
  return window.location.protocol.startsWith("http") ? window.location.href : "";
}
