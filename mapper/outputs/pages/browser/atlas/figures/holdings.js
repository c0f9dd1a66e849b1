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

/** Land, people and towns of each state on a day, in one pass over units and places. @param {AtlasData} data @param {number} day @param {import("../data/areas.js").Inside | null} only @returns {Map<number, Sum>} */
function sumsOfStates(data, day, only) {
  /** @type {Map<number, Sum>} */
  const sums = new Map();
  /** @param {number} state @returns {Sum} */
  const of = (state) => {
    const known = sums.get(state);
    if (known) return known;
    const found = nothing();
    sums.set(state, found);
    return found;
  };
  /** @param {number} unit @param {number} state */
  const addUnit = (unit, state) => {
    const sum = of(state);
    sum.targets += 1;
    sum.m2 += data.units[unit].m2;
    sum.people += data.people?.[unit] || 0;
  };
  /** @param {number} index @param {number} state */
  const addPlace = (index, state) => {
    if (state < 0) return;
    const place = data.places[index];
    const sum = of(state);
    sum.targets += 1;
    if (place.unit !== null && isTown(place)) sum.towns += 1;
  };
  if (only) {
    for (const unit of only.units) addUnit(unit, data.stateOf(unit, day));
    for (const index of only.places) addPlace(index, data.stateOf(data.unitTotal + index, day));
  } else {
    data.unitStates(day).forEach((state, unit) => addUnit(unit, state));
    data.placeStates(day).forEach((state, index) => addPlace(index, state));
  }
  return sums;
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
