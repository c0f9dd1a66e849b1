// What happened on a day, told once: places first, with the land that went the same way.
import { someNames } from "../../library/words/news.js";
import { companySpoken, holdingSpoken, spokenActor, stateText } from "../../library/states/states.js";
import { areaTitle } from "../../library/words/texts.js";
import { isOpen } from "../../library/words/dates.js";
import { rowOf } from "../data/lens.js";

/** @import { AtlasData } from "../data/data.js" */

/**
 * @typedef {object} Happening
 * @property {number} day
 * @property {string} kind change, succession, siege_begin, siege_end, contest, contest_end, clash, dispute, dispute_end, base, shared, land, milestone, other
 * @property {string} name
 * @property {string} [level] of the area, where land is told by it
 * @property {"place" | "unit" | ""} target
 * @property {number} index
 * @property {string} from
 * @property {string} to
 * @property {number[]} units that went the same way
 * @property {number[]} others places of which the same source says the same
 * @property {import("../../library/states/states.js").ControlState | null} was the state before it
 * @property {import("../../library/states/states.js").ControlState | null} state after it
 * @property {string} [way] what is told alike beside from and to: company, opponents
 * @property {number | null} claim
 * @property {string} open the date of its claim as written if that names no day, else ""
 * @property {any} [milestone]
 * @property {string[]} [parties] of a clash
 */

/** Kinds of news from the states before and after, most important first. @param {any} before @param {any} after @param {any} cause */
function kindsOf(before, after, cause) {
  if (!before) return ["base"];
  const [a, b] = [rowOf(before), rowOf(after)];
  if (a !== b) return [cause === "succession" ? "succession" : b === "shared" ? "shared" : "change"];
  const kinds = [];
  /** @param {any} list @param {any} begins @param {any} ends */
  const turn = (list, begins, ends) => {
    if (after[list].length && !before[list].length) kinds.push(begins);
    if (!after[list].length && before[list].length) kinds.push(ends);
  };
  turn("besieged_by", "siege_begin", "siege_end");
  if (after.status === "contested" && before.status !== "contested") kinds.push("contest");
  if (after.status !== "contested" && before.status === "contested") kinds.push("contest_end");
  turn("claimed_by", "dispute", "dispute_end");
  return kinds.length ? kinds : ["other"];
}

/** The other party of what happened. @param {string} kind @param {any} before @param {any} after */
function partyOf(kind, before, after) {
  if (kind === "siege_begin") return after.besieged_by[0];
  if (kind === "siege_end") return before.besieged_by[0];
  if (kind === "contest") return after.contested_by[0] || "";
  if (kind === "dispute") return after.claimed_by[0];
  return rowOf(after);
}

/** What news may only be told together where it is the same: the company on both sides, the opponents. @param {any} before @param {any} after */
function wayOf(before, after) {
  return before ? JSON.stringify([before.companions, after.companions, after.contested_by, after.besieged_by, after.claimed_by]) : "";
}

/** A fight of which nothing is known to have come: it is told, and changes nothing. @param {any} data @param {any} claim @param {number} position @returns {Happening} */
function clashItem(data, claim, position) {
  const index = data.places.findIndex((/** @type {any} */ place) => place.id === claim.target);
  const parties = [...new Set([...claim.gained_by, ...claim.opposed_by])];
  return { day: claim.best, kind: "clash", name: claim.target_name, target: index < 0 ? "" : "place", index, from: "", to: parties[0] || "unknown", units: [], others: [], was: null, state: null, claim: position, open: isOpen(claim) ? claim.date : "", parties };
}

