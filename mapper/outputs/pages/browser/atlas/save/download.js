// Files to take away, made from the page's own data.
import { isoDay } from "../../library/words/dates.js";
import { geojsonText } from "./geojson.js";
import { statsTable } from "./csv.js";

/** @typedef {import("../data/data.js").AtlasData} AtlasData */
/** @typedef {import("../figures/candidates.js").By} By */

/** How long a browser may take to begin a download. */
const KEEP_MS = 60000;
const MOST_SIGNS = 80; // of what a name of a file says of a what-if

/**
 * A day's units or places as GeoJSON: equal to what `mapper snapshot DAY --layer LAYER` writes. On pages that
 * left the claims out the features have no `events` and `sources`.
 * @param {AtlasData} data @param {number} day @param {"units" | "places"} layer
 */
export function snapshotText(data, day, layer) {
  return geojsonText(data, day, layer);
}

/**
 * Statistics of some days as CSV: equal to what `mapper stats --csv --by BY --date DAY …` writes.
 * @param {AtlasData} data @param {Iterable<number>} days @param {By} [by]
 */
export function statsCsv(data, days, by = "holder") {
  return statsTable(data, days, by);
}

/** Name of a snapshot's file, as the command line gives it. @param {number} day @param {"units" | "places"} layer */
export function snapshotName(day, layer) {
  return `${isoDay(day)}.${layer}.geojson`;
}

/** Name of a file that says of a what-if what it is. @param {AtlasData} data @param {string} name */
export function nameFor(data, name) {
  const asked = data.without?.asked.replace(/[^A-Za-z0-9]+/g, "-").slice(0, MOST_SIGNS);
  return asked ? `what-if-without-${asked}-${name}` : name;
}

/** Hand a file to the reader. @param {string} name @param {BlobPart} content @param {string} type media type */
export function saveFile(name, content, type) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), KEEP_MS);
}
