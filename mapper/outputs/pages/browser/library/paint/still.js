// Where two days are compared: what has the same holder on both stands back, hatched where only the name is new.
import { landPaint } from "../states/states.js";

/** @import { ControlState, Paint } from "../states/states.js" */

const STILL = "(still)"; // ids of a case hold no brackets
const RENAMED = "(renamed)";
/** @type {Omit<ControlState, "claimed_by">} */
const HELD = { holder: STILL, status: "held", companions: [], contested_by: [], besieged_by: [], uncertain_with: [] };

/** The state of what has the same holder on both days. @type {ControlState} */
export const STILL_STATE = { ...HELD, claimed_by: [] };
/** The state of land of which only the name of the holder is new. @type {ControlState} */
export const RENAMED_STATE = { ...HELD, claimed_by: [RENAMED] };

/** Colours and names of both. @param {boolean} dark @param {string} name */
export function stillActors(dark, name) {
  /** @param {string} colour */
  const party = (colour) => ({ name, short_name: name, colour, kind: "", bloc: null });
  return { [STILL]: party(dark ? "#6a6f77" : "#d9d5cb"), [RENAMED]: party(dark ? "#a3a8b1" : "#a8a295") };
}

/** @param {ControlState} state one of the two @param {boolean} dark @param {string} ground @returns {Paint} */
export function stillPaint(state, dark, ground) {
  return landPaint(state, stillActors(dark, ""), ground);
}
