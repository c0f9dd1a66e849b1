// The sentence of the day: what changed hands.
import { el, textNode } from "../dom/elements.js";
import { companySpoken, holdingSpoken, spokenActor } from "../states/states.js";
import { openWords } from "./dates.js";

/** @import { Actors, News } from "../data/types.js" */
/** @import { Texts } from "./texts.js" */

const SHOWN_NEWS = 3;
const NAMED = 4; // names in one piece of the sentence
const TOGETHER = ["change", "land"];

/**
 * Items that went the same way are told together: "Gao and Bourem: from A to B". In order of the first of each group.
 * @template {{kind: string, from: any, to: any, way?: string, before?: any, after?: any}} Item
 * @param {Item[]} items @param {(item: Item) => boolean} joins whether an item may be told with others @returns {Item[][]}
 */
export function sameWay(items, joins) {
  const groups = new Map();
  items.forEach((item, i) => {
    const key = joins(item) ? JSON.stringify([item.kind, item.from, item.to, item.way, item.before, item.after]) : i;
    groups.set(key, [...(groups.get(key) || []), item]);
  });
  return [...groups.values()];
}

/** Names in a sentence; many are cut short and counted. @param {string[]} names @param {Texts} texts @returns {string} */
export function someNames(names, texts) {
  const rest = names.length - NAMED;
  return rest > 1 ? `${texts.list(names.slice(0, NAMED))} ${texts.plural("news_more", rest)}` : texts.join(names);
}

/** The end of a sentence that has no room for all. @param {number} rest how many are left @param {Texts} texts */
export function restNode(rest, texts) {
  return textNode(rest > 0 ? `${texts.t("list_semicolon")}${texts.plural("news_more", rest)}.` : ".");
}

/** Who stands on both sides: holders in their company, or all who besiege or contest. @param {News} item @param {Actors} actors @param {Texts} texts */
function sidesOf({ kind, from, to, before, after, parties }, actors, texts) {
  /** @param {string} id */
  const named = (id) => spokenActor(actors, id, texts);
  const sides = {
    from: before ? companySpoken(before, actors, texts) : named(from),
    to: after ? holdingSpoken(after, actors, texts) : named(to),
  };
  if (!parties) return sides;
  return kind === "siege_end" ? { ...sides, from: parties.map(named) } : { ...sides, to: parties.map(named) };
}

/** Some news of one date as pieces of a sentence. @param {HTMLElement} line @param {News[]} news @param {Actors} actors @param {Texts} texts */
function tell(line, news, actors, texts) {
  const groups = sameWay(news, (item) => TOGETHER.includes(item.kind));
  groups.slice(0, SHOWN_NEWS).forEach((group, i) => {
    const [item] = group;
    const key = `news_${item.kind}`;
    const parties = sidesOf(item, actors, texts);
    const names = someNames(group.map((one) => one.name), texts);
    const name = item.kind === "land" ? texts.t("countryside", { name: names }) : names;
    line.append(i ? texts.t("list_semicolon") : "", texts.phrase(texts.has(key) ? key : "news_item", { name, ...parties }));
  });
  line.append(restNode(groups.slice(SHOWN_NEWS).flat().length, texts));
}

/** What is new on a day; then, by each open date, what is only shown from it on. @param {{news: News[], actors: Actors}} state @param {Texts} texts @returns {HTMLElement} */
export function newsNode({ news, actors }, texts) {
  const line = el("p", { class: "mapper-news" });
  const fresh = news.filter((item) => !item.date);
  if (fresh.length) {
    line.append(el("strong", { text: texts.t("news_title") }), " ");
    tell(line, fresh, actors, texts);
  } else line.append(texts.t("news_none"));
  for (const date of new Set(news.flatMap((item) => item.date || []))) {
    line.append(" ", el("strong", { text: texts.t("news_open", { when: openWords(date, texts, true) }) }), " ");
    tell(line, news.filter((item) => item.date === date), actors, texts);
  }
  return line;
}
