// The history of a case in the browser: who held what on any day, since when and why.
//
// A *target* is a number: units first, in the order of `units`, then places, in that of `places`.
// Days are whole numbers since 1970-01-01. A state is a number in `states`; -1 is "does not exist".
import { changesInOrder, countUpTo, covers, startsInOrder, touchedTargets } from "./order.js";
import { isOpen } from "../../library/words/dates.js";
import { decodeClaims, decodeEvidence, decodeIntervals, decodeStates, decodeUnits, summed } from "./decode.js";

/** @import { Claim, ControlState, Unit } from "./decode.js" */
/** @import { Sources } from "../../library/data/types.js" */
/** @import { Actor, Bloc, Case, Chapter, ControlEvent, Description, Frame, Milestone, Place } from "./types.js" */

const ROLE_CONFIRMS = 1;
const ROLE_DISSENTS = 3;

/**
 * The atlas that a page carries: `await readPayload()`.
 * @param {string} [id] of the data block @returns {Promise<AtlasData>}
 */
export async function readPayload(id = "mapper-atlas") {
  const block = document.getElementById(id);
  if (!block) throw new Error(`the page has no data block ${id}`);
  const text = block.textContent || "";
  if (block.getAttribute("type") !== "application/gzip") return new AtlasData(JSON.parse(text));
  const signs = atob(text);
  const packed = new Uint8Array(signs.length);
  for (let i = 0; i < signs.length; i += 1) packed[i] = signs.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new AtlasData(await new Response(stream).json());
}

export class AtlasData {
  /** @param {any} payload as `atlas_payload` of payload.py makes it */
  constructor(payload) {
    /** @type {Case} */
    this.case = payload.case;
    /** @type {string} */
    this.lang = payload.lang;
    this.firstDay = this.case.first_day;
    this.lastDay = this.case.last_day;
    /** @type {any} scale, arcs, frames (borders of regions), outline, neighbours, rivers, bounds */
    this.geometry = payload.geometry;
    /** @type {Actor[]} */
    this.actorList = payload.actors;
    /** @type {Record<string, Actor>} */
    this.actors = Object.fromEntries(this.actorList.map((actor) => [actor.id, actor]));
    /** @type {Bloc[]} */
    this.blocList = payload.blocs;
    /** @type {Record<string, Bloc>} */
    this.blocs = Object.fromEntries(this.blocList.map((bloc) => [bloc.id, bloc]));
    /** @type {Record<string, string>} colours of none, unknown, shared and no_data */
    /** @type {[string, string, number | null, number | null][]} actor, bloc, start, end */
    this.members = payload.members;
    /** @type {[string, string, number, string][]} predecessor, successor, day, kind */
    this.successions = payload.successions || [];
    /** @type {Milestone[]} */
    this.milestones = payload.milestones.map((/** @type {any} */ row) => ({
      ...row,
      sources: row.sources.map((/** @type {number} */ n) => payload.strings[n]),
    }));
    /** @type {Unit[]} */
    this.units = decodeUnits(payload.geometry.units);
    /** @type {(number | null)[] | null} people of each unit, null where nobody counted; null without any figures */
    this.people = payload.people || null;
    /** @type {Place[]} */
    this.places = payload.geometry.places;
    /** @type {Frame[]} */
    this.frames = payload.frames.map((/** @type {any} */ row) => ({
      ...row,
      unitArea: summed(row.unit_area),
      placeArea: row.place_area ? summed(row.place_area) : null,
    }));
    /** @type {ControlState[]} */
    this.states = decodeStates(payload.states, [...this.actorList.map((actor) => actor.id), "none", "unknown", "shared", "no_data"]);
    /** @type {Claim[]} empty where the page has no room for them */
    this.claims = decodeClaims(payload.claims, payload.ranks, payload.strings);
    /** @type {Sources | undefined} */
    this.sources = payload.sources;
    /** How many claims the case has, and whether the page carries them. */
    this.claimCount = payload.evidence.claims;
    this.hasClaims = payload.evidence.kind === "claims";
    this.intervals = decodeIntervals(payload.intervals, this.firstDay);
    /** @type {{ids: string[], names: string[], area: Int32Array} | null} areas whose seat a target follows */
    this.seats = payload.seats ? { ...payload.seats, area: summed(payload.seats.area) } : null;
    this.evidence = decodeEvidence(payload.evidence, this.units.length + this.places.length, this.firstDay, this.claims);
    this.changeDays = summed(payload.changes);
    this.unitTotal = this.units.length;
    this.targetTotal = this.units.length + this.places.length;
    this.starts = startsInOrder(this);
    this.changes = changesInOrder(this);
    this.lastChanged = { low: this.firstDay, high: this.firstDay, targets: new Int32Array(0) };
    /** @type {any} what would be so without some claims, as whatif.js reads it; null where the page has no room for it */
    this.whatif = payload.whatif || null;
    /** @type {import("./whatif.js").Without | null} what is left out here; null for the record itself */
    this.without = null;
  }

