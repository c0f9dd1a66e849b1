// Cards of what is more than a place: an area with all that lies in it, a party, a camp.
import { el, nameNode } from "../../library/dom/elements.js";
import { claimNode } from "../../library/card/card.js";
import { holderTable, partsTable, rowPaint } from "../../library/legend/holders.js";
import { longDay } from "../../library/words/dates.js";
import { groundColour, holderColour, landColour, mixColours } from "../../library/paint/colours.js";
import { actorName, actorNames, partiesOf } from "../../library/states/states.js";
import { areasOf, around, frameOn, inside } from "../data/areas.js";
import { levelWord } from "../figures/groups.js";
import { isTown, shareSeries } from "../figures/statistics.js";
import { lineageOf } from "../data/lineage.js";
import { partySeries, townsOf } from "../figures/party.js";
import { stackOrder } from "../time/chart.js";
import { tableState } from "./facade.js";
import { shareChart } from "./sharechart.js";

/** @import { AtlasData } from "../data/data.js" */
/** @import { Texts } from "../../library/words/texts.js" */
/** @import { View } from "../page/store.js" */

/**
 * @typedef {object} Setting
 * @property {AtlasData} data
 * @property {any} scenery
 * @property {any} texts
 * @property {any} book of patterns
 * @property {boolean} dark
 * @property {(day: number) => void} onDay
 * @property {(kind: any, index: number) => void} onOpen
 */

const LISTED = 12; // places of a list shown at once
const DECIDING = 5; // claims of an area that are told
/** @type {Record<string, number>} how much of the colour is left in a chart of one party */
const TINTS = { holds: 1, shares: 0.6, contests: 0.3 };
const WIKIDATA = /^Q[1-9][0-9]*$/;

/** A name that opens its card. @param {Setting} setting @param {string} kind @param {number} index @param {string} name @param {string | null} [held] */
function openNode({ onOpen }, kind, index, name, held = null) {
  const button = el("button", { type: "button", class: "mapper-event-open", "data-open": `${kind} ${index}`, onclick: () => onOpen(kind, index) }, nameNode(name));
  return held === null ? button : el("span", {}, button, " ", el("small", { class: "mapper-option-held" }, nameNode(held)));
}

/** A list of places, the first of them at once. @param {Setting} setting @param {string} title @param {number[]} places @param {(index: number) => string | null} [held] */
function placeList(setting, title, places, held = () => null) {
  const { data, texts } = setting;
  if (!places.length) return null;
  const items = places.map((index) => el("li", {}, openNode(setting, "place", index, data.places[index].name, held(index))));
  const rest = items.splice(LISTED);
  const more = rest.length ? el("details", {}, el("summary", { text: texts.plural("news_more", rest.length) }), el("ul", { class: "mapper-places" }, ...rest)) : null;
  return el("section", { class: "mapper-claims" }, el("h4", { text: `${title} (${texts.number(places.length)})` }), el("ul", { class: "mapper-places" }, ...items), more);
}

/** The claims that decide most of an area's land on a day, with the share of each. @param {AtlasData} data @param {import("../data/areas.js").Inside} only @param {number} day @returns {{claim: number, share: number}[]} */
export function decidingClaims(data, only, day) {
  const { claim } = data.intervals;
  if (!claim) return [];
  /** @type {Map<number, number>} */
  const land = new Map();
  let total = 0;
  for (const unit of only.units) {
    const row = data.row(unit, day);
    total += data.units[unit].m2;
    if (row >= 0 && claim[row] >= 0) land.set(claim[row], (land.get(claim[row]) || 0) + data.units[unit].m2);
  }
  const found = [...land].map(([position, m2]) => ({ claim: position, share: m2 / (total || 1) }));
  return found.sort((a, b) => b.share - a.share || data.claims[b.claim].best - data.claims[a.claim].best);
}

