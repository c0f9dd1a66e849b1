// How fresh the record is: where it ends, how much of the land has a recent report, and what a reader of today misses.
import { el, textNode } from "../../library/dom/elements.js";
import { longDay, today } from "../../library/words/dates.js";
import { freshShare } from "../figures/evidence.js";

/** @import { AtlasData } from "../data/data.js" */
/** @import { View } from "../page/store.js" */
/** @import { Texts } from "../../library/words/texts.js" */

const LATE_DAYS = 90; // after the end of the record a reader is told that later things are missing
const [MONTH_DAYS, YEAR_DAYS] = [30.44, 365.25];
const YEARS_FROM = 24; // months from which years are told

/** "7 months", "2 years". @param {number} days @param {Texts} texts */
function spanWords(days, texts) {
  const months = Math.floor(days / MONTH_DAYS);
  return months < YEARS_FROM ? texts.plural("span_months", months) : texts.plural("span_years", Math.floor(days / YEAR_DAYS));
}

/** A note in a line of its own that can be put away. @param {string} kind @param {string} words @param {Texts} texts @param {() => void} onClose */
function noteNode(kind, words, texts, onClose) {
  const close = el("button", { type: "button", class: "mapper-note-close", "aria-label": texts.t("close"), title: texts.t("close"), text: "×", onclick: onClose });
  return el("p", { class: "mapper-note", "data-note": kind, role: kind === "outside" ? "status" : null }, el("span", { text: words }), close);
}

/**
 * @param {AtlasData} data @param {Texts} texts
 * @param {() => void} onAge shows the land by the age of its last report
 */
export function recordLine(data, texts, onAge) {
  const end = longDay(data.lastDay, texts);
  const share = el("button", { type: "button", class: "mapper-fresh", title: texts.t("fresh_about"), onclick: onAge });
  const line = el("p", { class: "mapper-record" }, el("span", { text: texts.t("record_ends", { day: end }) }), el("span", { class: "mapper-between", text: " · " }), share);
  const notes = el("div", { class: "mapper-notes" });
  const node = el("div", { class: "mapper-record-box" }, line, notes);
  const late = today() - data.lastDay;
  const lateNote = late > LATE_DAYS ? noteNode("late", texts.t("record_late", { span: spanWords(late, texts) }), texts, () => lateNote?.remove()) : null;
  if (lateNote) notes.append(lateNote);
  /** @type {{day: number, node: HTMLElement} | null} */
  let outside = null;
  const forget = () => {
    outside?.node.remove();
    outside = null;
  };
  /** A day was asked for of which the record says nothing: another one is shown. @param {number} asked */
  const tellOutside = (asked) => {
    forget();
    const after = asked > data.lastDay;
    const words = texts.t(after ? "outside_after" : "outside_before", { asked: longDay(asked, texts), day: longDay(after ? data.lastDay : data.firstDay, texts) });
    outside = { day: after ? data.lastDay : data.firstDay, node: noteNode("outside", words, texts, forget) };
    notes.prepend(outside.node);
  };
  /** @param {View} view @param {boolean} moving counting the share for each frame would take the time of the frames */
  const show = ({ day, other, mode }, moving) => {
    if (outside && day !== outside.day && !(mode !== "one" && other === outside.day)) forget();
    share.style.visibility = moving ? "hidden" : "";
    if (moving) return;
    const part = `${texts.percent(freshShare(data, day))} %`;
    share.replaceChildren(textNode(day === data.lastDay ? texts.t("fresh_share", { share: part }) : texts.t("fresh_share_on", { share: part, day: longDay(day, texts) })));
  };
  return { node, show, tellOutside };
}
