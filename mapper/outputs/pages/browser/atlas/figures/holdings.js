// What each holder has on a day, told apart: alone, shared, contested by others, in doubt, and what it contests or may
// hold elsewhere. As holdings.py. Areas are added as whole square metres and people as whole numbers, which is exact.
import { PARTS } from "../../library/words/vocabulary.js";
import { namedRow, stateRow } from "./candidates.js";
import { blocsOn, byCodePoint, isTown } from "./statistics.js";

/** @typedef {import("../data/data.js").AtlasData} AtlasData */
/** @typedef {import("./candidates.js").Naming} Naming */
/** @typedef {import("../data/decode.js").ControlState} ControlState */

/** @typedef {{m2: number, people: number, towns: number, targets: number}} Sum people: of units whose figure is known; targets: units and places of any kind */
/** @typedef {{row: string, parts: Record<string, Sum>}} Holding parts that are zero are left out */
/** @typedef {{rows: string[], sum: Sum}} Together land that the same parties share; the one first that governs most of it */

const CENTRAL = ["alone", "contested", "doubt"];
/** @typedef {Record<string, number>} Roles of a party: how many targets it holds, shares, contests, besieges or may hold */

/**
 * In which part a state counts for each row that may hold it.
 * @param {ControlState} state @param {"holder" | "bloc"} by @param {Naming} blocOf row of an actor's bloc
 * @returns {Map<string, string>} part by row
 */
export function partsOf(state, by, blocOf) {
  const { central, certain, candidates } = stateRow(state, by, blocOf);
  const parts = new Map(candidates.filter((row) => row !== "shared").map((row) => [row, "may"]));
  if (central === "shared") {
    for (const party of sharers(state, by, blocOf)) parts.set(party, "shared");
    return parts;
  }
  const against = state.contested_by.length ? state.contested_by : ["unknown"];
  const among = state.status === "contested" ? rowsOf([state.holder, ...against], by, blocOf) : [];
  for (const row of among) if (parts.has(row)) parts.set(row, "contests");
  return parts.set(central, certain ? "alone" : among.length > 1 ? "contested" : "doubt");
}

/** Rows of actors, each once. @param {string[]} actors @param {"holder" | "bloc"} by @param {Naming} blocOf */
function rowsOf(actors, by, blocOf) {
  return [...new Set(actors.map((actor) => (by === "bloc" ? namedRow(actor, blocOf) : actor)))];
}

/** The rows that share a state, the governing one first. @param {ControlState} state @param {"holder" | "bloc"} by @param {Naming} blocOf */
function sharers(state, by, blocOf) {
  return rowsOf([state.holder, ...state.companions], by, blocOf);
}

/** @returns {Sum} */
const nothing = () => ({ m2: 0, people: 0, towns: 0, targets: 0 });

/** Whether there is anything that figures tell: bases and villages are in none. @param {Sum} sum */
const isSeen = (sum) => sum.m2 > 0 || sum.towns > 0;

/** @param {Sum} sum @param {Sum} more */
function add(sum, more) {
  sum.m2 += more.m2;
  sum.people += more.people;
  sum.towns += more.towns;
  sum.targets += more.targets;
}

/** @typedef {{day: number, units: number[], places: number[], sums: Map<number, Sum>}} Counted the states of all targets on a day, and what each state has */

/** The day that was counted last, by data: on the next one only what changed is counted anew. @type {WeakMap<AtlasData, Counted>} */
const counted = new WeakMap();

/** Count a target in a state, or no longer in it. @param {Map<number, Sum>} sums @param {number} state @param {Sum} target @param {1 | -1} sign */
function count(sums, state, { m2, people, towns }, sign) {
  const sum = sums.get(state) || nothing();
  if (!sum.targets) sums.set(state, sum);
  sum.targets += sign;
  sum.m2 += sign * m2;
  sum.people += sign * people;
  sum.towns += sign * towns;
  if (!sum.targets) sums.delete(state);
}

