// Whose colours: every state seen by holder, or by the camp that the holder belongs to that day.
import { withTextures } from "../../library/paint/textures.js";

/**
 * @typedef {import("../../library/states/states.js").ControlState} ControlState
 * @typedef {object} Lens
 * @property {string} key equal keys mean equal meaning
 * @property {Record<string, any>} actors name, short_name and colour of every party
 * @property {(index: number) => ControlState} state
 * @property {(id: string) => string} party the row of an actor
 */

export const NO_BLOC = "no_bloc";
const VACANT = ["none", "unknown", "shared", "no_data"];

/** @param {string[]} ids @param {string} but */
const distinct = (ids, but) => [...new Set(ids)].filter((id) => id !== but);

/**
 * A state in terms of camps. What the members of one camp share is the camp's.
 * @param {ControlState} state @param {(id: string) => string} party @returns {ControlState}
 */
function stateOfBlocs(state, party) {
  const holder = party(state.holder);
  const companions = distinct(state.companions.map(party), holder);
  const alone = state.status === "shared" && !companions.length;
  return {
    ...state,
    holder,
    companions: state.status === "shared" ? companions : [],
    status: alone ? "held" : state.status,
    contested_by: distinct(state.contested_by.map(party), ""),
    besieged_by: distinct(state.besieged_by.map(party), ""),
    claimed_by: distinct(state.claimed_by.map(party), holder),
    uncertain_with: distinct(state.uncertain_with.map(party), holder),
  };
}

/** Days on which some membership begins or ends. @param {any[]} members */
function membershipDays(members) {
  const days = members.flatMap(([, , start, end]) => [start, end]).filter((day) => day !== null);
  return [...new Set(days)].sort((a, b) => a - b);
}

/**
 * @param {any} data the atlas
 * @param {any} texts
 * @returns {((by: "holder" | "bloc", day: number) => Lens) & {dress: (textures: boolean) => void}} dress: whether each party has a texture from now on
 */
export function makeLenses(data, texts) {
  const cuts = membershipDays(data.members || []);
  /** @param {string} id */
  const same = (id) => id;
  /** @type {Lens} */
  const plain = { key: "holder", actors: data.actors, state: (index) => data.states[index], party: same };
  /** @type {Map<number, Lens>} */
  const epochs = new Map();
  /** @type {Record<string, any>} */
  const camps = { [NO_BLOC]: { name: texts.t("no_bloc"), short_name: texts.t("no_bloc"), colour: "#9a8f80", bloc: null } };
  for (const [id, bloc] of Object.entries(data.blocs)) camps[id] = { ...bloc, short_name: bloc.name, bloc: null };

  /** @param {any} epoch */
  const epochLens = (epoch) => {
    const day = epoch === 0 ? data.firstDay : cuts[epoch - 1];
    const known = new Map();
    /** @param {string} id */
    const party = (id) => {
      if (VACANT.includes(id)) return id;
      if (!known.has(id)) known.set(id, data.blocOf(id, day) || NO_BLOC);
      return known.get(id);
    };
    /** @type {ControlState[]} */
    const states = [];
    /** @param {number} index */
    const state = (index) => (states[index] ||= stateOfBlocs(data.states[index], party));
    return { key: `bloc ${epoch}`, actors: camps, state, party };
  };
  let textures = false;
  /** @type {Map<Lens, Lens>} */
  const dressed = new Map();
  /** @param {Lens} lens */
  const worn = (lens) => {
    if (!textures) return lens;
    if (!dressed.has(lens)) dressed.set(lens, { ...lens, key: `${lens.key} textures`, actors: withTextures(lens.actors) });
    return /** @type {Lens} */ (dressed.get(lens));
  };
  /** @param {"holder" | "bloc"} by @param {number} day */
  const lenses = (by, day) => {
    if (by === "holder") return worn(plain);
    let epoch = 0;
    while (epoch < cuts.length && cuts[epoch] <= day) epoch += 1;
    if (!epochs.has(epoch)) epochs.set(epoch, epochLens(epoch));
    return worn(/** @type {Lens} */ (epochs.get(epoch)));
  };
  return Object.assign(lenses, { dress: (/** @type {boolean} */ on) => void (textures = on) });
}

/** The row of the statistics in which a state counts. @param {ControlState} state */
export function rowOf(state) {
  return state.status === "shared" && state.companions.length ? "shared" : state.holder;
}
