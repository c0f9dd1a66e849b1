// What every map of the page shares: shapes, the order of places, and how a day is painted.
import { groundColour } from "../../library/paint/colours.js";
import { RENAMED_STATE, STILL_STATE, stillPaint } from "../../library/paint/still.js";
import { landPaint, staleness } from "../../library/states/states.js";
import { byImportance } from "./layout.js";
import { hitIndex } from "./hit.js";
import { makeLenses } from "../data/lens.js";
import { transfersBetween } from "../figures/between.js";
import { classesOf, shadeClasses } from "../figures/evidence.js";
import { makeShapes } from "./shapes.js";
import { worldX, worldY } from "./mercator.js";

/**
 * @typedef {object} Look what a map shows
 * @property {number} day
 * @property {"holder" | "bloc"} by
 * @property {"" | "age" | "level"} shade colours show the evidence
 * @property {boolean} fade
 * @property {boolean} dark
 * @property {number | null} since show only what changed hands after that day
 */

/** @param {any} data the atlas @param {any} texts */
export function makeScenery(data, texts) {
  const shapes = makeShapes({ ...data.geometry, units: data.units });
  const findUnit = hitIndex(shapes);
  const lenses = makeLenses(data, texts);
  return {
    data,
    texts,
    shapes,
    lenses,
    order: byImportance(data.places),
    unitAt: (/** @type {number} */ lat, /** @type {number} */ lng) => findUnit(worldX(lng), worldY(lat)),
  };
}

export const STALENESSES = 3; // values of `staleness`

/** The borders that are valid on a day. @param {any[]} frames @param {number} day */
export function bordersOn(frames, day) {
  return frames.filter(({ valid_from: from, valid_to: to }) => (from === null || from <= day) && (to === null || day < to));
}

/**
 * The states of a day as a map needs them, kept up to date by following the changes.
 * @param {any} scenery
 */
export function makeDayBook({ data }) {
  /** @type {any} */
  const book = {
    day: data.firstDay,
    units: data.unitStates(data.firstDay),
    places: data.placeStates(data.firstDay),
    stale: new Uint8Array(data.units.length),
    unitClasses: null, // of the evidence, while colours show it
    placeClasses: null,
    before: null,
  };
  /** How far units have faded. @param {number} day @param {any} fade */
  const staleOn = (day, fade) => {
    const stale = new Uint8Array(data.units.length);
    if (!fade) return stale;
    data.unitAges(day).forEach((/** @type {number} */ age, /** @type {number} */ unit) => {
      stale[unit] = staleness(age < 0 ? null : day - age, data.states[book.units[unit]], day, data.firstDay);
    });
    return stale;
  };
  /** Classes of the evidence on a day, and which of them are others than before. @param {Look} look */
  const classify = ({ shade, day }) => {
    /** @param {string} name @param {number} first @param {number} end @returns {number[]} */
    const turn = (name, first, end) => {
      const before = book[name];
      book[name] = shade ? classesOf(data, shade, first, end, day) : null;
      return before && book[name] ? Array.from(before.keys()).filter((/** @type {number} */ i) => before[i] !== book[name][i]) : [];
    };
    return { units: turn("unitClasses", 0, data.unitTotal), places: turn("placeClasses", data.unitTotal, data.targetTotal) };
  };
  /** Go to another day. @returns {{units: number[], places: number[]}} what changed @param {Look} look */
  const follow = (look) => {
    const units = Array.from(data.changedUnits(book.day, look.day));
    const places = Array.from(data.changedPlaces(book.day, look.day));
    for (const unit of units) book.units[unit] = data.stateOf(unit, look.day);
    for (const place of places) book.places[place] = data.stateOf(data.units.length + place, look.day);
    const stale = staleOn(look.day, look.fade);
    const turned = classify(look);
    const changed = new Set([...units, ...turned.units]);
    stale.forEach((flag, unit) => flag !== book.stale[unit] && changed.add(unit));
    book.stale = stale;
    book.day = look.day;
    return { units: [...changed], places: [...new Set([...places, ...turned.places])] };
  };
  /** The states of an earlier day, for a map of changes. @param {number | null} day */
  const compareWith = (day) => {
    if (day === null) book.before = null;
    else if (!book.before || book.before.day !== day) book.before = { day, units: data.unitStates(day), places: data.placeStates(day) };
  };
  let known = { key: "", kinds: /** @type {Map<number, string>} */ (new Map()) };
  /** What changed since an earlier day, by target. @param {number} since @param {Look} look */
  const kindsSince = (since, { day, by }) => {
    const key = `${since} ${day} ${by}`;
    if (known.key !== key) known = { key, kinds: new Map(transfersBetween(data, since, day, by).map(({ target, kind }) => [target, kind])) };
    return known.kinds;
  };
  /** How a unit or place changed since that earlier day: "hands", a kind that is no change of hands, or "". @param {string} kind @param {number} index @param {Look} look */
  const changeOf = (kind, index, look) => {
    if (!book.before) return "hands";
    const [a, b] = [book.before[kind][index], book[kind][index]];
    if (a < 0 || b < 0) return a === b ? "" : "hands";
    return kindsSince(book.before.day, look).get(kind === "units" ? index : data.unitTotal + index) || "";
  };
  /** @param {string} kind @param {number} index @param {Look} look */
  const changedHands = (kind, index, look) => changeOf(kind, index, look) === "hands";
  return { book, follow, compareWith, changedHands, changeOf };
}

/**
 * Fills of the units of a day.
 * @template T
 * @param {any} scenery @param {any} dayBook @param {(paint: any) => T} fill
 */
export function makeFiller({ data, lenses }, dayBook, fill) {
  /** @type {Map<string, any[]>} */
  const known = new Map();
  /** @param {Look} look @returns {(unit: number) => T} */
  return (look) => {
    const { book, changeOf } = dayBook;
    const lens = lenses(look.by, look.day);
    const ground = groundColour(look.dark);
    const key = `${look.shade || lens.key} ${look.dark}`;
    if (!known.has(key)) known.set(key, []);
    const fills = /** @type {any[]} */ (known.get(key));
    if (look.shade) {
      const classes = shadeClasses(data, look.shade, look.dark);
      return (unit) => {
        const at = book.unitClasses[unit];
        return (fills[at] ||= fill(classes[at].paint));
      };
    }
    const [still, renamed] = [STILL_STATE, RENAMED_STATE].map((state) => fill(stillPaint(state, look.dark, ground)));
    return (unit) => {
      const change = look.since === null ? "hands" : changeOf("units", unit, look);
      if (change !== "hands") return change ? renamed : still;
      const at = STALENESSES * book.units[unit] + book.stale[unit];
      return (fills[at] ||= fill(landPaint(lens.state(book.units[unit]), lens.actors, ground, book.stale[unit])));
    };
  };
}
