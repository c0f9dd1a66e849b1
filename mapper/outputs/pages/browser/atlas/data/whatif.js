// What would be so without some claims: the atlas with what Python found for the targets that differ. See alternatives.py.
import { decodeStates, summed } from "./decode.js";
import { changesInOrder, countUpTo, startsInOrder } from "./order.js";

/** @import { AtlasData } from "./data.js" */
/**
 * @typedef {object} Without
 * @property {string} asked "claim:", "source:" or "kind:" and which
 * @property {"claim" | "source" | "kind"} what
 * @property {string} id
 * @property {number[]} claims positions of those that are left out
 * @property {number[]} targets of which anything differs on any day
 * @property {AtlasData} record with all claims
 */

const OTHERS = ["none", "unknown", "shared", "no_data"];

/** Which claims a question leaves out; null if it makes no sense here. @param {AtlasData} data @param {string} asked @returns {number[] | null} */
export function claimsLeftOut(data, asked) {
  const [what] = asked.split(":");
  const id = asked.slice(what.length + 1);
  if (!data.whatif) return null;
  const positions = [...data.claims.keys()];
  if (what === "kind") return Object.hasOwn(data.whatif.kinds, id) ? [...summed(data.whatif.kinds[id])] : null;
  if (!data.whatif.single) return null; // there was no room for more than the kinds
  if (what === "claim") return some(positions.filter((i) => data.claims[i].id === id));
  if (what !== "source" || !data.claims.some(({ sources }) => sources.includes(id))) return null;
  return positions.filter((i) => data.claims[i].sources.length > 0 && data.claims[i].sources.every((source) => source === id));
}

/** @param {number[]} found */
const some = (found) => (found.length ? found : null);

/** Numbers that are kept as differences within each group. @param {number[]} counts @param {number[]} values @param {number} group */
function groupOf(counts, values, group) {
  const first = counts.slice(0, group).reduce((sum, n) => sum + n, 0);
  return [...summed(values.slice(first, first + counts[group]))];
}

/** The number of the world without just these claims; -1 where nothing that is shown differs. @param {any} packed @param {number[]} claims */
function worldOf(packed, claims) {
  const { count, claim } = packed.claims;
  return count.findIndex((/** @type {number} */ n, /** @type {number} */ i) => n === claims.length && groupOf(count, claim, i).every((one, at) => one === claims[at]));
}

/**
 * What stands instead of which rows, by target.
 * @typedef {Map<number, {head: number, cut: number, begin: number, made: number}>} Splices begin: of the rows that are made
 */

/** @param {any} differs @param {number} world @param {string} prefix of the columns @returns {Splices} */
function splicesOf(differs, world, prefix) {
  /** @type {Splices} */
  const found = new Map();
  if (world < 0) return found;
  const [head, cut, made] = ["head", "cut", "made"].map((name) => differs[prefix + name]);
  const first = differs.count.slice(0, world).reduce((/** @type {number} */ sum, /** @type {number} */ n) => sum + n, 0);
  let begin = made.slice(0, first).reduce((/** @type {number} */ sum, /** @type {number} */ n) => sum + n, 0);
  groupOf(differs.count, differs.target, world).forEach((target, i) => {
    const at = first + i;
    found.set(target, { head: head[at], cut: cut[at], begin, made: made[at] });
    begin += made[at];
  });
  return found;
}

/** Rows as they stand then: those of the record, and `~row` of those that are made. @param {Int32Array} offset @param {Splices} splices @param {(row: number) => boolean} kept */
function rowsOf(offset, splices, kept) {
  /** @type {number[]} */
  const rows = [];
  const begins = Int32Array.from(offset, (begin, target) => {
    const first = rows.length;
    if (target + 1 === offset.length) return first;
    /** @type {number[]} */
    let own = [];
    for (let row = begin; row < offset[target + 1]; row += 1) if (kept(row)) own.push(row);
    const splice = splices.get(target);
    if (splice) own = [...own.slice(0, splice.head), ...Array.from({ length: splice.made }, (_, i) => ~(splice.begin + i)), ...own.slice(splice.head + splice.cut)];
    for (const row of own) rows.push(row);
    return first;
  });
  return { rows, offset: begins };
}

const BESIDE = ["state", "leader", "source", "source_tenure", "tenure", "claim"]; // kept as differences to the record on the same day
const CALLED = { source_tenure: "sourceTenure" };

