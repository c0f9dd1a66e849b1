// The card of a place or an area: who, since when, how sure, why, and the sources.
import { el, nameNode } from "../dom/elements.js";
import { describedSource } from "./source.js";
import { sinceLines } from "./since.js";
import { edtfWords, longDay, spanWords } from "../words/dates.js";
import { holderColour } from "../paint/colours.js";
import { actorName, actorNames, partiesOf, stateSentences } from "../states/states.js";

/** @import { Actors, CardData, Claim, Row, Sources, TargetKind } from "../data/types.js" */
/** @import { Texts } from "../words/texts.js" */

/** "30 March 2012, 7 days before this date". @param {{last: number | null}} row @param {number} day @param {Texts} texts */
export function lastWords(row, day, texts) {
  if (row.last === null) return texts.t("last_never");
  const age = day - row.last;
  const ago = age <= 0 ? texts.t("last_same_day") : texts.t("last_before", { span: spanWords(row.last, day, texts) });
  return texts.t("last_on", { day: longDay(row.last, texts), ago });
}

/** The same, with the exact days for whoever points at it. @param {{last: number | null}} row @param {number} day @param {Texts} texts @returns {HTMLElement} */
function lastNode(row, day, texts) {
  const age = row.last === null ? 0 : day - row.last;
  return el("span", { title: age > 0 ? texts.plural("span_days", age) : null, text: lastWords(row, day, texts) });
}

/** @param {CardData} data @param {Row} row @param {Texts} texts */
function whyNode(data, row, texts) {
  const key = `why_${row.level.replace(/\s+/g, "_")}`;
  const place = row.by === null ? null : data.geometry.places[row.by];
  if (row.level === "seat" && place) {
    const area = row.seat ?? null; // none where it follows a place that itself follows a seat
    return texts.phrase(area === null ? "why_follows" : "why_seat", { place: place.name, area: area ?? "" });
  }
  if (texts.has(key) && (place || !/deciding|seat/.test(key))) return texts.phrase(key, { place: place ? place.name : "" });
  return document.createTextNode(texts.has(key) ? texts.t("why_own_area") : row.level);
}

/** One claim: date, what happened, confidence, links. @param {Claim} claim @param {{id: string}} target @param {Actors} actors @param {Sources | undefined} known @param {Texts} texts */
export function claimNode(claim, target, actors, known, texts) {
  const { t } = texts;
  const key = `event_${claim.type}`;
  /** @type {Node[]} */
  const details = [];
  const aboutOther = claim.target !== target.id;
  if (claim.scope && texts.has(`claim_scope_${claim.scope}`)) {
    details.push(texts.phrase(`claim_scope_${claim.scope}`, { target: claim.target_name }));
  } else if (aboutOther) details.push(texts.phrase("claim_about", { target: claim.target_name }));
  if (claim.excepted_names.length) details.push(texts.phrase("claim_except", { names: texts.join(claim.excepted_names) }));
  /** @param {string} name @param {string[]} ids */
  const parties = (name, ids) => {
    if (ids.length) details.push(texts.phrase(name, { parties: actorNames(actors, ids, texts) }));
  };
  parties("claim_lost", claim.lost_by);
  parties("claim_gained", claim.gained_by);
  parties("claim_opposed", claim.opposed_by);
  const line = el("div", { class: "mapper-claim-what" });
  details.forEach((piece, i) => line.append(i ? " · " : "", piece));
  const level = texts.has(`confidence_${claim.confidence}`) ? t(`confidence_${claim.confidence}`) : claim.confidence;
  const links = claim.sources.map((source) => el("li", {}, describedSource(source, known, texts)));
  return el(
    "li",
    { class: "mapper-claim", "data-claim": claim.id },
    el(
      "div",
      { class: "mapper-claim-head" },
      el("strong", { text: edtfWords(claim.date, texts) }),
      " ",
      el("span", { text: texts.has(key) ? t(key) : claim.type }),
      " ",
      el("span", { class: `mapper-confidence mapper-confidence-${level === claim.confidence ? claim.confidence : "word"}`, text: t("confidence", { level }) }),
    ),
    line,
    claim.note ? nameNode(claim.note, "p") : null,
    el("ul", { class: "mapper-links", "aria-label": t("sources") }, ...links),
  );
}

