// What changed hands between two days in words: the sum, in which ways, and what only has another name or camp.
import { HANDS_WAYS } from "./vocabulary.js";

/** @import { Texts } from "./texts.js" */

/** @typedef {Record<string, [number, number]>} WaySums km² of land and number of towns by way, then by kind of what changed no hands; zeros are left out */

export const WAYS = Object.keys(HANDS_WAYS);
export const QUIET_KINDS = ["succession", "realignment"];

/** @param {(name: string) => [number, number]} sumOf @returns {WaySums} */
export function waySums(sumOf) {
  const sums = [...WAYS, ...QUIET_KINDS].map((name) => /** @type {[string, [number, number]]} */ ([name, sumOf(name)]));
  return Object.fromEntries(sums.filter(([, [km2, towns]]) => km2 > 0 || towns > 0));
}

/** "150,000 km² and 4 towns", briefly without the towns where there is land; what is zero is left out. @param {[number, number]} sum @param {Texts} texts @param {boolean} brief */
function amountWords([km2, towns], texts, brief) {
  const land = km2 > 0 ? [texts.t("area", { n: texts.number(km2, 3) })] : [];
  const count = towns > 0 && !(brief && land.length) ? [texts.plural("changes_towns", towns)] : [];
  return texts.join([...land, ...count]);
}

/**
 * "203,000 km² of land (16 %) and 12 towns changed hands: … by force; … by agreement. By name only: …"
 * @param {WaySums} ways @param {number} total km² of the country @param {boolean} any whether anything changed hands, towns or not
 * @param {Texts} texts @param {boolean} [brief] for a line that has little room @returns {string}
 */
export function changesWords(ways, total, any, texts, brief = false) {
  const told = WAYS.filter((way) => ways[way]);
  /** @param {0 | 1} at */
  const sum = (at) => told.reduce((all, way) => all + ways[way][at], 0);
  const parts = told.map((way) => texts.t(`changes_${way}`, { part: amountWords(ways[way], texts, brief) }));
  const sentences = [];
  if (told.length) {
    const words = { area: texts.number(sum(0), 3), share: texts.percent(sum(0) / total), towns: texts.plural("changes_towns", sum(1)), ways: parts.join(texts.t("list_semicolon")) };
    sentences.push(texts.t(sum(0) > 0 ? "changes_sum" : "changes_sum_towns", words));
  } else sentences.push(texts.t(any ? "changes_small" : "changes_nothing"));
  for (const kind of QUIET_KINDS) if (ways[kind]) sentences.push(texts.t(`changes_quiet_${kind}`, { part: amountWords(ways[kind], texts, brief) }));
  return sentences.join(" ");
}
