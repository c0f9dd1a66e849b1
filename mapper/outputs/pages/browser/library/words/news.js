// The sentence of the day: what changed hands.
import { el, textNode } from "../dom/elements.js";
import { actorName } from "../states/states.js";
import { openWords } from "./dates.js";

/** @import { Actors, News } from "../data/types.js" */
/** @import { Texts } from "./texts.js" */

const SHOWN_NEWS = 3;
const NAMED = 4; // names in one piece of the sentence
const TOGETHER = ["change", "land"];

/**
 * Items that went the same way are told together: "Gao and Bourem: from A to B". In order of the first of each group.
 * @template {{kind: string, from: any, to: any}} Item
 * @param {Item[]} items @param {(item: Item) => boolean} joins whether an item may be told with others @returns {Item[][]}
 */
export function sameWay(items, joins) {
  const groups = new Map();
  items.forEach((item, i) => {
    const key = joins(item) ? JSON.stringify([item.kind, item.from, item.to]) : i;
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

/** Some news of one date as pieces of a sentence. @param {HTMLElement} line @param {News[]} news @param {Actors} actors @param {Texts} texts */
function tell(line, news, actors, texts) {
  const groups = sameWay(news, (item) => TOGETHER.includes(item.kind));
  groups.slice(0, SHOWN_NEWS).forEach((group, i) => {
    const [item] = group;
    const key = `news_${item.kind}`;
    const parties = { from: actorName(actors, item.from, texts), to: actorName(actors, item.to, texts) };
    const name = someNames(group.map((one) => one.name), texts);
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