/** @param {Setting} setting @param {number} index @param {View} state */
export function areaCard(setting, index, state) {
  const { data, scenery, texts, book, dark, onDay } = setting;
  const { day, by, figure } = state;
  const area = areasOf(data)[index];
  const only = inside(data, area, day);
  const { frame, valid } = frameOn(area, day);
  const ground = groundColour(dark);
  const table = tableState(data, scenery, day, by, only);
  const { actors } = table;
  const series = shareSeries(data, by, figure, { units: only.units });
  const lines = stackOrder(series.lines, data, by);
  /** @param {string} row */
  const fill = (row) => book.fill(rowPaint({ holder: row }, scenery.lenses(by, day).actors, ground));
  const towns = scenery.order.filter((/** @type {number} */ place) => only.places.includes(place) && isTown(data.places[place]));
  /** @param {number} place */
  const held = (place) => {
    const code = data.stateOf(data.unitTotal + place, day);
    return code < 0 ? texts.t("not_yet") : actorNames(actors, partiesOf(scenery.lenses(by, day).state(code)), texts);
  };
  const facts = [levelWord(area.level, texts), texts.t("area", { n: texts.number(table.total_km2, 3) }), ...(data.people ? [texts.t("legend_people_of", { n: texts.number(table.total_people, 3) })] : [])];
  const line = el("p", { class: "mapper-small" }, facts.join(" · "));
  for (const name of around(data, area, day)) line.append(" · ", nameNode(name));
  const other = valid ? null : el("p", { class: "mapper-small", text: texts.t("area_other_borders", { from: frame.valid_from === null ? "…" : longDay(frame.valid_from, texts), to: frame.valid_to === null ? "…" : longDay(frame.valid_to, texts) }) });
  const evidence = decidingClaims(data, only, day);
  const claims = evidence.slice(0, DECIDING).map((one) => {
    const node = claimNode(data.claims[one.claim], { id: area.id }, data.actors, data.sources, texts);
    node.prepend(el("p", { class: "mapper-small", text: texts.t("area_share", { share: `${texts.percent(one.share)} %` }) }));
    return node;
  });
  return el(
    "article",
    { class: "mapper-card mapper-group-card", "data-kind": "area", "data-id": area.id },
    nameNode(area.name, "h3"),
    line,
    other,
    holderTable(table, texts, book, ground, { figure, name: "card" }),
    shareChart(data, { ...series, lines }, 1, fill, day, texts, texts.t(figure === "people" ? "area_chart_people" : "area_chart"), onDay),
    placeList(setting, texts.t("legend_towns"), towns, held),
    claims.length ? el("section", { class: "mapper-claims" }, el("h4", { text: texts.t("area_decides") }), el("ol", {}, ...claims)) : null,
  );
}

/** Names of parties that open their cards, with words beside them. @param {Setting} setting @param {string} title @param {{id: string, words: string}[]} rows */
function partyList(setting, title, rows) {
  const { data } = setting;
  const items = rows.map(({ id, words }) => el("li", {}, openNode(setting, "holder", data.actorList.findIndex((actor) => actor.id === id), data.actors[id].name), words ? el("small", { class: "mapper-option-held", text: ` ${words}` }) : null));
  return items.length ? el("section", { class: "mapper-claims" }, el("h4", { text: title }), el("ul", { class: "mapper-places mapper-parties" }, ...items)) : null;
}

/** From whom a party came, and into whom it went. @param {Setting} setting @param {string} id */
function lineageLists(setting, id) {
  const { data, texts } = setting;
  /** @param {number} side of a succession that is told @param {number} own */
  const rows = (side, own) => data.successions.filter((row) => row[own] === id).map((row) => ({ id: String(row[side]), words: texts.t("party_when", { what: texts.t(`succession_${row[3]}`), day: longDay(row[2], texts) }) }));
  return [partyList(setting, texts.t("party_from"), rows(0, 1)), partyList(setting, texts.t("party_into"), rows(1, 0))];
}

/** The first and the last claim that names some parties. @param {Setting} setting @param {string[]} ids */
function claimEnds({ data, texts }, ids) {
  const named = data.claims.filter((claim) => !claim.gone && [claim.gained_by, claim.lost_by, claim.opposed_by].some((list) => list.some((/** @type {string} */ id) => ids.includes(id))));
  if (!named.length) return null;
  named.sort((a, b) => a.best - b.best || a.rank - b.rank);
  /** @param {string} key @param {any} claim */
  const part = (key, claim) => {
    const node = claimNode(claim, { id: "" }, data.actors, data.sources, texts);
    return el("section", { class: "mapper-claims", "data-claims": key }, el("h4", { text: texts.t(key) }), el("ol", {}, node));
  };
  return el("div", {}, part("party_first", named[0]), part("party_last", named[named.length - 1]));
}

