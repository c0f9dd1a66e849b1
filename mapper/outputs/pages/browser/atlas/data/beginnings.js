// Since when each part of what is said of a target has been so. As mapper/history/beginnings.py.

import { lineageOf } from "./lineage.js";

/** @import { AtlasData } from "./data.js" */
/** @import { ControlState } from "./decode.js" */
/** @import { Beginning, Beginnings } from "../../library/data/types.js" */

const NOBODY = ["none", "unknown", "no_data"];

/** Who contests a target; nobody's name where a contest has none. @param {ControlState} state */
function contesters(state) {
  if (state.status !== "contested") return [];
  return state.contested_by.length ? state.contested_by : [""];
}

/** The intervals around one of a target. @param {AtlasData} data @param {number} target @param {number} row */
function runOf(data, target, row) {
  const { offset, start, state, since, earliest, latest, tenure, cause, causes, begunEarly, begunLate } = data.intervals;
  /** @param {number} one */
  const atFirst = (one) => causes[cause[one]] === "baseline";

  /** Since when something that is so has been so without a break. @param {(row: number) => boolean} holds @returns {Beginning} */
  const sinceOf = (holds) => {
    let [first, next] = [row, row + 1];
    while (first > offset[target] && holds(first - 1)) first -= 1;
    while (next < offset[target + 1] && holds(next)) next += 1;
    if (first === offset[target] && atFirst(first)) return { parties: [], since: null, se: null, sl: null };
    if (since[first] === start[first] && !atFirst(first)) return { parties: [], since: start[first], se: earliest[first], sl: latest[first] };
    const end = next < offset[target + 1] ? start[next] - 1 : begunLate[first];
    return { parties: [], since: start[first], se: begunEarly[first], sl: Math.max(Math.min(begunLate[first], end), start[first]) };
  };

  /** The holder, and under which names it held the target before. @returns {Beginning[]} */
  const holders = () => {
    if (NOBODY.includes(data.states[state[row]].holder)) return [];
    /** @type {Map<string, Beginning>} */
    const found = new Map();
    for (let one = row; one >= offset[target] && tenure[one] === tenure[row]; one -= 1) {
      const { holder } = data.states[state[one]];
      const [day, se, sl] = atFirst(one) ? [null, null, null] : [since[one], earliest[one], latest[one]];
      found.set(holder, { parties: [holder], since: day, se, sl });
    }
    return [...found.values()];
  };

  /** Since when each of several parties does something. @param {(state: ControlState) => string[]} of @returns {Beginning[]} */
  const parties = (of) => {
    /** @type {Map<string, Beginning>} */
    const groups = new Map();
    for (const party of of(data.states[state[row]])) {
      const names = new Set(lineageOf(data.successions, party));
      const found = sinceOf((one) => of(data.states[state[one]]).some((name) => names.has(name)));
      const key = [found.since, found.se, found.sl].join(" ");
      const group = groups.get(key) || found;
      groups.set(key, { ...group, parties: [...group.parties, ...(party ? [party] : [])] });
    }
    /** @param {Beginning} one @returns {number[]} */
    const days = ({ since: day, se, sl }) => (day === null ? [-Infinity, 0, 0] : [day, Number(se), Number(sl)]);
    return [...groups.values()].sort((a, b) => days(a).map((day, i) => day - days(b)[i]).find((step) => step !== 0) || 0);
  };
  return { sinceOf, holders, parties };
}

/** The beginnings of what is said of a target on a day that it exists on. @param {AtlasData} data @param {number} target @param {number} day @returns {Beginnings} */
export function beginningsOf(data, target, day) {
  const row = data.row(target, day);
  const { state, tenure } = data.intervals;
  const run = runOf(data, target, row);
  /** @param {number} one */
  const verdict = (one) => {
    const { holder, companions, status, contested_by } = data.states[state[one]];
    return JSON.stringify([tenure[one], holder, companions, status, contested_by]);
  };
  const now = verdict(row);
  return {
    state: run.sinceOf((one) => verdict(one) === now),
    held: run.holders(),
    contested: run.parties(contesters),
    besieged: run.parties(({ besieged_by }) => besieged_by),
  };
}
