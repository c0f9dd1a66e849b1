// Figures from the history: areas, towns and population by holder, bloc or status. As statistics.py.
//
// Areas are added as whole square metres, which is exact, and divided once.
import { BASE_KINDS, TOWN_RANK } from "../../library/words/vocabulary.js";
import { namedRow, stateRow } from "./candidates.js";
import { countUpTo } from "../data/order.js";

/** @typedef {import("../data/data.js").AtlasData} AtlasData */
/** @typedef {import("./candidates.js").By} By */
/** @typedef {import("./candidates.js").StateRow} StateRow */

/**
 * @typedef {object} AreaRow one row of `mapper stats`
 * @property {string} row holder, bloc or status
 * @property {number} area_km2
 * @property {number} share of the country
 * @property {number} area_km2_low
 * @property {number} area_km2_high
 * @property {number} area_within_50km_km2
 * @property {number} contested_km2
 * @property {number} towns
 * @property {number} population_of_towns
 * @property {number} towns_without_population
 * @property {number} [population] where the units have figures, with what is sure and what may be
 * @property {number} [population_low]
 * @property {number} [population_high]
 */

/** @typedef {{row: string, with?: string[], amount: Float64Array, share: Float64Array}} ShareLine km² or people, and their share, by the days of the series; with: who shares them, in the order of actors or blocs */
/** @typedef {{days: Int32Array, lines: ShareLine[], total: number}} ShareSeries */

const M2_PER_KM2 = 1e6;
const BASES = new Set(BASE_KINDS);

/** Whether a place counts among the towns. @param {{kind: string, rank: number}} place */
export function isTown(place) {
  return place.rank <= TOWN_RANK && !BASES.has(place.kind);
}

/** The bloc of each actor on a day, where blocs are asked for. @param {AtlasData} data @param {By} by @param {number} day */
export function blocsOn(data, by, day) {
  /** @type {Map<string, string>} */
  const blocs = new Map();
  if (by === "bloc") for (const actor of data.actorList) blocs.set(actor.id, data.blocOf(actor.id, day) || "no_bloc");
  return blocs;
}

/** How every state counts on a day. @param {AtlasData} data @param {By} by @param {number} day @returns {StateRow[]} */
export function stateRows(data, by, day) {
  const blocs = blocsOn(data, by, day);
  return data.states.map((state) => stateRow(state, by, (actor) => blocs.get(actor) || "no_bloc"));
}

/** Order of texts as in Python: by code point. @param {string} a @param {string} b */
export function byCodePoint(a, b) {
  const [left, right] = [Array.from(a), Array.from(b)];
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    const order = Number(left[i].codePointAt(0)) - Number(right[i].codePointAt(0));
    if (order) return order;
  }
  return left.length - right.length;
}

class Sums {
  constructor() {
    /** @type {Map<string, Required<Omit<AreaRow, "row" | "share">>>} */
    this.rows = new Map();
  }

  /** @param {string} name */
  of(name) {
    let row = this.rows.get(name);
    if (!row) {
      row = {
        area_km2: 0,
        area_km2_low: 0,
        area_km2_high: 0,
        area_within_50km_km2: 0,
        contested_km2: 0,
        towns: 0,
        population_of_towns: 0,
        towns_without_population: 0,
        population: 0,
        population_low: 0,
        population_high: 0,
      };
      this.rows.set(name, row);
    }
    return row;
  }

  /** @param {{m2: number, near_m2: number}} unit @param {number} people @param {StateRow} counted @param {boolean} contested */
  addLand(unit, people, counted, contested) {
    const row = this.of(counted.central);
    row.area_km2 += unit.m2;
    row.area_within_50km_km2 += unit.near_m2;
    if (contested) row.contested_km2 += unit.m2;
    row.population += people;
    if (counted.certain) {
      row.area_km2_low += unit.m2;
      row.population_low += people;
    }
    for (const name of counted.candidates) {
      this.of(name).area_km2_high += unit.m2;
      this.of(name).population_high += people;
    }
  }

  /** @param {{population: number | null}} place @param {string} name */
  addTown(place, name) {
    const row = this.of(name);
    row.towns += 1;
    row.population_of_towns += place.population || 0;
    if (place.population === null) row.towns_without_population += 1;
  }