  /** Row of the interval of a target on a day, or -1. @param {number} target @param {number} day */
  row(target, day) {
    const { offset, start } = this.intervals;
    const row = countUpTo(start, day, offset[target], offset[target + 1]) - 1;
    return row < offset[target] ? -1 : row;
  }

  /** State of a target on a day, or -1. @param {number} target @param {number} day */
  stateOf(target, day) {
    const row = this.row(target, day);
    return row < 0 ? -1 : this.intervals.state[row];
  }

  /** State of each target from `first` to before `end`. @param {number} first @param {number} end @param {number} day */
  statesOf(first, end, day) {
    const { offset, start, state } = this.intervals;
    const states = new Int32Array(end - first).fill(-1);
    for (let target = first; target < end; target += 1) {
      const row = countUpTo(start, day, offset[target], offset[target + 1]) - 1;
      if (row >= offset[target]) states[target - first] = state[row];
    }
    return states;
  }

  /** State of each unit. @param {number} day */
  unitStates(day) {
    return this.statesOf(0, this.unitTotal, day);
  }

  /** State of each place; -1 where a base does not exist yet. @param {number} day */
  placeStates(day) {
    return this.statesOf(this.unitTotal, this.targetTotal, day);
  }

  /** Targets whose state differs between two days, in order. @param {number} dayA @param {number} dayB */
  changedTargets(dayA, dayB) {
    const [low, high] = [Math.min(dayA, dayB), Math.max(dayA, dayB)];
    if (this.lastChanged.low !== low || this.lastChanged.high !== high) {
      const targets = touchedTargets(this, low, high);
      this.lastChanged = { low, high, targets: targets.filter((one) => this.stateOf(one, low) !== this.stateOf(one, high)) };
    }
    return this.lastChanged.targets;
  }

  /** Units whose state differs between two days. @param {number} dayA @param {number} dayB */
  changedUnits(dayA, dayB) {
    return this.changedTargets(dayA, dayB).filter((target) => target < this.unitTotal);
  }

  /** Places whose state differs between two days. @param {number} dayA @param {number} dayB */
  changedPlaces(dayA, dayB) {
    const places = this.changedTargets(dayA, dayB).filter((target) => target >= this.unitTotal);
    return places.map((target) => target - this.unitTotal);
  }

  /** The place that decides a target in an interval, or null. @param {number} row */
  deciderOf(row) {
    const { leader, source } = this.intervals;
    if (leader[row] < 0) return null;
    const place = leader[row] >= this.unitTotal ? leader[row] : source[row];
    return place >= this.unitTotal ? place - this.unitTotal : null;
  }

  /** Name of the area whose seat a target follows, if it follows one. @param {number} target */
  seatArea(target) {
    return this.seats && this.seats.area[target] >= 0 ? this.seats.names[this.seats.area[target]] : null;
  }

  /** Day of the last evidence of an interval up to a day, or null. @param {number} row @param {number} day */
  lastEvidence(row, day) {
    let last = null;
    for (const [begin, end] of this.evidenceRows(row)) {
      for (let i = begin; i < end && this.evidence.day[i] <= day; i += 1) {
        if (this.evidence.counts[i] && (last === null || this.evidence.day[i] > last)) last = this.evidence.day[i];
      }
    }
    return last;
  }

  /** Stretches of the evidence that bear on an interval: its own, and its source's. @param {number} row */
  evidenceRows(row) {
    const { target, tenure, source, sourceTenure } = this.intervals;
    const own = this.tenureRows(target[row], tenure[row]);
    if (source[row] === target[row] && sourceTenure[row] === tenure[row]) return [own];
    return [own, this.tenureRows(source[row], sourceTenure[row])];
  }