/** Land, people and towns of each state on a day, in the order of the states. @param {AtlasData} data @param {number} day @param {import("../data/areas.js").Inside | null} only @returns {[number, Sum][]} */
function sumsOfStates(data, day, only) {
  /** @param {number} unit @returns {Sum} */
  const unitSum = (unit) => ({ m2: data.units[unit].m2, people: data.people?.[unit] || 0, towns: 0, targets: 1 });
  /** @param {number} index @returns {Sum} */
  const placeSum = (index) => ({ m2: 0, people: 0, towns: Number(data.places[index].unit !== null && isTown(data.places[index])), targets: 1 });
  /** @param {Map<number, Sum>} sums @returns {[number, Sum][]} */
  const inOrder = (sums) => [...sums].sort(([a], [b]) => a - b);
  /** @param {Map<number, Sum>} sums @param {number} index @param {number} state @param {1 | -1} sign */
  const countPlace = (sums, index, state, sign) => state >= 0 && count(sums, state, placeSum(index), sign);
  if (only) {
    const sums = new Map();
    for (const unit of only.units) count(sums, data.stateOf(unit, day), unitSum(unit), 1);
    for (const index of only.places) countPlace(sums, index, data.stateOf(data.unitTotal + index, day), 1);
    return inOrder(sums);
  }
  const known = counted.get(data);
  if (!known) {
    const fresh = { day, units: Array.from(data.unitStates(day)), places: Array.from(data.placeStates(day)), sums: new Map() };
    fresh.units.forEach((state, unit) => count(fresh.sums, state, unitSum(unit), 1));
    fresh.places.forEach((state, index) => countPlace(fresh.sums, index, state, 1));
    counted.set(data, fresh);
    return inOrder(fresh.sums);
  }
  for (const unit of data.changedUnits(known.day, day)) {
    count(known.sums, known.units[unit], unitSum(unit), -1);
    count(known.sums, (known.units[unit] = data.stateOf(unit, day)), unitSum(unit), 1);
  }
  for (const index of data.changedPlaces(known.day, day)) {
    countPlace(known.sums, index, known.places[index], -1);
    countPlace(known.sums, index, (known.places[index] = data.stateOf(data.unitTotal + index, day)), 1);
  }
  known.day = day;
  return inOrder(known.sums);
}

/**
 * What each row is in a state whose colour is in it: in a fill, a dot, a hatch or a ring.
 * @param {ControlState} state @param {Map<string, string>} parts of the state @param {"holder" | "bloc"} by @param {Naming} blocOf
 * @returns {Map<string, string>}
 */
function paintedRoles(state, parts, by, blocOf) {
  const others = state.status === "shared" ? state.companions : state.status === "contested" ? state.contested_by : [];
  const shown = rowsOf([state.holder, ...others, ...state.claimed_by, ...state.uncertain_with], by, blocOf).filter((row) => parts.has(row));
  const roles = shown.map((row) => /** @type {[string, string]} */ ([row, CENTRAL.includes(String(parts.get(row))) ? "holds" : String(parts.get(row))]));
  return new Map([...rowsOf(state.besieged_by, by, blocOf).map((row) => /** @type {[string, string]} */ ([row, "besieges"])), ...roles]);
}

/**
 * What each row has on a day, and the land that several share by those who share it.
 * @param {AtlasData} data @param {number} day @param {"holder" | "bloc"} [by]
 * @param {import("../data/areas.js").Inside | null} [only] what lies in one area
 * @returns {{rows: Holding[], together: Together[], painted: Map<string, Roles>}} those with most land first; and whose colour is on the map
 */
export function holdings(data, day, by = "holder", only = null) {
  const blocs = blocsOn(data, by, day);
  /** @param {string} actor */
  const blocOf = (actor) => blocs.get(actor) || "no_bloc";
  /** @type {Map<string, Holding>} */
  const rows = new Map();
  /** @type {Map<string, Together & {most: number}>} */
  const together = new Map();
  /** @type {Map<string, Roles>} */
  const painted = new Map();
  for (const [number, sum] of sumsOfStates(data, day, only)) {
    const state = data.states[number];
    const parts = partsOf(state, by, blocOf);
    for (const [row, part] of parts) {
      const held = rows.get(row) || { row, parts: {} };
      rows.set(row, held);
      add((held.parts[part] ||= nothing()), sum);
    }
    for (const [row, role] of paintedRoles(state, parts, by, blocOf)) {
      const roles = painted.get(row) || {};
      painted.set(row, roles);
      roles[role] = (roles[role] || 0) + sum.targets;
    }
    if (![...parts.values()].includes("shared")) continue;
    const parties = sharers(state, by, blocOf);
    const key = JSON.stringify([...parties].sort(byCodePoint));
    const group = together.get(key) || { rows: parties, sum: nothing(), most: 0 };
    together.set(key, group);
    add(group.sum, sum);
    if (sum.m2 > group.most) [group.rows, group.most] = [parties, sum.m2];
  }
  return {
    rows: [...rows.values()].filter((held) => Object.values(held.parts).some(isSeen)).sort((a, b) => centralOf(b).m2 - centralOf(a).m2 || wholeOf(b).m2 - wholeOf(a).m2 || byCodePoint(a.row, b.row)),
    together: [...together.values()].filter(({ sum }) => isSeen(sum)).sort((a, b) => b.sum.m2 - a.sum.m2 || byCodePoint(a.rows.join("\n"), b.rows.join("\n"))).map(({ rows: parties, sum }) => ({ rows: parties, sum })),
    painted,
  };
}

/** @param {Holding} held @param {string[]} names of parts */
function summed({ parts }, names) {
  const sum = nothing();
  for (const name of names) if (parts[name]) add(sum, parts[name]);
  return sum;
}

/** What a row governs. @param {Holding} held */
export function centralOf(held) {
  return summed(held, CENTRAL);
}

/** All that a row may have. @param {Holding} held */
function wholeOf(held) {
  return summed(held, PARTS);
}
