// Tables as CSV: what `mapper stats` writes, figure by figure.
import { isoDay } from "../../library/words/dates.js";
import { areaRows } from "../figures/statistics.js";

/** @typedef {import("../data/data.js").AtlasData} AtlasData */
/** @typedef {import("../figures/candidates.js").By} By */

const AREAS = ["area_km2", "share", "area_km2_low", "area_km2_high", "area_within_50km_km2", "contested_km2"];
const TOWNS = ["towns", "population_of_towns", "towns_without_population"];
const WITHOUT = "without"; // in a what-if, what is left out
const PEOPLE = ["population", "population_low", "population_high"]; // where the units have figures

/** A field of CSV, in quotes where it needs them. @param {string} text */
export function csvField(text) {
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** A number that shows that it is no count: "3.0". @param {number} value */
function decimal(value) {
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? value.toFixed(1) : String(value);
}

/**
 * Areas, towns and population on some days.
 * @param {AtlasData} data @param {Iterable<number>} days in any order; repeated days count once @param {By} by
 */
export function statsTable(data, days, by) {
  const counts = data.people ? [...TOWNS, ...PEOPLE] : TOWNS;
  const asked = data.without ? [csvField(data.without.asked)] : [];
  const lines = [["date", by, ...AREAS, ...counts, ...asked.map(() => WITHOUT)].join(",")];
  for (const day of [...new Set(days)].sort((a, b) => a - b)) {
    for (const row of areaRows(data, day, by)) {
      /** @type {Record<string, any>} */
      const cells = row;
      const numbers = [...AREAS.map((name) => decimal(cells[name])), ...counts.map((name) => String(cells[name]))];
      lines.push([isoDay(day), csvField(row.row), ...numbers, ...asked].join(","));
    }
  }
  return `${lines.join("\n")}\n`;
}