/** @param {any} data the atlas */
export function makeHappenings(data) {
  /** @type {Map<number, Happening[]>} */
  const known = new Map();
  const stones = new Map();
  for (const stone of data.milestones) stones.set(stone.day, [...(stones.get(stone.day) || []), stone]);
  /** @type {Map<number, any[]>} */
  const clashes = new Map();
  data.claims.forEach((/** @type {any} */ claim, /** @type {number} */ position) => {
    if (claim.type === "clash" && !claim.gone) clashes.set(claim.best, [...(clashes.get(claim.best) || []), clashItem(data, claim, position)]);
  });
  const days = [...new Set([...data.changeDays, ...stones.keys(), ...clashes.keys()])].filter((day) => day >= data.firstDay && day <= data.lastDay);
  days.sort((a, b) => a - b);

  /** @param {any} events @param {number} day */
  const placeItems = (events, day) => {
    const items = [];
    for (const { target, from, to, cause, claim, open } of events) {
      if (target < data.unitTotal) continue;
      const index = target - data.unitTotal;
      const [before, after] = [from < 0 ? null : data.states[from], data.states[to]];
      for (const kind of kindsOf(before, after, cause)) {
        const name = data.places[index].name;
        items.push({ day, kind, name, target: "place", index, from: before ? rowOf(before) : "", to: partyOf(kind, before, after), units: [], others: [], was: before, state: after, way: wayOf(before, after), claim, open });
      }
    }
    return items;
  };
  /** Land: with the place that decides it if that went the same way, else by its region. @param {any} events @param {number} day @param {any} places */
  const landItems = (events, day, places) => {
    const groups = new Map();
    for (const { target, from, to, cause, claim, open } of events) {
      if (target >= data.unitTotal || from < 0) continue;
      const [before, after] = [data.states[from], data.states[to]];
      const [kind] = kindsOf(before, after, cause);
      const [a, b] = [rowOf(before), partyOf(kind, before, after)];
      const decider = data.deciderOf(data.row(target, day));
      const leader = places.find((/** @type {any} */ item) => item.index === decider && item.kind === kind && item.from === a && item.to === b && item.open === open);
      if (leader) {
        leader.units.push(target);
        continue;
      }
      const area = data.widestArea(target, day);
      const way = wayOf(before, after);
      const key = JSON.stringify([area, kind, a, b, way, open]);
      if (!groups.has(key)) {
        groups.set(key, { day, kind: kind === "change" || kind === "shared" ? "land" : kind, ...area, target: "unit", index: target, from: a, to: b, units: [], others: [], was: before, state: after, way, claim, open });
      }
      groups.get(key).units.push(target);
    }
    /** @param {any} item */
    const size = (item) => item.units.reduce((/** @type {number} */ sum, /** @type {number} */ unit) => sum + data.units[unit].m2, 0);
    return [...groups.values()].sort((a, b) => size(b) - size(a));
  };
  /** One line for what one source says of many places, and for each holder that changed its name. @param {any} items */
  const joined = (items) => {
    const seen = new Map();
    return items.filter((/** @type {any} */ item) => {
      const parts = item.kind === "succession" ? [] : [item.claim, item.target, item.kind === "other" || item.to === "shared" ? JSON.stringify(item.state) : item.way];
      const key = JSON.stringify([item.kind, item.from, item.to, item.open, ...parts]);
      const first = seen.get(key);
      if (!first || (item.kind !== "succession" && (item.claim === null || item.target !== "place"))) {
        if (!first) seen.set(key, item);
        return true;
      }
      first.units.push(...item.units);
      if (item.target === "place") first.others.push(item.index);
      return false;
    });
  };

  /** @param {number} day @returns {Happening[]} */
  const on = (day) => {
    if (!known.has(day)) {
      const events = data.events(day, day);
      const places = placeItems(events, day);
      const land = landItems(events, day, places);
      const marks = (stones.get(day) || []).map((/** @type {any} */ milestone) => ({
        day, kind: "milestone", name: milestone.title, target: "", index: -1, from: "", to: "", units: [], others: [], was: null, state: null, claim: null, open: "", milestone,
      }));
      /** @param {any} item */
      const last = (item) => (item.kind === "other" || item.kind.endsWith("_end") || item.kind === "dispute" ? 1 : 0);
      const told = joined([...places, ...land]);
      const fights = clashes.get(day) || [];
      known.set(day, [...marks, ...told.filter((/** @type {any} */ item) => !last(item)), ...fights, ...told.filter(last)]);
    }
    return /** @type {Happening[]} */ (known.get(day));
  };
  return { on, days };
}

