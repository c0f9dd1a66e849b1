// Columns as Python writes them -> the objects of types.js: units, places, claims, and the rows of a day.

/** @import { Beginnings, DayState, Geometry, Row, Claim, Sources } from "./types.js" */

/** The sum of all numbers up to each one. @param {number[]} deltas @returns {number[]} */
function summed(deltas) {
  let sum = 0;
  return deltas.map((delta) => (sum += delta));
}

/** Takes the next entries of a list, so many at a time. @template T @param {T[]} list @returns {(count: number) => T[]} */
function taker(list) {
  let at = 0;
  return (count) => list.slice(at, (at += count));
}

/** Polygons of each unit as rings of arcs. @param {any} packed @returns {number[][][][]} */
function polygonsOf(packed) {
  const arcs = taker(summed(packed.arcs));
  const rings = taker(packed.sizes.map(arcs));
  const polygons = taker(packed.rings.map(rings));
  return packed.polygons.map(polygons);
}

/** @param {any} packed as `shapes_payload` makes it @returns {Geometry} */
export function geometryOf(packed) {
  const { units, places, paths } = packed;
  const polygons = polygonsOf(units);
  return {
    ...packed,
    units: units.id.map((/** @type {string} */ id, /** @type {number} */ i) => ({
      id,
      name: units.name[i],
      parents: paths[units.parents[i]],
      polygons: polygons[i],
      area_km2: units.area_km2[i],
    })),
    places: places.id.map((/** @type {string} */ id, /** @type {number} */ i) => ({
      id,
      name: places.name[i],
      alt_names: places.alt_names[i],
      kind: places.kinds[places.kind[i]],
      rank: places.rank[i],
      lon: places.lon[i],
      lat: places.lat[i],
      population: places.population[i],
      parents: paths[places.parents[i]],
      unit: places.unit[i] < 0 ? null : places.unit[i],
    })),
  };
}

const CLAIM_TEXTS = ["date", "target", "target_name", "scope", "type", "status", "confidence", "note"];
const CLAIM_LISTS = ["gained_by", "lost_by", "opposed_by", "sources", "excepted_names"];

/** @param {any} packed as `evidence_payload` makes it @returns {{claims: Claim[], sources?: Sources}} */
export function evidenceOf(packed) {
  const best = summed(packed.best);
  const lists = packed.lists.map((/** @type {number[]} */ list) => list.map((n) => packed.strings[n]));
  const claims = packed.id.map((/** @type {string} */ id, /** @type {number} */ i) => {
    /** @type {any} */
    const claim = { id, best: best[i], earliest: best[i] - packed.earliest[i], latest: best[i] + packed.latest[i] };
    for (const name of CLAIM_TEXTS) claim[name] = packed.strings[packed[name][i]];
    for (const name of CLAIM_LISTS) claim[name] = lists[packed[name][i]];
    return claim;
  });
  return { claims, sources: packed.sources_known };
}

const ROLES = ["made", "confirms", "dissents"];
const FEW = ["open", "claimed", "seat", "parents"];

/** What began when, as `targets.py` writes it. @param {any[]} packed @returns {Beginnings} */
function begunOf([[since, se, sl], ...lists]) {
  const [held, contested, besieged] = lists.map((some) => some.map((/** @type {any[]} */ [parties, ...days]) => ({ parties, since: days[0], se: days[1], sl: days[2] })));
  return { state: { parties: [], since, se, sl }, held, contested, besieged };
}

/** Rows of the units or the places of a day. @param {any} packed @param {{day: number, causes: string[], levels: string[]}} state @returns {Row[]} */
function rowsOf(packed, { day, causes, levels }) {
  const claims = ROLES.map((name) => {
    const [counts, numbers] = packed[name];
    return counts.map(taker(numbers));
  });
  /** @type {any[]} */
  const rows = packed.s.map((/** @type {number} */ s, /** @type {number} */ i) => {
    const since = packed.since[i] === null ? null : day - packed.since[i];
    return {
      s,
      since,
      se: since === null ? null : since - packed.se[i],
      sl: since === null ? null : since + packed.sl[i],
      cause: causes[packed.cause[i]],
      level: levels[packed.level[i]],
      last: packed.last[i] === null ? null : day - packed.last[i],
      by: packed.by[i] < 0 ? null : packed.by[i],
      made: claims[0][i],
      confirms: claims[1][i],
      dissents: claims[2][i],
    };
  });
  for (const name of FEW) {
    for (const [i, value] of packed[name] || []) rows[i][name] = value;
  }
  for (const [i, value] of packed.begun || []) rows[i].begun = begunOf(value);
  return rows;
}

/** @param {any} packed as `state_payload` makes it @param {number} count of the places of the case @returns {DayState} */
export function stateOf(packed, count) {
  const found = rowsOf(packed.places, packed);
  /** @type {(Row | null)[]} */
  const places = Array.from({ length: count }, () => null);
  packed.places.at.forEach((/** @type {number} */ place, /** @type {number} */ i) => {
    places[place] = found[i];
  });
  return { ...packed, first_day: packed.case.first_day, units: rowsOf(packed.units, packed), places };
}

/** What a page or a layer of a day is drawn from. @param {{geometry: any, evidence: any, state: any}} packed */
export function dayOf(packed) {
  const geometry = geometryOf(packed.geometry);
  return { ...packed, geometry, evidence: evidenceOf(packed.evidence), state: stateOf(packed.state, geometry.places.length) };
}
