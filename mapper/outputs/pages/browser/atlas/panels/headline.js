// Title with the date in words, and one sentence of what is new that day.
import { el } from "../../library/dom/elements.js";
import { longDay, openWords, shortDay } from "../../library/words/dates.js";
import { restNode, sameWay } from "../../library/words/news.js";
import { wordsOf } from "../../library/dom/elements.js";
import { titleNode } from "../../library/page/title.js";
import { sumWords } from "./changesum.js";
import { countUpTo } from "../data/order.js";
import { byDate, happeningWords } from "./happenings.js";

/** @import { AtlasData } from "../data/data.js" */
/** @import { Texts } from "../../library/words/texts.js" */

const TOLD = 3; // items in the sentence
const QUIET = ["other", "clash", "dispute_end", "contest_end", "dispute"];

/** @param {any} data @param {any} texts */
export function caseTitle(data, texts) {
  const { title, titles } = data.case;
  return (Object.prototype.hasOwnProperty.call(titles, texts.lang) && titles[texts.lang]) || title;
}

/** Places that went the same way are told together, whatever claims say so; the biggest first. @param {any} data @param {any} items */
function goneTogether(data, items) {
  /** @param {any} item */
  const joins = (item) => item.kind === "change" && item.target === "place";
  return sameWay(items, joins).map((group) => {
    const [item] = group;
    if (!joins(item)) return item;
    const [index, ...others] = group.flatMap((one) => [one.index, ...one.others]).sort((a, b) => data.places[a].rank - data.places[b].rank);
    return { ...item, index, name: data.places[index].name, others };
  });
}

/** What a sentence has room for. @param {any} data @param {any} happenings @param {number} day */
function tellable(data, happenings, day) {
  return goneTogether(data, happenings.on(day).filter((/** @type {any} */ item) => !QUIET.includes(item.kind)));
}

/** Some items as pieces of a sentence. @param {any} line @param {string} lead @param {AtlasData} data @param {any} items @param {Texts} texts */
function tell(line, lead, data, items, texts) {
  line.append(el("strong", { text: lead }), " ");
  items.slice(0, TOLD).forEach((/** @type {any} */ item, /** @type {number} */ i) => line.append(i ? texts.t("list_semicolon") : "", happeningWords(data, item, texts)));
  const rest = items.slice(TOLD).reduce((/** @type {number} */ sum, /** @type {any} */ item) => sum + 1 + item.others.length, 0);
  line.append(restNode(rest, texts));
}

/**
 * The sentence of a day; on a quiet day also what was last. What has no day is told as such.
 * @param {AtlasData} data @param {any} happenings @param {number} day @param {Texts} texts
 * @param {boolean} [named] whether it says which day, where there are two @returns {HTMLElement}
 */
export function newsLine(data, happenings, day, texts, named = false) {
  const line = el("p", { class: "mapper-news" });
  const date = longDay(day, texts);
  const groups = byDate(tellable(data, happenings, day));
  if (!groups.some(({ open }) => !open)) line.append(named ? texts.t("news_none_on", { date }) : texts.t("news_none"));
  groups.forEach(({ open, items }, i) => {
    const key = `${open ? "news_open" : "news_new"}${named ? "_on" : ""}`;
    const lead = texts.t(key, { date, when: open && openWords(open, texts, true) });
    line.append(i || open ? " " : "");
    tell(line, lead, data, items, texts);
  });
  if (groups.length) return line;
  let at = countUpTo(happenings.days, day) - 1;
  while (at >= 0 && !tellable(data, happenings, happenings.days[at]).length) at -= 1;
  if (at < 0) return line;
  const [{ open, items }] = byDate(tellable(data, happenings, happenings.days[at]));
  line.append(" ");
  tell(line, open ? texts.t("news_last_open", { when: openWords(open, texts) }) : texts.t("news_last", { date: longDay(happenings.days[at], texts) }), data, items, texts);
  return line;
}

/** The date or the two dates of a state of the page. @param {any} state @param {any} texts */
function datesOf({ day, other, mode }, texts) {
  if (mode === "one") return longDay(day, texts);
  const [from, to] = mode === "changes" ? [day, other].sort((a, b) => a - b) : [day, other];
  return texts.t(mode === "changes" ? "title_changes" : "title_two", { from: shortDay(from, texts), to: shortDay(to, texts) });
}

/** What a state of the page has new to tell, in one sentence. @param {any} data @param {any} happenings @param {any} state @param {any} texts */
function sentenceOf(data, happenings, { day, other, mode, by }, texts) {
  if (mode !== "changes") return newsLine(data, happenings, day, texts, mode !== "one");
  const [from, to] = [day, other].sort((a, b) => a - b);
  return el("p", { class: "mapper-news", text: sumWords(data, from, to, by, texts, true) });
}

/** Title and sentence as plain text, for a picture. @param {any} data @param {any} happenings @param {any} state @param {any} texts */
export function headWords(data, happenings, state, texts) {
  const title = texts.t("title_joined", { case: caseTitle(data, texts), date: datesOf(state, texts) });
  return { title, news: wordsOf(sentenceOf(data, happenings, state, texts), texts.isolate) };
}

/** @param {any} data @param {any} happenings @param {any} texts @param {() => string} wholeView the hash of this view on a page that is not embedded */
export function headline(data, happenings, texts, wholeView) {
  const title = el("h1", { class: "mapper-title" });
  const news = el("div", { class: "mapper-news-box" });
  const link = el("a", { class: "mapper-whole", target: "_blank", rel: "noopener", href: "#", text: texts.t("embed_open") });
  for (const event of ["focus", "pointerdown"]) link.addEventListener(event, () => (link.href = wholeView())); // not at each step
  let dated = "";
  /** @param {any} state of the page */
  const showDate = (state) => {
    const date = datesOf(state, texts);
    if (date !== dated) title.replaceChildren(titleNode(texts, "title_joined", { case: caseTitle(data, texts), date }));
    dated = date;
  };
  /** @param {any} state of the page */
  const show = (state) => {
    showDate(state);
    news.replaceChildren(sentenceOf(data, happenings, state, texts));
  };
  return { title, news, link, show, showDate };
}
