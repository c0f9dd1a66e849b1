// What a search finds: places and units by any of their spellings, and by near misses of them.
import { areaLabel } from "../../library/words/texts.js";
import { groupsOf } from "../figures/groups.js";
import { fold } from "../../library/words/spelling.js";

/** @import { AtlasData } from "../data/data.js" */
/** @typedef {{kind: import("../page/store.js").Kind, index: number, keys: string[], name: string}} Entry keys: its names, folded */

const HITS = 40;
const TYPO_LENGTH = 4; // letters from which on a slip of the pen is forgiven
const NO_HIT = 9;

/** How many letters differ, at most `most`; more than that is `most + 1`. @param {string} a @param {string} b @param {number} most */
export function lettersApart(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return Math.min(row[b.length], most + 1);
}

/** Everything that can be found, most important first. @param {AtlasData} data @param {number[]} order of the places @returns {Entry[]} */
export function searchEntries(data, order) {
  /** @param {{name: string, alt_names?: string[]}} target */
  const keys = (target) => [target.name, ...(target.alt_names || [])].map(fold);
  /** @type {Entry[]} */
  const places = order.map((index) => ({ kind: "place", index, keys: keys(data.places[index]), name: data.places[index].name }));
  /** @type {Entry[]} */
  const units = data.units.map((unit, index) => ({ kind: "unit", index, keys: keys(unit), name: unit.name }));
  units.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.index - b.index));
  /** @param {"area" | "holder" | "bloc"} kind */
  const groups = (kind) => groupsOf(data, kind).map((/** @type {any} */ one, index) => ({ kind, index, keys: [...new Set([one.name, one.short_name || one.name, areaLabel(one.name, data.geometry.area_forms)].map(fold))], name: one.name }));
  return [...places, ...groups("area"), ...groups("holder"), ...groups("bloc"), ...units];
}

/** How well an entry fits: the whole of a name, its beginning, a part of it. @param {Entry} entry @param {string} key */
function rankOf({ keys }, key) {
  if (keys.includes(key)) return 0;
  if (keys.some((name) => name.startsWith(key))) return 1;
  return keys.some((name) => name.includes(key)) ? 2 : NO_HIT;
}

/** Entries for what was typed: beginnings of names, then parts of names, then near misses. @param {Entry[]} entries @param {string} text @returns {Entry[]} */
export function searchHits(entries, text) {
  const key = fold(text);
  if (!key) return entries.slice(0, HITS);
  let hits = entries.map((entry, i) => ({ entry, i, rank: rankOf(entry, key) })).filter((hit) => hit.rank < NO_HIT);
  if (!hits.length && key.length >= TYPO_LENGTH) {
    const most = key.length > 7 ? 2 : 1;
    hits = entries
      .map((entry, i) => ({ entry, i, rank: Math.min(...entry.keys.map((name) => lettersApart(name, key, most))) }))
      .filter((hit) => hit.rank <= most);
  }
  hits.sort((a, b) => a.rank - b.rank || a.i - b.i);
  return hits.slice(0, HITS).map((hit) => hit.entry);
}
