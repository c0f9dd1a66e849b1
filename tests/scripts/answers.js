// What the scripts of the pages answer to the questions of vectors.py, and where they are wrong.
import { AtlasData } from "../../mapper/outputs/pages/browser/atlas/data/data.js";
import { stateRow } from "../../mapper/outputs/pages/browser/atlas/figures/candidates.js";
import { holdings, partsOf } from "../../mapper/outputs/pages/browser/atlas/figures/holdings.js";
import { changesBetween, transfersBetween, waysBetween } from "../../mapper/outputs/pages/browser/atlas/figures/between.js";
import { areaRows, seriesIndex, shareSeries } from "../../mapper/outputs/pages/browser/atlas/figures/statistics.js";
import { byImportance } from "../../mapper/outputs/pages/browser/atlas/map/layout.js";
import { legendRows } from "../../mapper/outputs/pages/browser/atlas/panels/facade.js";
import { snapshotText, statsCsv } from "../../mapper/outputs/pages/browser/atlas/save/download.js";
import { lettersApart, searchEntries, searchHits } from "../../mapper/outputs/pages/browser/atlas/search/hits.js";
import { sortedRows } from "../../mapper/outputs/pages/browser/library/legend/holders.js";
import { landColour } from "../../mapper/outputs/pages/browser/library/paint/colours.js";
import { dayOfIso, isoDay, openWords } from "../../mapper/outputs/pages/browser/library/words/dates.js";
import { isolated, isolatedLines } from "../../mapper/outputs/pages/browser/library/words/isolate.js";
import { makeTexts } from "../../mapper/outputs/pages/browser/library/words/texts.js";
import { PARTS } from "../../mapper/outputs/pages/browser/library/words/vocabulary.js";
import { fold } from "../../mapper/outputs/pages/browser/library/words/spelling.js";

/** @typedef {{ask: string, expect: any} & Record<string, any>} Question its arguments beside what is asked */

/** @type {Record<string, (question: any, data: any) => unknown>} */
const ANSWERS = {
  candidates: ({ state, by, blocs }) => {
    const row = stateRow(state, by, (actor) => blocs[actor] || "no_bloc");
    return { ...row, candidates: [...row.candidates].sort() };
  },
  parts: ({ state, by, blocs }) => Object.fromEntries(partsOf(state, by, (actor) => blocs[actor] || "no_bloc")),
  holdings: ({ day, by }, data) => Object.fromEntries(holdings(data, day, by).rows.map((held) => [held.row, holdingColumns(held, Boolean(data.people))])),
  legend: ({ day }, data) => sortedRows(legendRows(data, day, "holder"), "area"),
  land: ({ colour, ground }) => landColour(colour, ground),
  spelling: ({ text }) => fold(text),
  isolate: ({ text, direction }) => isolated(text, direction),
  lines: ({ lines }) => isolatedLines(lines),
  filled: ({ table, key, values }) => makeTexts(table).t(key, values),
  named: ({ table, part, form }) => makeTexts(table).named(part, form),
  plural: ({ table, key, n }) => makeTexts(table).plural(key, n),
  form: ({ table, n }) => new Intl.PluralRules(table.locale).select(n),
  joined: ({ table, names }) => makeTexts(table).join(names),
  letters: ({ a, b, most }) => lettersApart(a, b, most),
  open: ({ table, date, begins }) => openWords(date, makeTexts(table), begins),
  day: ({ iso }) => [dayOfIso(iso), isoDay(dayOfIso(iso))],
  states: ({ day }, data) => [[...data.unitStates(day)], [...data.placeStates(day)]],
  blocs: ({ day }, data) => data.actorList.map((/** @type {any} */ actor) => data.blocOf(actor.id, day)),
  statistics: ({ day, by }, data) => areaRows(data, day, by),
  shares: ({ day, by, figure, groups }, data) => {
    const series = shareSeries(data, by, figure);
    const at = seriesIndex(series, day);
    /** @type {Record<string, [number, number]>} */
    const sums = {};
    for (const { row, with: parties, amount, share } of series.lines.filter((line) => line.amount[at])) {
      const key = groups && parties ? parties.join("+") : row;
      const [sum, part] = sums[key] || [0, 0];
      // Whole square metres and people: what is added from several rows is exact.
      const whole = figure === "people" ? sum + amount[at] : Math.round((sum + amount[at]) * 1e6) / 1e6;
      sums[key] = [whole, part ? Math.round(whole * 1e6) / Math.round(series.total * 1e6) : share[at]];
    }
    return sums;
  },
  csv: ({ days, by }, data) => statsCsv(data, days, by),
  changes: ({ from, to, by }, data) => {
    /** @type {Record<string, number>} */
    const sums = {};
    for (const pair of changesBetween(data, from, to, by).filter(({ units }) => units.length)) {
      const key = `${pair.from} > ${pair.to}`;
      sums[key] = Math.round((sums[key] || 0) * 1e6 + pair.area_km2 * 1e6) / 1e6;
    }
    return sums;
  },
  transfers: ({ from, to, by }, data) => Object.fromEntries(transfersBetween(data, from, to, by).map((one) => [(one.target < data.unitTotal ? data.units[one.target] : data.places[one.target - data.unitTotal]).id, [one.from, one.to, one.kind, one.way]])),
  ways: ({ from, to, by }, data) => waysBetween(data, transfersBetween(data, from, to, by)),
  search: ({ text }, data) => {
    const hit = searchHits(searchEntries(data, byImportance(data.places)), text)[0];
    return hit ? [hit.kind, (hit.kind === "unit" ? data.units : data.places)[hit.index].id] : null;
  },
  geojson: ({ day, layer }, data) => snapshotText(data, day, layer),
};

/** A row as in `holdings_table`. @param {import("../../mapper/outputs/pages/browser/atlas/figures/holdings.js").Holding} held @param {boolean} counted whether there are people */
function holdingColumns({ parts }, counted) {
  /** @type {Record<string, number>} */
  const columns = {};
  for (const part of PARTS) {
    const { m2, towns, people } = parts[part] || { m2: 0, towns: 0, people: 0 };
    Object.assign(columns, { [`${part}_km2`]: m2 / 1e6, [`towns_${part}`]: towns }, counted ? { [`population_${part}`]: people } : {});
  }
  return columns;
}

/** The same for the same value, whatever the order of its keys. @param {any} value @returns {string} */
function inOrder(value) {
  return JSON.stringify(value, (_, part) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** Files of GeoJSON are the same if their keys come in the same order; how numbers are written does not count. @param {Question} question @param {any} value */
function comparable({ ask }, value) {
  return ask === "geojson" ? JSON.stringify(JSON.parse(value)) : inOrder(value);
}

/** Where two texts part, with what is around it. @param {string} found @param {string} expected */
function parting(found, expected) {
  let at = 0;
  while (at < found.length && found[at] === expected[at]) at += 1;
  const piece = (/** @type {string} */ text) => text.slice(Math.max(0, at - 80), at + 80);
  return { found: piece(found), expected: piece(expected) };
}

/**
 * Every question that the scripts answer otherwise than Python.
 * @param {{payload?: any, questions: Question[]}} vector
 * @returns {{question: object, found: string, expected: string}[]}
 */
export function wrongAnswers({ payload, questions }) {
  const data = payload ? new AtlasData(payload) : null;
  const wrong = [];
  for (const question of questions) {
    const { expect, ...asked } = question;
    const found = comparable(question, ANSWERS[question.ask](asked, data));
    const expected = comparable(question, expect);
    if (found !== expected) wrong.push({ question: asked, ...parting(found, expected) });
  }
  return wrong;
}
