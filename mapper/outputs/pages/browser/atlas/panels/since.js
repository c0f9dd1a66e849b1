// What the record has new since the reader's last visit: a line, and behind it the claims one by one.
import { el, nameNode } from "../../library/dom/elements.js";
import { edtfWords, longDay } from "../../library/words/dates.js";
import { areasOf } from "../data/areas.js";

/** @import { AtlasData } from "../data/data.js" */
/** @import { News } from "../page/visit.js" */
/** @import { Texts } from "../../library/words/texts.js" */
/** @typedef {(day: number, kind: import("../page/store.js").Kind | "", index: number) => void} OnClaim */

const LISTED = 100; // claims

/** @param {AtlasData} data @param {News} news @param {Texts} texts */
function lineOf(data, { seen, added, changed, gone }, texts) {
  const counts = { since_new: added ? added.length : 0, since_changed: changed.length, since_gone: gone };
  const bits = Object.entries(counts).flatMap(([key, n]) => (n ? [texts.plural(key, n)] : []));
  if (!added && seen.count !== data.claimCount) bits.push(texts.t("since_count", { n: texts.number(data.claimCount), was: texts.number(seen.count) }));
  if (seen.last !== data.lastDay) bits.push(texts.t("since_end", { end: longDay(data.lastDay, texts), was: longDay(seen.last, texts) }));
  const day = longDay(seen.day, texts);
  if (!bits.length) return texts.t("since_nothing", { day });
  return texts.t("since_visit", { day, what: bits.join(texts.t("list_semicolon")) });
}

/** What a claim is about. @param {AtlasData} data @param {string} id @returns {[import("../page/store.js").Kind | "", number]} */
function targetOf(data, id) {
  /** @param {{id: string}[]} list */
  const at = (list) => list.findIndex((one) => one.id === id);
  if (at(data.places) >= 0) return ["place", at(data.places)];
  if (at(data.units) >= 0) return ["unit", at(data.units)];
  return at(areasOf(data)) >= 0 ? ["area", at(areasOf(data))] : ["", -1];
}

/** @param {AtlasData} data @param {News} news @param {Texts} texts @param {OnClaim} onClaim */
function listOf(data, { added, changed }, texts, onClaim) {
  const fresh = new Set(added);
  const all = [...fresh, ...changed].sort((a, b) => data.claims[b].best - data.claims[a].best || a - b);
  const items = all.slice(0, LISTED).map((position) => {
    const claim = data.claims[position];
    const day = Math.max(data.firstDay, Math.min(data.lastDay, claim.best));
    const open = el("button", { type: "button", class: "mapper-event-open", onclick: () => onClaim(day, ...targetOf(data, claim.target)) }, nameNode(claim.target_name));
    const bits = [edtfWords(claim.date, texts), texts.has(`event_${claim.type}`) ? texts.t(`event_${claim.type}`) : "", fresh.has(position) ? "" : texts.t("since_mark_changed")];
    return el("li", { "data-claim": claim.id }, open, ` · ${bits.filter(Boolean).join(" · ")}`);
  });
  const rest = all.length - items.length;
  return items.length ? el("ul", {}, ...items, rest ? el("li", { text: texts.plural("news_more", rest) }) : null) : null;
}

/** @param {AtlasData} data @param {News} news @param {Texts} texts @param {OnClaim} onClaim @returns {HTMLElement} */
export function sinceNode(data, news, texts, onClaim) {
  const line = lineOf(data, news, texts);
  const list = listOf(data, news, texts, onClaim);
  return list ? el("details", { class: "mapper-since" }, el("summary", { text: line }), list) : el("span", { text: line });
}