  /** @param {number} target @param {number} tenure @returns {[number, number]} */
  tenureRows(target, tenure) {
    const { offset, tenure: tenures } = this.evidence;
    const end = countUpTo(tenures, tenure, offset[target], offset[target + 1]);
    return [countUpTo(tenures, tenure - 1, offset[target], end), end];
  }

  /** Days since the last evidence of each unit; -1 where there never was any. @param {number} day */
  unitAges(day) {
    return Int32Array.from(this.units, (_, unit) => {
      const last = this.lastEvidence(this.row(unit, day), day);
      return last === null ? -1 : day - last;
    });
  }

  /** What is said of a target on a day; null before a base exists. @param {number} target @param {number} day @returns {Description | null} */
  describe(target, day) {
    const row = this.row(target, day);
    if (row < 0) return null;
    const table = this.intervals;
    const cause = table.causes[table.cause[row]];
    const known = cause !== "baseline";
    const last = this.lastEvidence(row, day);
    return {
      state: table.state[row],
      since: known ? table.since[row] : null,
      startEarliest: known ? table.earliest[row] : null,
      startLatest: known ? table.latest[row] : null,
      cause,
      lastEvidence: last,
      ageDays: last === null ? null : day - last,
      level: table.levels[table.level[row]],
      decidedBy: this.deciderOf(row),
      ...this.claimsOf(row, day),
    };
  }

  /** Claims that make, confirm or deny an interval up to a day, in the order of the rules. @param {number} row @param {number} day */
  claimsOf(row, day) {
    const { claim, role, day: days } = this.evidence;
    /** @type {{made: number[], confirms: number[], dissents: number[]}} */
    const found = { made: [], confirms: [], dissents: [] };
    if (!claim || !role) return found;
    /** @type {Map<number, number>} */
    const roles = new Map();
    for (const [begin, end] of this.evidenceRows(row)) {
      for (let i = begin; i < end && days[i] <= day; i += 1) {
        roles.set(claim[i], Math.min(role[i], roles.get(claim[i]) ?? ROLE_DISSENTS));
      }
    }
    const order = [...roles.keys()].sort((a, b) => this.claims[a].rank - this.claims[b].rank);
    for (const position of order) {
      const part = /** @type {number} */ (roles.get(position));
      if (part === ROLE_DISSENTS) found.dissents.push(position);
      else (part >= ROLE_CONFIRMS ? found.confirms : found.made).push(position);
    }
    return found;
  }

  /** The areas around a target on a day, smallest first. @param {number} target @param {number} day @returns {{name: string, level: string}[]} */
  areasAround(target, day) {
    const isUnit = target < this.unitTotal;
    const unit = isUnit ? target : this.places[target - this.unitTotal].unit;
    /** @param {Frame} frame */
    const areaIn = ({ unitArea, placeArea }) => {
      if (!isUnit && placeArea) return placeArea[target - this.unitTotal];
      return unit === null ? -1 : unitArea[unit];
    };
    return this.case.levels.flatMap((level) =>
      this.frames
        .filter((frame) => frame.level === level && covers(frame.valid_from, frame.valid_to, day))
        .map((frame) => ({ name: frame.names[areaIn(frame)], level }))
        .filter(({ name }) => Boolean(name)),
    );
  }

  /** Names of the areas around a target on a day, smallest first. @param {number} target @param {number} day @returns {string[]} */
  parents(target, day) {
    const path = [...new Set(this.areasAround(target, day).map(({ name }) => name))];
    return target < this.unitTotal && path[0] === this.units[target].name ? path.slice(1) : path;
  }

  /** The widest area around a unit that not all lie in: its region, say. @param {number} unit @param {number} day @returns {{name: string, level: string}} */
  widestArea(unit, day) {
    const { levels } = this.case;
    const whole = this.frame(levels[levels.length - 1], day);
    const around = this.areasAround(unit, day).filter(({ name }) => !(whole && whole.names.length === 1 && name === whole.names[0]));
    return around[around.length - 1] || { name: this.units[unit].name, level: "" };
  }