  /** @param {boolean} peopled whether the units have figures of people @returns {AreaRow[]} */
  table(peopled) {
    let total = 0;
    for (const row of this.rows.values()) total += row.area_km2;
    const found = [];
    for (const [name, row] of this.rows) {
      if (!row.area_km2_high && !row.towns) continue;
      found.push({
        row: name,
        area_km2: row.area_km2 / M2_PER_KM2,
        share: total > 0 ? row.area_km2 / total : 0,
        area_km2_low: row.area_km2_low / M2_PER_KM2,
        area_km2_high: row.area_km2_high / M2_PER_KM2,
        area_within_50km_km2: row.area_within_50km_km2 / M2_PER_KM2,
        contested_km2: row.contested_km2 / M2_PER_KM2,
        towns: row.towns,
        population_of_towns: row.population_of_towns,
        towns_without_population: row.towns_without_population,
        ...(peopled ? { population: row.population, population_low: row.population_low, population_high: row.population_high } : {}),
      });
    }
    return found.sort((a, b) => b.area_km2 - a.area_km2 || byCodePoint(a.row, b.row));
  }
}

/**
 * Areas and towns of a day, largest area first: the rows of `mapper stats --date DAY`.
 * @param {AtlasData} data @param {number} day @param {By} [by] @returns {AreaRow[]}
 */
export function areaRows(data, day, by = "holder") {
  const counted = stateRows(data, by, day);
  const contested = data.states.map((state) => state.status === "contested");
  const sums = new Sums();
  data.unitStates(day).forEach((state, unit) => sums.addLand(data.units[unit], data.people?.[unit] || 0, counted[state], contested[state]));
  data.placeStates(day).forEach((state, index) => {
    const place = data.places[index];
    if (state >= 0 && place.unit !== null && isTown(place)) sums.addTown(place, counted[state].central);
  });
  return sums.table(data.people !== null);
}

/** Days on which some actor changes its bloc. @param {AtlasData} data @returns {number[]} */
function memberDays(data) {
  const days = data.members.flatMap(([, , start, end]) => [start, end]);
  const inside = days.filter((day) => day !== null && day > data.firstDay && day <= data.lastDay);
  return /** @type {number[]} */ ([...new Set(inside)]).sort((a, b) => a - b);
}

/** Who shares a state, in the order of actors or blocs: one name for one group. @param {AtlasData} data @param {By} by @param {number} day */
function sharersOn(data, by, day) {
  const blocs = blocsOn(data, by, day);
  const order = new Map([...(by === "bloc" ? data.blocList : data.actorList).map(({ id }) => id), "no_bloc", "none", "unknown", "no_data"].map((id, i) => [id, i]));
  /** @param {import("./candidates.js").ControlState} state @returns {string[]} */
  return ({ holder, companions }) => {
    const rows = [holder, ...companions].map((actor) => (by === "bloc" ? namedRow(actor, (id) => blocs.get(id) || "no_bloc") : actor));
    return [...new Set(rows)].sort((a, b) => Number(order.get(a)) - Number(order.get(b)));
  };
}

/** The row of each state on a day; that of shared rule with those who share. @param {AtlasData} data @param {By} by @param {number} day @returns {string[][]} */
function rowsWithSharers(data, by, day) {
  const sharers = sharersOn(data, by, day);
  return stateRows(data, by, day).map(({ central }, state) => (central === "shared" ? [central, ...sharers(data.states[state])] : [central]));
}

/** Land, or people, by row that move along in time, change by change; what is shared by who shares it. */
class RunningSums {
  /** @param {AtlasData} data @param {(day: number) => string[][]} rowsOn the row of each state on a day, behind it who shares it @param {number[]} weights whole numbers, one for each unit */
  constructor(data, rowsOn, weights) {
    this.data = data;
    this.weights = weights;
    this.rowsOn = rowsOn;
    this.states = data.unitStates(data.firstDay);
    /** @type {Map<string, number>} */
    this.numbers = new Map();
    /** @type {number[]} */
    this.rowOf = [];
    /** @type {Float64Array} */
    this.sums = new Float64Array(0);
    this.recount(data.firstDay);
  }

