// What can be selected beside places and units: areas above them, parties, camps.
import { areasOf, inside } from "../data/areas.js";
import { unitsOf } from "./party.js";

/** @import { AtlasData } from "../data/data.js" */

export const GROUPS = ["area", "holder", "bloc"];

/** @type {Record<string, string>} what stands before their ids in addresses; ids have no colon */
const MARKS = { area: "in", holder: "holder", bloc: "camp" };

/** Everything of a kind. @param {AtlasData} data @param {string} kind @returns {{id: string, name: string, level?: string}[]} */
export function groupsOf(data, kind) {
  if (kind === "area") return areasOf(data);
  return kind === "holder" ? data.actorList : data.blocList;
}

/** What an area of a level is called. @param {string | undefined} level @param {import("../../library/words/texts.js").Texts} texts */
export function levelWord(level = "", texts) {
  const key = `area_level_${level}`;
  return texts.has(key) ? texts.t(key) : level;
}

/** Units that belong to what is selected on a day: of a party all of which it has any part. @param {AtlasData} data @param {{kind: string, index: number}} chosen @param {number} day @returns {number[]} */
export function groupUnits(data, { kind, index }, day) {
  if (kind === "area") return inside(data, areasOf(data)[index], day).units;
  return unitsOf(data, day, kind === "holder" ? "holder" : "bloc", groupsOf(data, kind)[index].id);
}

/** The word of an address for a group: `in:region:ML-8`, `holder:jnim`, `camp:state`. @param {AtlasData} data @param {string} kind @param {number} index */
export function groupWord(data, kind, index) {
  const { id, level } = groupsOf(data, kind)[index];
  return [MARKS[kind], ...(level === undefined ? [] : [level]), id].join(":");
}

/** The group that a word of an address means, or null. @param {AtlasData} data @param {string} word @returns {{kind: "area" | "holder" | "bloc", index: number} | null} */
export function groupOfWord(data, word) {
  for (const kind of /** @type {("area" | "holder" | "bloc")[]} */ (GROUPS)) {
    if (!word.startsWith(`${MARKS[kind]}:`)) continue;
    const index = groupsOf(data, kind).findIndex((_, at) => groupWord(data, kind, at) === word);
    if (index >= 0) return { kind, index };
  }
  return null;
}
