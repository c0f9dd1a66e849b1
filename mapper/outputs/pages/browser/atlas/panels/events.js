// The panel of events up to the day shown, newest first.
import { el } from "../../library/dom/elements.js";
import { describedSource } from "../../library/card/source.js";
import { edtfWords, longDay, openWords } from "../../library/words/dates.js";
import { holderColour } from "../../library/paint/colours.js";
import { countUpTo } from "../data/order.js";
import { byDate, happeningWords, landOf } from "./happenings.js";

/** @import { AtlasData } from "../data/data.js" */
/** @import { Texts } from "../../library/words/texts.js" */

const SHOWN_EVENTS = 30;
const MANY = 200; // of those asked for with "more"
const LINKS = 4;

/** @param {AtlasData} data @param {string} id */
function swatchOf(data, id) {
  const dot = el("span", { class: "mapper-option-dot", "aria-hidden": "true" });
  dot.style.background = holderColour(data.actors, id);
  return dot;
}

/** What is known about it: land, kind of event, confidence, date as reported, sources. @param {AtlasData} data @param {any} item @param {Texts} texts */
function detailsOf(data, item, texts) {
  const bits = [];
  if (item.units.length) bits.push(texts.t(item.target === "place" ? "event_land_with" : "event_land", { area: texts.number(landOf(data, item), 3) }));
  const claim = item.claim === null ? null : data.claims[item.claim];
  if (claim) {
    if (item.kind !== "clash" && texts.has(`event_${claim.type}`)) bits.push(texts.t(`event_${claim.type}`));
    if (claim.earliest !== claim.latest) bits.push(edtfWords(claim.date, texts));
    if (texts.has(`confidence_${claim.confidence}`)) bits.push(texts.t("confidence", { level: texts.t(`confidence_${claim.confidence}`) }));
  }
  const sources = claim ? claim.sources : item.milestone ? item.milestone.sources : [];
  const line = el("p", { class: "mapper-small" }, bits.join(" · "));
  sources.slice(0, LINKS).forEach((/** @type {any} */ source, /** @type {number} */ i) => line.append(i || bits.length ? " · " : "", describedSource(source, data.sources, texts)));
  return line.childNodes.length && line.textContent ? line : null;
}

/** @param {AtlasData} data @param {any} item @param {Texts} texts @param {any} onOpen */
function itemNode(data, item, texts, onOpen) {
  const words = happeningWords(data, item, texts);
  const dots = item.kind === "milestone" ? el("span", { class: "mapper-stone", "aria-hidden": "true", text: "▾" }) : el("span", { class: "mapper-turn", "aria-hidden": "true" }, item.from ? swatchOf(data, item.from) : null, swatchOf(data, item.to || item.from));
  const what = item.target
    ? el("button", { type: "button", class: "mapper-event-open", onclick: () => onOpen(item) }, words)
    : el("span", { dir: "auto" }, words);
  return el("li", { class: "mapper-event", "data-kind": item.kind }, dots, el("div", {}, what, detailsOf(data, item, texts)));
}

/** Whether an item lies in the view. @param {AtlasData} data @param {any} item @param {any} bounds @param {any} boxes */
function inBounds(data, item, bounds, boxes) {
  if (item.target === "place") return [item.index, ...item.others].some((index) => bounds.contains([data.places[index].lat, data.places[index].lon]));
  return item.units.some((/** @type {number} */ unit) => boxes(unit, bounds));
}

/**
 * @param {any} data @param {any} happenings @param {any} texts
 * @param {object} hooks
 * @param {(item: any) => void} hooks.onOpen
 * @param {(day: number) => void} hooks.onDay
 * @param {() => any} hooks.bounds of the map
 * @param {(unit: number, bounds: any) => boolean} hooks.touches whether a unit touches the bounds
 */
export function eventPanel(data, happenings, texts, { onOpen, onDay, bounds, touches }) {
  const filter = el("input", { type: "checkbox", name: "mapper-in-view", onchange: () => fill() });
  const list = el("ol", { class: "mapper-days" });
  const more = el("button", { type: "button", class: "mapper-more", text: texts.t("events_more"), onclick: () => fill(limit + MANY) });
  const note = data.hasClaims ? null : el("p", { class: "mapper-small", text: texts.t("claims_left_out", { n: texts.number(data.claimCount) }) });
  const node = el("section", { class: "mapper-events", "aria-label": texts.t("events_title") }, el("label", { class: "mapper-check" }, filter, " ", texts.t("events_in_view")), note, list, more);
  let day = data.firstDay;
  let limit = SHOWN_EVENTS;
  let shown = "";

  const fill = (count = SHOWN_EVENTS) => {
    limit = count;
    const view = filter.checked ? bounds() : null;
    const parts = [];
    let left = limit;
    let at = happenings.days.length - 1;
    while (at >= 0 && happenings.days[at] > day) at -= 1;
    for (; at >= 0 && left > 0; at -= 1) {
      const items = happenings.on(happenings.days[at]).filter((/** @type {any} */ item) => !view || (item.target && inBounds(data, item, view, touches)));
      if (!items.length) continue;
      const that = happenings.days[at];
      for (const { open, items: some } of byDate(items)) {
        const words = open ? openWords(open, texts, true) : longDay(that, texts);
        const heading = el("h3", {}, el("button", { type: "button", class: "mapper-day-open", "aria-current": that === day ? "date" : null, onclick: () => onDay(that), text: words }));
        const nodes = some.slice(0, Math.max(0, left)).map((/** @type {any} */ item) => itemNode(data, item, texts, onOpen));
        left -= nodes.length;
        if (nodes.length) parts.push(el("li", { class: that === day ? "mapper-today" : null, "data-day": that, "data-open": open || null }, heading, el("ul", {}, ...nodes)));
      }
    }
    list.replaceChildren(...(parts.length ? parts : [el("li", { class: "mapper-small", text: texts.t("events_none") })]));
    more.hidden = left > 0;
  };
  /** @param {any} next */
  const show = (next) => {
    day = next;
    const latest = countUpTo(happenings.days, day);
    const key = `${latest} ${happenings.days[latest - 1] === day}`;
    if (key === shown) return;
    shown = key;
    fill();
  };
  return { node, show, moved: () => filter.checked && fill(limit) };
}