  /** Count anew: on the first day, and where actors change their blocs. @param {number} day */
  recount(day) {
    this.rowOf = this.rowsOn(day).map((names) => {
      const key = JSON.stringify(names);
      const number = this.numbers.get(key) ?? this.numbers.size;
      this.numbers.set(key, number);
      return number;
    });
    this.sums = new Float64Array(this.numbers.size);
    this.states.forEach((state, unit) => {
      this.sums[this.rowOf[state]] += this.weights[unit];
    });
  }

  /** Put a unit into another state; says whether that moved anything. @param {number} unit @param {number} state */
  move(unit, state) {
    const [from, to] = [this.rowOf[this.states[unit]], this.rowOf[state]];
    this.states[unit] = state;
    if (from === to || !this.weights[unit]) return false;
    this.sums[from] -= this.weights[unit];
    this.sums[to] += this.weights[unit];
    return true;
  }
}

/**
 * Share of the country, or of its people, of each row, from change to change: for the chart.
 * @param {AtlasData} data @param {By} [by] @param {"area" | "people"} [figure]
 * @param {{units?: number[], rowsOn?: (day: number) => string[][]}} [of] some units alone; other rows than those of the statistics
 * @returns {ShareSeries} lines with the largest peak first; each value holds until the next day of the series
 */
export function shareSeries(data, by = "holder", figure = "area", { units, rowsOn } = {}) {
  const { starts, intervals, unitTotal } = data;
  const people = figure === "people" ? data.people : null;
  const only = units ? new Set(units) : null;
  const weights = (people ? people.map(Number) : data.units.map((unit) => unit.m2)).map((weight, unit) => (!only || only.has(unit) ? weight : 0));
  const sums = new RunningSums(data, rowsOn || ((day) => rowsWithSharers(data, by, day)), weights);
  const turns = new Set(by === "bloc" ? memberDays(data) : []);
  const changeDays = new Set(data.changeDays);
  const days = [data.firstDay];
  const steps = [sums.sums.slice()];
  const later = [...new Set([...starts.days, ...turns, data.lastDay])].sort((a, b) => a - b);
  let at = 0;
  for (const day of later.filter((one) => one > data.firstDay)) {
    let moved = (!only && changeDays.has(day)) || turns.has(day) || day === data.lastDay;
    for (; at < starts.rows.length && starts.days[at] === day; at += 1) {
      const unit = intervals.target[starts.rows[at]];
      if (unit < unitTotal && sums.move(unit, intervals.state[starts.rows[at]])) moved = true;
    }
    if (turns.has(day)) sums.recount(day);
    if (!moved) continue;
    days.push(day);
    steps.push(sums.sums.slice());
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return asSeries(days, [...sums.numbers.keys()], steps, total, people ? 1 : M2_PER_KM2);
}

/** @param {number[]} days @param {string[]} names rows as JSON, with who shares them @param {Float64Array[]} steps @param {number} total @param {number} unit that amounts are told in @returns {ShareSeries} */
function asSeries(days, names, steps, total, unit) {
  const lines = names.map((row, i) => {
    const sums = Float64Array.from(steps, (step) => step[i] || 0);
    const [name, ...parties] = /** @type {string[]} */ (JSON.parse(row));
    return { row: name, ...(parties.length ? { with: parties } : {}), amount: sums.map((v) => v / unit), share: sums.map((v) => (total > 0 ? v / total : 0)) };
  });
  const keyOf = (/** @type {ShareLine} */ line) => [line.row, ...(line.with || [])].join("\n");
  const peak = (/** @type {ShareLine} */ line) => line.amount.reduce((a, b) => Math.max(a, b), 0);
  const shown = lines.filter((line) => peak(line) > 0);
  shown.sort((a, b) => peak(b) - peak(a) || byCodePoint(keyOf(a), keyOf(b)));
  return { days: Int32Array.from(days), lines: shown, total: total / unit };
}

/** Position of the value of a day in a series: that of the last day of the series up to it. @param {ShareSeries} series @param {number} day */
export function seriesIndex(series, day) {
  return Math.max(0, countUpTo(series.days, day) - 1);
}