/** What is told of a day: first the news of that day, then by each open date what is only shown from it on. @template {{open: string}} Item @param {Item[]} items @returns {{open: string, items: Item[]}[]} */
export function byDate(items) {
  const dates = [...new Set(items.map((item) => item.open))].sort((a, b) => Number(a !== "") - Number(b !== ""));
  return dates.map((open) => ({ open, items: items.filter((item) => item.open === open) }));
}

/** km² of the units of an item. @param {AtlasData} data @param {any} item */
export function landOf(data, item) {
  return item.units.reduce((/** @type {number} */ sum, /** @type {number} */ unit) => sum + data.units[unit].area_km2, 0);
}

/** Land by the name of its area with its level, never as if it were the town of that name. @param {any} data @param {Happening} item @param {any} texts */
function nameOf(data, item, texts) {
  if (item.target !== "unit") return item.name;
  return texts.t("countryside", { name: areaTitle(item.name, item.level || "", data.geometry.area_forms, texts) });
}

/** Both sides of what happened: holders with their company, or all who fight, besiege or claim. @param {any} data @param {Happening} item @param {any} texts @returns {Record<"from" | "to", import("../../library/words/texts.js").Part>} */
function sidesOf(data, item, texts) {
  const { kind, from, to, was, state } = item;
  /** @param {string} id */
  const named = (id) => spokenActor(data.actors, id, texts);
  /** @type {Record<string, string>} */
  const lists = { siege_begin: "besieged_by", siege_end: "besieged_by", contest: "contested_by", dispute: "claimed_by" };
  /** @type {any} */
  const said = kind === "siege_end" ? was : state;
  if (lists[kind] && said) return { from: named(from), to: said[lists[kind]].map(named) };
  if (kind === "succession") return { from: named(from), to: named(to) };
  const sides = {
    from: was && was.holder === from ? companySpoken(was, data.actors, texts) : named(from),
    to: state && state.holder === to ? holdingSpoken(state, data.actors, texts, kindOfItem(data, item)) : named(to),
  };
  if (from === "shared" && was) sides.from = { text: texts.t("card_together", { parties: companySpoken(was, data.actors, texts) }) };
  if (to === "shared" && state) sides.to = companySpoken(state, data.actors, texts);
  return sides;
}

/** What an item speaks of, as texts call it: "town", "unit" … @param {any} data @param {Happening} item */
function kindOfItem(data, item) {
  return item.target === "place" ? data.places[item.index].kind : item.target;
}

/** What an item says, as nodes with every name isolated. @param {any} data @param {Happening} item @param {any} texts */
export function happeningWords(data, item, texts) {
  const names = [nameOf(data, item, texts), ...item.others.map((index) => data.places[index].name)];
  /** @type {Record<string, import("../../library/words/texts.js").Part>} */
  const parts = { name: someNames(names, texts), ...sidesOf(data, item, texts) };
  if (item.kind === "other" && item.state) {
    return texts.phrase("told_other", { ...parts, state: stateText(item.state, data.actors, texts, kindOfItem(data, item)) });
  }
  if (item.parties && item.parties.length) {
    return texts.phrase("told_clash", { ...parts, parties: item.parties.map((id) => spokenActor(data.actors, id, texts)) });
  }
  const alone = (item.kind === "contest" && !item.to) || item.kind === "clash";
  const kind = item.kind === "land" ? (item.to === "shared" ? "shared" : "change") : item.kind;
  const key = `told_${kind}${alone ? "_alone" : ""}`;
  return texts.phrase(texts.has(key) ? key : "told_change", parts);
}
