// What changed hands between two days, in figures, as a sentence.
import { transfersBetween, waysBetween } from "../figures/between.js";
import { changesWords } from "../../library/words/changed.js";

const M2_PER_KM2 = 1e6;

/** What changed hands between two days, in figures. @param {any} data @param {number} from @param {number} to @param {"holder" | "bloc"} by @param {any} texts @param {boolean} [brief] */
export function sumWords(data, from, to, by, texts, brief = false) {
  const transfers = transfersBetween(data, from, to, by);
  const total = data.units.reduce((/** @type {number} */ sum, /** @type {any} */ unit) => sum + unit.m2, 0) / M2_PER_KM2;
  return changesWords(waysBetween(data, transfers), total, transfers.some(({ kind }) => kind === "hands"), texts, brief);
}
