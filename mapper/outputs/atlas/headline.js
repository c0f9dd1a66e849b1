// Title with the date in words, and one sentence of what is new that day.
import { el } from "../web/dom.js";
import { longDay, shortDay } from "../web/dates.js";
import { changesBetween, isTown } from "./stats.js";
import { countUpTo } from "./order.js";
import { happeningWords } from "./happenings.js";

/** @import { AtlasData } from "./data.js" */
/** @import { Texts } from "../web/texts.js" */

const TOLD = 3; // items in the sentence
const QUIET = ["other", "dispute_end", "contest_end", "dispute"];

/** @param {any} data @param {any} texts */
export function caseTitle(data, texts) {
  return texts.locale.startsWith("fr") ? data.case.title_fr || data.case.title : data.case.title;
}

/** What a sentence has room for. @param {any} happenings @param {number} day */
function tellable(happenings, day) {
  return happenings.on(day).filter((/** @type {any} */ item) => !QUIET.includes(item.kind));
}

/** The sentence of a day; on a quiet day also what was last. @returns {HTMLElement} @param {AtlasData} data @param {any} happenings @param {number} day @param {Texts} texts */
export function newsLine(data, happenings, day, texts) {
  const line = el("p", { class: "mapper-news" });
  /** @param {any} items */
  const tell = (items) => {
    items.slice(0, TOLD).forEach((/** @type {any} */ item, /** @type {number} */ i) => line.append(i ? texts.t("list_semicolon") : "", happeningWords(data, item, texts)));
    const rest = items.length - TOLD;
    line.append(rest > 0 ? ` ${texts.plural("news_more", rest)}.` : ".");
  };
  const items = tellable(happenings, day);
  if (items.length) {
    line.append(el("strong", { text: texts.t("news_new") }), " ");
    tell(items);
    return line;
  }
  line.append(texts.t("news_none"));
  let at = countUpTo(happenings.days, day) - 1;
  while (at >= 0 && !tellable(happenings, happenings.days[at]).length) at -= 1;
  if (at >= 0) {
    line.append(" ", el("strong", { text: texts.t("news_last", { date: longDay(happenings.days[at], texts.locale) }) }), " ");
    tell(tellable(happenings, happenings.days[at]));
  }
  return line;
}

/** What changed hands between two days, in figures. @param {AtlasData} data @param {any} from @param {any} to @param {any} by @param {Texts} texts */
function changesLine(data, from, to, by, texts) {
  const pairs = changesBetween(data, from, to, by);
  const area = pairs.reduce((sum, pair) => sum + pair.area_km2, 0);
  const towns = pairs.reduce((sum, pair) => sum + pair.places.filter((index) => isTown(data.places[index])).length, 0);
  return el("p", { class: "mapper-news", text: texts.t("changes_sum", { area: texts.number(area, 3), towns: texts.plural("changes_towns", towns) }) });
}

/** @param {any} data @param {any} happenings @param {any} texts */
export function headline(data, happenings, texts) {
  const title = el("h1", { class: "mapper-title" });
  const news = el("div", { class: "mapper-news-box" });
  /** @param {any} state of the page */
  const show = ({ day, other, mode, by }) => {
    const [from, to] = [day, other].sort((a, b) => a - b);
    /** @param {string} key @param {any} a @param {any} b */
    const both = (key, a, b) => texts.t(key, { from: shortDay(a, texts.locale), to: shortDay(b, texts.locale) });
    const two = mode === "changes" ? both("title_changes", from, to) : both("title_two", day, other);
    const date = mode === "one" ? longDay(day, texts.locale) : two;
    title.replaceChildren(texts.phrase("title_joined", { case: caseTitle(data, texts), date }));
    news.replaceChildren(mode === "changes" ? changesLine(data, from, to, by, texts) : newsLine(data, happenings, day, texts));
  };
  return { title, news, show };
}
