// Views of the evidence: land and places by the age of their last report, or by what they rest on.
import { groundColour, mixColours } from "../../library/paint/colours.js";
import { AGE_LIMITS_DAYS, EVIDENCE_LEVELS, NEUTRAL_COLOURS } from "../../library/words/vocabulary.js";
import { isTown } from "./statistics.js";

/** @import { AtlasData } from "../data/data.js" */
/** @import { Texts } from "../../library/words/texts.js" */
/** @typedef {"age" | "level"} Shade */

export const AGE_LIMITS = AGE_LIMITS_DAYS; // a month, half a year, a year, three years
const NEVER = AGE_LIMITS.length + 1;
const EXTRAPOLATED = "seat"; // said of land and places that lie farther away: dotted
const NO_EVIDENCE = "baseline"; // hatched
const NO_VERDICT = "none"; // land of which the area model says nothing: blank
const LEVELS = EVIDENCE_LEVELS.filter((level) => level !== NO_VERDICT); // from the nearest evidence to none

/**
 * Ramps that run in lightness, so that they can be read without telling hues apart: the strongest
 * colour is the freshest or nearest evidence, the last one is close to the ground.
 * @type {Record<Shade, Record<"light" | "dark", string[]>>}
 */
const RAMPS = {
  age: {
    light: ["#0c4638", "#2a745c", "#5c9f7c", "#9cc593", "#ebe5b0"],
    dark: ["#eef2bd", "#a5d298", "#5aa67f", "#32765c", "#295042"],
  },
  level: {
    light: ["#3b1f6b", "#6d4ca2", "#a78fca", "#dccfe8"],
    dark: ["#f0e6f8", "#c4a6e2", "#8f6eba", "#574579"],
  },
};

/**
 * @typedef {object} ShadeClass
 * @property {string} key of its words
 * @property {string} words if there are none in the texts of the page
 * @property {import("../../library/states/states.js").Paint} paint
 * @property {string} colour of a dot
 */

/** The words for evidence that the page knows, then those that only this case has. @param {AtlasData} data */
function levelWords(data) {
  return [...LEVELS, ...data.intervals.levels.filter((word) => !LEVELS.includes(word))];
}

/** The classes of a view, the strongest evidence first. @param {AtlasData} data @param {Shade} shade @param {boolean} dark @returns {ShadeClass[]} */
export function shadeClasses(data, shade, dark) {
  const ramp = RAMPS[shade][dark ? "dark" : "light"];
  const ground = groundColour(dark);
  const grey = dark ? "#8d9199" : NEUTRAL_COLOURS.unknown;
  /** @param {string} key @param {string} words @param {import("../../library/states/states.js").Paint["base"]} base @param {string[]} colours @returns {ShadeClass} */
  const row = (key, words, base, colours, dots = "") => ({ key, words, paint: { base, colours, lines: null, dots: dots || null }, colour: colours[0] });
  const none = [mixColours(grey, ground, 0.28), mixColours(grey, ground, 0.8)];
  const blank = row("no_verdict", NO_VERDICT, "solid", [mixColours(grey, ground, 0.12)]);
  if (shade === "age") return [...ramp.map((colour, i) => row(`age_${i + 1}`, "", "solid", [colour])), row("age_never", "", "none", none), blank];
  return levelWords(data).map((word, i) => {
    const key = `level_${word.replace(/\s+/g, "_")}`;
    if (word === NO_VERDICT) return blank;
    if (i >= ramp.length) return row(key, word, word === NO_EVIDENCE ? "none" : "unknown", none);
    return row(key, word, "solid", [ramp[i]], word === EXTRAPOLATED ? ramp[i - 1] : "");
  });
}

/** Words of a class. @param {ShadeClass} row @param {Texts} texts */
export function classWords({ key, words }, texts) {
  return texts.has(key) ? texts.t(key) : words;
}

/** Position of the class of an age in days; null is "never". @param {number | null} age */
function ageClass(age) {
  if (age === null) return NEVER;
  const at = AGE_LIMITS.findIndex((limit) => age <= limit);
  return at < 0 ? AGE_LIMITS.length : at;
}

/**
 * Position of the class of each target from `first` to before `end`; -1 where it does not exist.
 * @param {AtlasData} data @param {Shade} shade @param {number} first @param {number} end @param {number} day
 */
export function classesOf(data, shade, first, end, day) {
  const classes = new Int8Array(end - first).fill(-1);
  const words = levelWords(data);
  const byLevel = data.intervals.levels.map((word) => words.indexOf(word));
  for (let target = first; target < end; target += 1) {
    const row = data.row(target, day);
    if (row < 0) continue;
    const level = data.intervals.level[row];
    if (shade === "level") classes[target - first] = byLevel[level];
    else if (data.intervals.levels[level] === NO_VERDICT) classes[target - first] = NEVER + 1;
    else {
      const last = data.lastEvidence(row, day);
      classes[target - first] = ageClass(last === null ? null : day - last);
    }
  }
  return classes;
}

/** Part of the land whose last report is at most three years old. As `fresh_share` of freshness.py. @param {AtlasData} data @param {number} day */
export function freshShare(data, day) {
  const [total, fresh] = [0, 0].map((_, i) => {
    const old = AGE_LIMITS[AGE_LIMITS.length - 1];
    const ages = i ? data.unitAges(day) : null;
    return data.units.reduce((sum, unit) => sum + (!ages || (ages[unit.index] >= 0 && ages[unit.index] <= old) ? unit.m2 : 0), 0);
  });
  return total > 0 ? fresh / total : 0;
}

/**
 * Land and towns of each class on a day.
 * @param {AtlasData} data @param {Shade} shade @param {number} day
 * @returns {{area_km2: number, share: number, towns: number, places: number}[]} one for each class
 */
export function shadeRows(data, shade, day) {
  const m2 = shadeClasses(data, shade, false).map(() => 0);
  const [towns, places] = [m2.map(() => 0), m2.map(() => 0)];
  classesOf(data, shade, 0, data.unitTotal, day).forEach((at, unit) => at >= 0 && (m2[at] += data.units[unit].m2));
  classesOf(data, shade, data.unitTotal, data.targetTotal, day).forEach((at, index) => {
    const place = data.places[index];
    if (at >= 0) places[at] += 1;
    if (at >= 0 && place.unit !== null && isTown(place)) towns[at] += 1;
  });
  const total = m2.reduce((sum, value) => sum + value, 0);
  return m2.map((value, i) => ({ area_km2: value / 1e6, share: total > 0 ? value / total : 0, towns: towns[i], places: places[i] }));
}
