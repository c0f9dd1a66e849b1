// What a reader saw on an earlier visit, kept in the browser alone, and what the record has new since then.
import { memory } from "./language.js";
import { readAddress } from "./address.js";
import { today } from "../../library/words/dates.js";

/** @import { AtlasData } from "../data/data.js" */

const MEMORY = "mapper-seen:"; // and the id of the case
const MOST = 5000; // claims that are told apart: 80 kB
const SAID = ["type", "scope", "status", "confidence", "target", "date", "gained_by", "lost_by", "opposed_by", "excepted", "sources", "note"];

/**
 * @typedef {object} Seen
 * @property {string} edition
 * @property {number} day of the visit
 * @property {number} last day of the record
 * @property {number} count of claims
 * @property {string} claims "id.content" of each as short hashes, with spaces; "" where there are too many
 */

/**
 * @typedef {object} News
 * @property {Seen} seen
 * @property {number[] | null} added positions in claims; null where claims are not told apart
 * @property {number[]} changed
 * @property {number} gone
 * @property {() => void} done from now on the edition shown is the one last seen
 */

/** FNV-1a in 36 signs. @param {string} text */
export function shortHash(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(36);
}

/** What each claim is called and says, whatever the language of the page. @param {AtlasData} data @returns {[string, string][]} */
function marksOf(data) {
  if (!data.hasClaims || data.claims.length > MOST) return [];
  return data.claims.map((/** @type {any} */ claim) => [shortHash(claim.id), shortHash(JSON.stringify(SAID.map((name) => claim[name])))]);
}

/** @param {string} key @returns {Seen | null} null for nothing that a page of ours has kept */
function recall(key) {
  try {
    const seen = JSON.parse(memory()?.getItem(key) || "null");
    const whole = [seen.day, seen.last, seen.count].every(Number.isInteger);
    return whole && [seen.edition, seen.claims].every((text) => typeof text === "string") ? seen : null;
  } catch {
    return null;
  }
}

/** What is new; null for another case that happens to have the same id. @param {Seen} seen @param {[string, string][]} marks @returns {Omit<News, "done"> | null} */
function compare(seen, marks) {
  if (!marks.length || !seen.claims) return { seen, added: null, changed: [], gone: 0 };
  const before = new Map(seen.claims.split(" ").map((mark) => /** @type {[string, string]} */ (mark.split("."))));
  /** @type {number[]} */
  const added = [];
  /** @type {number[]} */
  const changed = [];
  marks.forEach(([id, content], i) => {
    if (!before.has(id)) added.push(i);
    else if (before.get(id) !== content) changed.push(i);
  });
  const kept = marks.length - added.length;
  return kept ? { seen, added, changed, gone: before.size - kept } : null;
}

/**
 * What is new since the reader's last visit; null on a first visit, for the same edition, in a frame of another page, and where the browser keeps nothing.
 * What was new stays so until it is put away with `done`.
 * @param {AtlasData} data @returns {News | null}
 */
export function newsSinceVisit(data) {
  const { id, edition } = data.case;
  if (!edition || readAddress(window.location.hash, data).view.embed) return null;
  const key = MEMORY + id;
  const marks = marksOf(data);
  const done = () => {
    const claims = marks.map((mark) => mark.join(".")).join(" ");
    try {
      memory()?.setItem(key, JSON.stringify({ edition, day: today(), last: data.lastDay, count: data.claimCount, claims }));
    } catch {
      // Full, or not allowed: the next visit is a first one again.
    }
  };
  const seen = recall(key);
  const news = seen && seen.edition !== edition ? compare(seen, marks) : null;
  if (news) return { ...news, done };
  done();
  return null;
}
