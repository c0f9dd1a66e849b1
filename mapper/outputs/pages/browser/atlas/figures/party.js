// One party, or camp, on a day and through time: in which part each state counts for it, which towns it has to do with.
import { isTown, shareSeries, blocsOn } from "./statistics.js";
import { partsOf } from "./holdings.js";

/** @typedef {import("../data/data.js").AtlasData} AtlasData */
/** @typedef {"holder" | "bloc"} By */

const ORDER = ["alone", "contested", "doubt", "shared", "contests", "may"]; // the strongest part first

/** The part of each state for a party; "" where it has none. @param {AtlasData} data @param {number} day @param {By} by @param {string} id @returns {string[]} */
export function partsByState(data, day, by, id) {
  const blocs = blocsOn(data, by, day);
  return data.states.map((state) => partsOf(state, by, (actor) => blocs.get(actor) || "no_bloc").get(id) || "");
}

/** Units of which a party has any part on a day. @param {AtlasData} data @param {number} day @param {By} by @param {string} id @returns {number[]} */
export function unitsOf(data, day, by, id) {
  const parts = partsByState(data, day, by, id);
  return Array.from(data.unitStates(day).entries(), ([unit, state]) => (state >= 0 && parts[state] ? unit : -1)).filter((unit) => unit >= 0);
}

/**
 * Land, or people, of a party and of those that it came from and went into, change by change. Each row is the party and,
 * behind a line break, `holds`, `shares` or `contests`; land of two of them counts for the one that has more of it.
 * @param {AtlasData} data @param {By} by @param {string[]} parties @param {"area" | "people"} figure
 */
export function partySeries(data, by, parties, figure) {
  const rowsOn = (/** @type {number} */ day) => {
    const each = parties.map((id) => partsByState(data, day, by, id));
    return data.states.map((_, state) => {
      let best = { row: "", rank: ORDER.length };
      parties.forEach((id, i) => {
        const rank = ORDER.indexOf(each[i][state]);
        if (rank < 0 || rank >= best.rank || ORDER[rank] === "may") return;
        const kind = ORDER[rank] === "shared" || ORDER[rank] === "contests" ? { shared: "shares", contests: "contests" }[ORDER[rank]] : "holds";
        best = { row: `${id}\n${kind}`, rank };
      });
      return [best.row];
    });
  };
  const series = shareSeries(data, by, figure, { rowsOn });
  return { ...series, lines: series.lines.filter(({ row }) => row) };
}

/**
 * Towns that a party has to do with on a day, by how; most important first where `order` is so.
 * @param {AtlasData} data @param {number} day @param {By} by @param {string} id @param {number[]} order of the places
 * @returns {Record<"held" | "shared" | "contests" | "besieged" | "besieges", number[]>} positions of places
 */
export function townsOf(data, day, by, id, order) {
  const blocs = blocsOn(data, by, day);
  const parts = partsByState(data, day, by, id);
  /** @type {Record<"held" | "shared" | "contests" | "besieged" | "besieges", number[]>} */
  const towns = { held: [], shared: [], contests: [], besieged: [], besieges: [] };
  for (const index of order) {
    const code = data.stateOf(data.unitTotal + index, day);
    if (code < 0 || !isTown(data.places[index])) continue;
    const state = data.states[code];
    const part = parts[code];
    if (["alone", "contested", "doubt"].includes(part)) towns.held.push(index);
    if (part === "shared" || part === "contests") towns[part].push(index);
    if (state.besieged_by.length && ["alone", "contested", "doubt", "shared"].includes(part)) towns.besieged.push(index);
    if (state.besieged_by.some((actor) => (by === "bloc" ? blocs.get(actor) : actor) === id)) towns.besieges.push(index);
  }
  return towns;
}