/** The intervals that are made, by their names in the table. @param {AtlasData} data @param {Splices} splices */
function madeIntervals(data, splices) {
  const { intervals: table, whatif: { intervals: packed }, firstDay } = data;
  /** @type {Record<string, Map<number, number>>} by row */
  const made = {};
  /** @param {string} name @param {number} row @param {number} value */
  const put = (name, row, value) => (made[name] ||= new Map()).set(row, value);
  for (const [target, { head, begin, made: count }] of splices) {
    const first = table.offset[target];
    let start = head ? table.start[first + head - 1] : firstDay;
    for (let row = begin; row < begin + count; row += 1) {
      start += packed.start[row];
      const beside = Math.max(first, countUpTo(table.start, start, first, table.offset[target + 1]) - 1);
      for (const name of BESIDE) {
        const own = /** @type {any} */ (CALLED)[name] || name;
        put(own, row, /** @type {any} */ (table)[own][beside] + packed[name][row]);
      }
      const since = start - packed.since[row];
      const days = { target, start, since, earliest: since - packed.earliest[row], latest: since + packed.latest[row], cause: packed.cause[row], level: packed.level[row], begunEarly: start - packed.begun_early[row], begunLate: start + packed.begun_late[row] };
      for (const [name, value] of Object.entries(days)) put(name, row, value);
    }
  }
  return made;
}

/** @param {AtlasData} data @param {number} world @returns {AtlasData["intervals"]} */
function intervalsOf(data, world) {
  const { intervals: table, whatif: packed } = data;
  const splices = splicesOf(packed.differs, world, "");
  const { rows, offset } = rowsOf(table.offset, splices, () => true);
  /** @type {any} */
  const found = { ...table, offset, causes: packed.causes, levels: packed.levels };
  const made = madeIntervals(data, splices);
  for (const [name, old] of Object.entries(table)) {
    if (old instanceof Int32Array && name !== "offset") found[name] = Int32Array.from(rows, (row) => (row < 0 ? Number(made[name].get(~row)) : old[row]));
  }
  return found;
}

/** @param {AtlasData} data @param {number} world @param {Set<number>} gone @returns {AtlasData["evidence"]} */
function evidenceOf(data, world, gone) {
  const { evidence: table, whatif: packed, claims } = data;
  const [claim, role] = [/** @type {Int32Array} */ (table.claim), /** @type {Int32Array} */ (table.role)];
  const { rows, offset } = rowsOf(table.offset, splicesOf(packed.differs, world, "proof_"), (row) => !gone.has(claim[row]));
  /** @param {Int32Array} old @param {number[]} made */
  const column = (old, made) => Int32Array.from(rows, (row) => (row < 0 ? made[~row] : old[row]));
  const [claimNow, roleNow] = [column(claim, packed.evidence.claim), column(role, packed.evidence.role)];
  return {
    ...table, offset, claim: claimNow, role: roleNow, tenure: column(table.tenure, packed.evidence.tenure),
    day: Int32Array.from(claimNow, (one) => claims[one].best),
    counts: Uint8Array.from(claimNow, (one, i) => (roleNow[i] <= 1 && !table.national.has(one) ? 1 : 0)),
  };
}

/** The atlas without what a question leaves out; itself where it asks for nothing. @param {AtlasData} data @param {string} asked @returns {AtlasData} */
export function withoutClaims(data, asked) {
  const claims = asked ? claimsLeftOut(data, asked) : null;
  if (!claims) return data;
  const world = worldOf(data.whatif, claims);
  const gone = new Set(claims);
  const [what] = asked.split(":");
  const own = Object.create(data);
  own.states = [...data.states, ...decodeStates(data.whatif.states, [...data.actorList.map((actor) => actor.id), ...OTHERS])];
  own.claims = data.claims.map((claim, i) => (gone.has(i) ? { ...claim, gone: true } : claim));
  own.intervals = intervalsOf(data, world);
  own.evidence = evidenceOf(data, world, gone);
  own.starts = startsInOrder(own);
  own.changes = changesInOrder(own);
  own.changeDays = [...new Set(own.changes.days)];
  own.lastChanged = { low: own.firstDay, high: own.firstDay, targets: new Int32Array(0) };
  own.without = { asked, what, id: asked.slice(what.length + 1), claims, targets: [...splicesOf(data.whatif.differs, world, "").keys()], record: data };
  return own;
}

/** Whether something else is said of a target on a day than in the record. @param {AtlasData} data @param {number} target @param {number} day */
export function differs(data, target, day) {
  return data.without !== null && data.without.record.stateOf(target, day) !== data.stateOf(target, day);
}

/** What differs on a day: positions of units and places. @param {AtlasData} data @param {number} day @returns {import("./areas.js").Inside} */
export function differing(data, day) {
  const found = (data.without?.targets || []).filter((target) => differs(data, target, day));
  return { units: found.filter((target) => target < data.unitTotal), places: found.flatMap((target) => (target < data.unitTotal ? [] : [target - data.unitTotal])) };
}

/** A day on which something differs: the next from a day on, else the last one before; null if there is none. @param {AtlasData} data @param {number} day */
export function differingDay(data, day) {
  /** @type {Set<number>} */
  const days = new Set();
  for (const target of data.without?.targets || []) {
    for (const { intervals: { offset, start } } of [data, /** @type {Without} */ (data.without).record]) {
      for (let row = offset[target]; row < offset[target + 1]; row += 1) if (!days.has(start[row]) && differs(data, target, start[row])) days.add(start[row]);
    }
  }
  const order = [...days].sort((a, b) => a - b);
  return order.find((one) => one >= day) ?? order.at(-1) ?? null;
}