  /** The whole story of a target: one chapter for each interval. @param {number} target @returns {Chapter[]} */
  story(target) {
    const { offset, start, state, since, cause, causes, claim } = this.intervals;
    const chapters = [];
    for (let row = offset[target]; row < offset[target + 1]; row += 1) {
      const known = causes[cause[row]] !== "baseline";
      chapters.push({
        start: start[row],
        end: row + 1 < offset[target + 1] ? start[row + 1] : null,
        state: state[row],
        since: known ? since[row] : null,
        cause: causes[cause[row]],
        claim: claim && claim[row] >= 0 ? claim[row] : null,
        open: this.openDate(row),
      });
    }
    return chapters;
  }

  /** Changes of holder, status, siege or dispute on days from..to, newest first; places before units. @param {number} fromDay @param {number} toDay @returns {ControlEvent[]} */
  events(fromDay, toDay) {
    const { rows, days } = this.changes;
    const found = [];
    for (let i = countUpTo(days, toDay) - 1; i >= 0 && days[i] >= fromDay; i -= 1) found.push(this.eventOf(rows[i]));
    return found;
  }

  /** @param {number} row of an interval @returns {ControlEvent} */
  eventOf(row) {
    const { offset, target, start, state, since, cause, causes, claim, why, whys } = this.intervals;
    const first = row === offset[target[row]];
    const made = claim ? claim[row] : -1;
    let reason = since[row] === start[row] ? causes[cause[row]] : "expiry";
    if (why) reason = whys[why[row]];
    else if (made >= 0) reason = this.claims[made].type;
    return {
      day: start[row],
      target: target[row],
      from: first ? -1 : state[row - 1],
      to: state[row],
      cause: reason,
      claim: made >= 0 ? made : null,
      open: this.openDate(row),
    };
  }

  /** The date of the claim that began an interval, as written, if it names no day; else "". @param {number} row @returns {string} */
  openDate(row) {
    const { start, claim, open } = this.intervals;
    const made = claim && claim[row] >= 0 ? this.claims[claim[row]] : null;
    if (!made) return open.get(row) || "";
    // What begins outside of the days of its claim does so for another reason.
    return isOpen(made) && made.earliest <= start[row] && start[row] <= made.latest ? made.date : "";
  }

  /**
   * The days around one on which something of a target stays the same: the first, and the first after it (null if it lasts).
   * @param {number} target @param {number} day @param {(state: ControlState) => string} what "" if it does not hold
   * @returns {[number, number | null] | null}
   */
  stretch(target, day, what) {
    const { offset, start, state } = this.intervals;
    const row = this.row(target, day);
    const wanted = row < 0 ? "" : what(this.states[state[row]]);
    if (!wanted) return null;
    let [first, next] = [row, row + 1];
    while (first > offset[target] && what(this.states[state[first - 1]]) === wanted) first -= 1;
    while (next < offset[target + 1] && what(this.states[state[next]]) === wanted) next += 1;
    return [start[first], next < offset[target + 1] ? start[next] : null];
  }

  /** Between which days the same parties may hold a target; null where the holder is certain. @param {number} target @param {number} day */
  openDays(target, day) {
    return this.stretch(target, day, (state) => {
      if (!state.uncertain_with.length) return "";
      const together = state.status === "shared" ? ["shared", ...state.companions] : [];
      return [...new Set([state.holder, ...together, ...state.uncertain_with])].sort().join("\n");
    });
  }

  /** Since when the same parties claim a target; null where nobody does. @param {number} target @param {number} day */
  disputedSince(target, day) {
    const found = this.stretch(target, day, (state) => state.claimed_by.join("\n"));
    return found && found[0];
  }

  /** The bloc of an actor on a day, or null. @param {string} actor @param {number} day */
  blocOf(actor, day) {
    const found = this.members.find(([who, , start, end]) => who === actor && covers(start, end, day));
    return found ? found[1] : null;
  }

  /** The frame of a level that is valid on a day, or null. @param {string} level @param {number} day */
  frame(level, day) {
    return this.frames.find((row) => row.level === level && covers(row.valid_from, row.valid_to, day)) || null;
  }

  /** Borders and names of the regions on a day, from the geometry, or null. @param {number} day */
  borders(day) {
    const frames = this.geometry.frames;
    return frames.find((/** @type {any} */ row) => covers(row.valid_from, row.valid_to, day)) || null;
  }
}
