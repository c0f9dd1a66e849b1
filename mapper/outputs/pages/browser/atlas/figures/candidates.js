// Doubt in figures: who may hold a target, and in which row of a table it counts. As candidates.py.
import { NEUTRAL_COLOURS } from "../../library/words/vocabulary.js";

/** @typedef {import("../data/decode.js").ControlState} ControlState */
/** @typedef {"holder" | "bloc" | "status"} By */
/** @typedef {(actor: string) => string} Naming */

/**
 * @typedef {object} StateRow how a state counts
 * @property {string} central row of the central figure
 * @property {boolean} certain whether that row is the only candidate
 * @property {string[]} candidates all rows that it may belong to, the central one among them
 */

const ROWS_OF_THEIR_OWN = new Set(Object.keys(NEUTRAL_COLOURS));
/** @type {Record<string, string>} */
const STATUS_OF = { none: "empty", unknown: "unknown", shared: "shared" };

/** The row of an actor; nobody, unknown and the like have their own. @param {string} actor @param {Naming} name */
export function namedRow(actor, name) {
  return ROWS_OF_THEIR_OWN.has(actor) ? actor : name(actor);
}

/** @param {ControlState} state @param {Naming} name @param {boolean} alone whether actors are rows @returns {StateRow} */
function rowOfHolder(state, name, alone) {
  const named = (/** @type {string} */ actor) => namedRow(actor, name);
  const names = [state.holder, ...state.claimed_by, ...state.uncertain_with, ...state.between];
  if (state.status === "contested") names.push(...(state.contested_by.length ? state.contested_by : ["unknown"]));
  const found = new Set(names.filter((actor) => actor !== "shared").map(named));
  let central = named(state.holder);
  if (state.status === "shared") {
    const parties = new Set([state.holder, ...state.companions].map(named));
    for (const party of parties) found.add(party);
    central = alone || parties.size > 1 ? "shared" : [...parties][0];
    if (central === "shared") found.add("shared");
  }
  if (state.uncertain_with.includes("shared")) found.add("shared");
  const open = state.claimed_by.length + state.uncertain_with.length > 0;
  const certain = central === "shared" ? !open : found.size === 1 && found.has(central);
  return { central, certain, candidates: [...found.add(central)] };
}

/** @param {ControlState} state @returns {StateRow} */
function rowOfStatus(state) {
  const open = [...state.claimed_by, ...state.uncertain_with];
  const found = new Set([state.status, ...open.map((name) => STATUS_OF[name] || "held")]);
  return { central: state.status, certain: found.size === 1, candidates: [...found] };
}

/**
 * How a state counts in a table.
 * @param {ControlState} state @param {By} by @param {Naming} blocOf row of an actor's bloc @returns {StateRow}
 */
export function stateRow(state, by, blocOf) {
  if (by === "status") return rowOfStatus(state);
  return by === "bloc" ? rowOfHolder(state, blocOf, false) : rowOfHolder(state, (actor) => actor, true);
}
