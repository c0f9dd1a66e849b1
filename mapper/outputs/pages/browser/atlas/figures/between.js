// What changed hands between two days, and how: by which way, or only by name. As between.py.
import { HANDS_WAYS } from "../../library/words/vocabulary.js";
import { byCodePoint, isTown, stateRows } from "./statistics.js";
import { waySums } from "../../library/words/changed.js";

/** @typedef {import("../data/data.js").AtlasData} AtlasData */
/** @typedef {"holder" | "bloc"} By */
/** @typedef {"hands" | "succession" | "realignment"} Kind another party governs; the same under a new name; in another bloc */
/** @typedef {{row: string, kind: Kind, way: string}} Step a row of the statistics, and how it came */
/** @typedef {{target: number, from: string, to: string, kind: Kind, way: string}} Transfer way: empty unless hands changed */
/** @typedef {{from: string, to: string, kind: Kind, area_km2: number, units: number[], places: number[]}} HandPair */

const M2_PER_KM2 = 1e6;
const KINDS = ["hands", "succession", "realignment"];
const UNTOLD = "untold";
const WAY_OF = new Map(Object.entries(HANDS_WAYS).flatMap(([way, events]) => events.map((event) => /** @type {[string, string]} */ ([event, way]))));

/** Stretches of days in which no actor changes its bloc, and how every state counts in them. @param {AtlasData} data @param {number} from @param {number} to @param {By} by */
function epochsOf(data, from, to, by) {
  const days = by === "bloc" ? data.members.flatMap(([, , start, end]) => [start, end]) : [];
  const inside = days.filter((day) => day !== null && day > from && day <= to);
  const cuts = [from, .../** @type {number[]} */ ([...new Set(inside)]).sort((a, b) => a - b)];
  return cuts.map((begin, i) => ({ begin, end: i + 1 < cuts.length ? cuts[i + 1] : to + 1, rows: stateRows(data, by, begin) }));
}

/** The rows in which a target counts one after another, each with what brought it. @param {AtlasData} data @param {number} target @param {ReturnType<typeof epochsOf>} epochs @returns {Step[]} */
function pathOf(data, target, epochs) {
  const { start, state, since, cause, causes, offset } = data.intervals;
  /** @type {Step[]} */
  const path = [];
  for (const { begin, end, rows } of epochs) {
    for (let at = data.row(target, begin); at < offset[target + 1] && start[at] < end; at += 1) {
      const row = rows[state[at]].central;
      if (path.length && path[path.length - 1].row === row) continue;
      const begins = start[at] >= begin;
      const renamed = since[at] === start[at] && causes[cause[at]] === "succession";
      const kind = begins ? (renamed ? "succession" : "hands") : "realignment";
      path.push({ row, kind, way: kind === "hands" ? WAY_OF.get(data.eventOf(at).cause) || UNTOLD : "" });
    }
  }
  return path;
}

/**
 * Of which kind the difference between the ends of a path is: a party stays itself under a new name and in another
 * bloc; what it lost and won back in between does not count.
 * @param {Step[]} path @returns {Kind}
 */
export function kindOfPath(path) {
  /** @type {Map<string, Kind>} */
  const same = new Map([[path[0].row, "hands"]]);
  let reached = 0;
  for (let i = 1; i < path.length; i += 1) {
    const { row, kind } = path[i];
    if (same.has(row)) reached = i;
    else if (reached === i - 1 && kind !== "hands") {
      const before = same.get(path[i - 1].row);
      same.set(row, before === "realignment" || kind === "realignment" ? "realignment" : kind);
      reached = i;
    }
  }
  return reached === path.length - 1 ? /** @type {Kind} */ (same.get(path[path.length - 1].row)) : "hands";
}

/** @type {WeakMap<AtlasData, {key: string, found: Transfer[]}>} what was asked last: map, sentence and table ask the same */
const asked = new WeakMap();

/**
 * Units and places that count in other rows on a day than on an earlier one; places that were there on both.
 * @param {AtlasData} data @param {number} from @param {number} to @param {By} by @returns {Transfer[]}
 */
export function transfersBetween(data, from, to, by) {
  const key = `${from} ${to} ${by}`;
  const last = asked.get(data);
  if (last?.key === key) return last.found;
  const found = transfersOf(data, from, to, by);
  asked.set(data, { key, found });
  return found;
}

/** @param {AtlasData} data @param {number} from @param {number} to @param {By} by @returns {Transfer[]} */
function transfersOf(data, from, to, by) {
  const epochs = epochsOf(data, from, to, by);
  // In another bloc may also be who holds what it held: then every target is looked at.
  const targets = epochs.length > 1 ? Array.from({ length: data.targetTotal }, (_, target) => target) : data.changedTargets(from, to);
  /** @type {Transfer[]} */
  const found = [];
  for (const target of targets) {
    if (data.row(target, from) < 0) continue;
    const path = pathOf(data, target, epochs);
    const [first, last] = [path[0].row, path[path.length - 1].row];
    if (first === last) continue;
    const kind = kindOfPath(path);
    const hands = path.slice(1).filter((step) => step.kind === "hands");
    found.push({ target, from: first, to: last, kind, way: kind === "hands" ? hands[hands.length - 1].way : "" });
  }
  return found;
}

/**
 * What changed hands between two days, by pair and kind: what did so by itself first, by area.
 * @param {AtlasData} data @param {number} dayA the earlier one @param {number} dayB @param {By} [by] @returns {HandPair[]}
 */
export function changesBetween(data, dayA, dayB, by = "holder") {
  /** @type {Map<string, HandPair & {m2: number}>} */
  const pairs = new Map();
  for (const { target, from, to, kind } of transfersBetween(data, dayA, dayB, by)) {
    const key = JSON.stringify([from, to, kind]);
    const pair = pairs.get(key) || { from, to, kind, area_km2: 0, units: [], places: [], m2: 0 };
    pairs.set(key, pair);
    if (target < data.unitTotal) {
      pair.units.push(target);
      pair.m2 += data.units[target].m2;
    } else pair.places.push(target - data.unitTotal);
  }
  const rows = [...pairs.values()].map(({ m2, ...pair }) => ({ ...pair, area_km2: m2 / M2_PER_KM2 }));
  return rows.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || b.area_km2 - a.area_km2 || b.places.length - a.places.length || byCodePoint(a.from + a.to, b.from + b.to));
}

/**
 * What changed in each way, and without a change of hands by kind.
 * @param {AtlasData} data @param {Transfer[]} transfers @returns {import("../../library/words/changed.js").WaySums}
 */
export function waysBetween(data, transfers) {
  /** @type {Map<string, [number, number]>} m² and towns */
  const sums = new Map();
  for (const { target, kind, way } of transfers) {
    const sum = sums.get(way || kind) || [0, 0];
    sums.set(way || kind, sum);
    if (target < data.unitTotal) sum[0] += data.units[target].m2;
    else sum[1] += Number(isTown(data.places[target - data.unitTotal]));
  }
  return waySums((name) => {
    const [m2, towns] = sums.get(name) || [0, 0];
    return [m2 / M2_PER_KM2, towns];
  });
}
