// The atlas of a day in the shape that legend, card and list of the map of a day expect.
import { centralOf, holdings } from "../figures/holdings.js";
import { STALENESSES } from "../map/scenery.js";
import { STALE_DAYS } from "../../library/words/vocabulary.js";
import { rowName } from "../../library/legend/holders.js";
import { beginningsOf } from "../data/beginnings.js";
import { caseTitle } from "./headline.js";

/** @import { AtlasData } from "../data/data.js" */
/** @import { Texts } from "../../library/words/texts.js" */

const M2_PER_KM2 = 1e6;
const FADED_DAYS = [0, STALE_DAYS + 1, 1e6]; // an age of each `staleness`

/** Actors with the camp that they belong to on a day. @param {AtlasData} data @param {number} day */
function actorsOn(data, day) {
  return Object.fromEntries(data.actorList.map((/** @type {any} */ actor) => [actor.id, { ...actor, bloc: data.blocOf(actor.id, day) }]));
}

/** Names around a target without the country, which says nothing. @param {AtlasData} data @param {any} target @param {number} day */
export function pathOf(data, target, day) {
  const path = data.parents(target, day);
  const level = data.case.levels[data.case.levels.length - 1];
  const top = data.frame(level, day);
  return top && top.names.length === 1 ? path.filter((/** @type {string} */ name) => name !== top.names[0]) : path;
}

/** @param {AtlasData} data @param {Texts} texts */
function caseOf(data, texts) {
  return { ...data.case, title: caseTitle(data, texts) };
}

/** Data for `legendNode`: a day seen by holder or by camp. @param {any} view of mapview.js @param {AtlasData} data @param {any} scenery */
export function legendData(data, scenery, view) {
  const { day, by } = view.look();
  const lens = scenery.lenses(by, day);
  const { units, stale } = view.book;
  const seen = new Map();
  for (let unit = 0; unit < units.length; unit += 1) {
    const s = STALENESSES * units[unit] + stale[unit];
    if (!seen.has(s)) seen.set(s, { s, last: stale[unit] ? day - FADED_DAYS[stale[unit]] : day });
  }
  const states = [];
  for (const { s } of seen.values()) states[s] = lens.state(Math.floor(s / STALENESSES));
  const total = data.units.reduce((sum, unit) => sum + unit.m2, 0) / M2_PER_KM2;
  const people = data.people ? { total_people: data.people.reduce((/** @type {number} */ sum, one) => sum + Number(one), 0) } : {};
  return { state: { day, first_day: data.firstDay, states, actors: lens.actors, units: [...seen.values()], legend: legendRows(data, day, by), total_km2: total, ...people } };
}

/** Rows of a legend: what each holder has, what several share, and who else is painted. @param {AtlasData} data @param {number} day @param {"holder" | "bloc"} by @param {import("../data/areas.js").Inside | null} [only] @returns {import("../../library/data/types.js").LegendRow[]} */
export function legendRows(data, day, by, only = null) {
  const { rows, together, painted } = holdings(data, day, by, only);
  /** @param {import("../figures/holdings.js").Sum} sum */
  const figures = ({ m2, people }) => (data.people ? [m2 / M2_PER_KM2, people] : [m2 / M2_PER_KM2]);
  const held = rows.map((row) => {
    const parts = Object.entries(row.parts).filter(([, sum]) => sum.m2 > 0);
    return { holder: row.row, towns: centralOf(row).towns, parts: Object.fromEntries(parts.map(([name, sum]) => [name, figures(sum)])) };
  });
  const shared = together.map(({ rows: parties, sum }) => ({ holder: "shared", with: parties, towns: sum.towns, parts: /** @type {Record<string, number[]>} */ (sum.m2 > 0 ? { shared: figures(sum) } : {}) }));
  const listed = [...held, ...shared].filter((row) => row.towns > 0 || Object.keys(row.parts).length > 0);
  const known = new Set(listed.map((row) => row.holder));
  const others = [...painted].filter(([holder]) => !known.has(holder)).map(([holder, places]) => ({ holder, towns: 0, parts: {}, places }));
  return [...listed, ...others];
}

/** The state that a legend table wants. @param {AtlasData} data @param {any} scenery @param {number} day @param {"holder" | "bloc"} by @param {import("../data/areas.js").Inside | null} only */
export function tableState(data, scenery, day, by, only) {
  const units = only ? only.units.map((unit) => data.units[unit]) : data.units;
  const total = units.reduce((sum, unit) => sum + unit.m2, 0) / 1e6;
  const { people } = data;
  const counted = people ? { total_people: units.reduce((sum, { index }) => sum + Number(people[index]), 0) } : {};
  return { day, first_day: data.firstDay, states: data.states, actors: scenery.lenses(by, day).actors, units: [], legend: legendRows(data, day, by, only), total_km2: total, ...counted };
}

/** Places of the day for `legendNode`: the first of each kind and sign. @param {AtlasData} data @param {any} scenery @param {any} view */
export function legendPlaces(data, scenery, view) {
  const found = new Map();
  for (const index of scenery.order) {
    const sign = view.signOf(index);
    if (sign === "absent") continue;
    const place = data.places[index];
    for (const key of [sign, place.kind]) {
      if (!found.has(key)) found.set(key, { place, state: view.stateOf("place", index), odd: sign === "odd", index });
    }
  }
  return [...found.values()];
}

/** Data for `cardNode` about one target, or null where it does not exist that day. @param {AtlasData} data @param {string} kind @param {number} index @param {number} day @param {Texts} texts */
export function cardData(data, kind, index, day, texts) {
  const target = kind === "unit" ? index : data.unitTotal + index;
  const about = data.describe(target, day);
  if (!about) return null;
  const row = {
    s: about.state,
    since: about.since,
    se: about.startEarliest,
    sl: about.startLatest,
    cause: about.cause,
    last: about.lastEvidence,
    open: data.openDays(target, day),
    claimed: data.disputedSince(target, day),
    level: about.level,
    by: about.decidedBy,
    seat: data.seatArea(target),
    made: about.made,
    confirms: about.confirms,
    dissents: about.dissents,
    parents: pathOf(data, target, day),
    begun: beginningsOf(data, target, day),
  };
  return {
    geometry: { units: data.units, places: data.places },
    state: {
      day,
      case: caseOf(data, texts),
      states: data.states,
      actors: actorsOn(data, day),
      blocs: data.blocs,
      units: kind === "unit" ? { [index]: row } : {},
      places: kind === "place" ? { [index]: row } : {},
    },
    evidence: { claims: data.claims, sources: data.sources },
  };
}

/** Data for `aboutNode`. @param {AtlasData} data @param {Texts} texts */
export function aboutData(data, texts) {
  return { case: caseOf(data, texts) };
}

/** Name of a row of the statistics. @param {any} actors @param {string} id @param {Texts} texts */
export function partyName(actors, id, texts) {
  return rowName({ holder: id }, actors, texts);
}