/** @param {string} title @param {number[]} indices @param {CardData} data @param {{id: string}} target @param {Texts} texts */
function claimList(title, indices, data, target, texts) {
  if (!indices.length) return null;
  const claims = indices.map((index) => data.evidence.claims[index]).filter(Boolean);
  claims.sort((a, b) => b.best - a.best);
  const items = claims.map((claim) => claimNode(claim, target, data.state.actors, data.evidence.sources, texts));
  return el("section", { class: "mapper-claims" }, el("h4", { text: texts.t(title) }), el("ol", {}, ...items));
}

/** What it is, as texts call it: `kind_town`. @param {TargetKind} kind @param {any} target */
function kindOf(kind, target) {
  return kind === "unit" ? kind : target.kind;
}

/** Kind, number of people or area, path of wider areas. @param {TargetKind} kind @param {any} target a unit or a place @param {Row} row @param {Texts} texts */
function subtitle(kind, target, row, texts) {
  const bits = [texts.t(`kind_${kindOf(kind, target)}`)];
  if (kind === "unit") bits.push(texts.t("area", { n: texts.number(target.area_km2, 3) }));
  else if (target.population) bits.push(texts.plural("population", target.population));
  const line = el("p", { class: "mapper-small" }, bits.join(" · "));
  for (const parent of row.parents || target.parents) line.append(" · ", nameNode(parent));
  return line;
}

/**
 * @param {CardData} data @param {TargetKind} kind @param {number} index of a target that is there on the day
 * @param {Texts} texts @returns {HTMLElement}
 */
export function cardNode(data, kind, index, texts) {
  const { geometry, state } = data;
  const target = (kind === "unit" ? geometry.units : geometry.places)[index];
  const row = /** @type {Row} */ ((kind === "unit" ? state.units : state.places)[index]);
  const held = state.states[row.s];
  const others = texts.list(target.alt_names || []);
  const colours = partiesOf(held).map((id) => holderColour(state.actors, id));
  const bar = el("div", { class: "mapper-card-bar" });
  for (const colour of colours) {
    const piece = el("span");
    piece.style.background = colour;
    bar.append(piece);
  }
  const actor = state.actors[held.holder];
  const bloc = actor && actor.bloc && state.blocs[actor.bloc];
  const silent = held.holder === "no_data";
  const since = sinceLines(row, held, state.case.first_day, state.actors, texts);
  /** @type {([string, string | Node] | null)[]} */
  const facts = [
    silent ? null : ["since_state", since.state],
    silent ? null : ["since", since.held],
    row.since === null ? null : ["cause", texts.has(`event_${row.cause}`) ? texts.t(`event_${row.cause}`) : row.cause],
    ["since_contested", since.contested],
    ["since_besieged", since.besieged],
    silent ? null : ["last", lastNode(row, state.day, texts)],
    ["why", whyNode(data, row, texts)],
  ];
  const list = el("dl", { class: "mapper-facts" });
  for (const fact of facts) {
    if (fact && fact[1]) list.append(el("dt", { text: texts.t(fact[0]) }), el("dd", { "data-fact": fact[0] }, fact[1]));
  }
  const nothing = row.made.length + row.confirms.length + row.dissents.length === 0;
  const headline = stateSentences(held, state.actors, texts, row, kindOf(kind, target)).map((piece, i) =>
    el("p", { class: i ? "mapper-flag" : "mapper-verdict" }, piece),
  );
  return el(
    "article",
    { class: "mapper-card", "data-kind": kind, "data-id": target.id },
    bar,
    nameNode(target.name, "h3"),
    subtitle(kind, target, row, texts),
    ...headline,
    actor && actor.name !== actor.short_name ? el("p", { class: "mapper-small" }, nameNode(actorName(state.actors, held.holder, texts, true))) : null,
    bloc ? el("p", { class: "mapper-small" }, texts.phrase("card_bloc", { bloc: bloc.name })) : null,
    list,
    nothing && !silent ? el("p", { class: "mapper-small", text: texts.t("claims_none") }) : null,
    claimList("claims_dissents", row.dissents, data, target, texts),
    claimList("claims_made", row.made, data, target, texts),
    claimList("claims_confirms", row.confirms, data, target, texts),
    others ? el("p", { class: "mapper-small" }, texts.phrase("also_called", { names: others })) : null,
  );
}