/** Between which days an actor was there, as far as that is known. @param {{from?: number, to?: number}} actor @param {Texts} texts */
function activeWords({ from, to }, texts) {
  if (from !== undefined && to !== undefined) return [texts.t("party_active", { from: longDay(from, texts), to: longDay(to, texts) })];
  if (from !== undefined) return [texts.t("party_since", { day: longDay(from, texts) })];
  return to === undefined ? [] : [texts.t("party_until", { day: longDay(to, texts) })];
}

/** What the chart of a party shows, in words. @param {string[]} names of those whose land it shows @param {number} peak @param {Texts} texts */
function chartNote(names, peak, texts) {
  const words = { parties: texts.join(names), share: `${texts.percent(peak)} %` };
  return texts.t(names.length > 1 ? "party_chart_family" : "party_chart_note", words);
}

/**
 * The card of a party or a camp: who it is, what it has on the day and had through time.
 * @param {Setting} setting @param {"holder" | "bloc"} by @param {number} index @param {View} state
 */
export function partyCard(setting, by, index, state) {
  const { data, scenery, texts, dark, onDay } = setting;
  const { day, figure } = state;
  const one = /** @type {any} */ (by === "holder" ? data.actorList : data.blocList)[index];
  const ground = groundColour(dark);
  const family = by === "holder" ? lineageOf(data.successions, one.id) : [one.id];
  const table = tableState(data, scenery, day, by, null);
  const row = table.legend.find(({ holder }) => holder === one.id);
  const bloc = by === "holder" ? data.blocOf(one.id, day) : null;
  const members = by === "bloc" ? data.actorList.filter(({ id }) => data.blocOf(id, day) === one.id) : [];
  const towns = townsOf(data, day, by, one.id, scenery.order);
  const series = partySeries(data, by, family, figure);
  const kinds = ["holds", "shares", "contests"];
  /** @param {string} name */
  const rank = (name) => kinds.indexOf(name.split("\n")[1]) * family.length + family.indexOf(name.split("\n")[0]);
  const lines = [...series.lines].sort((a, b) => rank(a.row) - rank(b.row));
  const peak = Math.max(0, ...Array.from(series.days, (_, i) => lines.reduce((sum, { share }) => sum + share[i], 0)));
  /** @param {string} name */
  const fill = (name) => {
    const [id, kind] = name.split("\n");
    const land = landColour(holderColour(scenery.lenses(by, day).actors, id), ground);
    return mixColours(land, ground, TINTS[kind]);
  };
  const bar = el("div", { class: "mapper-card-bar" }, el("span"));
  /** @type {HTMLElement} */ (bar.firstChild).style.background = holderColour(scenery.lenses(by, day).actors, one.id);
  const facts = el("p", { class: "mapper-small" }, [texts.t(by === "bloc" ? "camp" : `actor_${one.kind}`), ...activeWords(one, texts)].join(" · "));
  if (WIKIDATA.test(one.wikidata || "")) facts.append(" · ", el("a", { href: `https://www.wikidata.org/wiki/${one.wikidata}`, target: "_blank", rel: "noopener noreferrer", text: "Wikidata" }));
  const lists = /** @type {["held" | "shared" | "contests" | "besieged" | "besieges", number[]][]} */ (Object.entries(towns)).map(([how, places]) => placeList(setting, texts.t(`party_towns_${how}`), places));
  return el(
    "article",
    { class: "mapper-card mapper-group-card", "data-kind": by, "data-id": one.id },
    bar,
    nameNode(one.name, "h3"),
    facts,
    bloc ? el("p", { class: "mapper-small" }, texts.phrase("card_bloc", { bloc: data.blocs[bloc].name })) : null,
    partyList(setting, texts.t("party_members", { day: longDay(day, texts) }), members.map(({ id }) => ({ id, words: "" }))),
    ...(by === "holder" ? lineageLists(setting, one.id) : []),
    el("h4", { text: texts.t("party_on", { day: longDay(day, texts) }) }),
    row && Object.keys(row.parts).length ? partsTable(row, table, texts) : el("p", { text: texts.t("party_no_land") }),
    ...lists,
    peak > 0 ? shareChart(data, { ...series, lines }, peak, fill, day, texts, texts.t("party_chart"), onDay, chartNote(family.map((id) => actorName(scenery.lenses(by, day).actors, id, texts)), peak, texts)) : null,
    claimEnds(setting, by === "holder" ? [one.id] : data.members.filter(([, camp]) => camp === one.id).map(([actor]) => actor)),
  );
}
