// The sentence of the day: what changed hands.
import { el } from "./dom.js";
import { actorName } from "./states.js";

const SHOWN_NEWS = 3;

/** @param {any} state @param {any} texts @returns {HTMLElement} */
export function newsNode(state, texts) {
  const line = el("p", { class: "mapper-news" });
  if (!state.news.length) {
    line.append(texts.t("news_none"));
    return line;
  }
  line.append(el("strong", { text: texts.t("news_title") }), " ");
  state.news.slice(0, SHOWN_NEWS).forEach((item, i) => {
    const key = `news_${item.kind}`;
    const parties = { from: actorName(state.actors, item.from, texts), to: actorName(state.actors, item.to, texts) };
    line.append(i ? texts.t("list_semicolon") : "", texts.phrase(texts.has(key) ? key : "news_item", { name: item.name, ...parties }));
  });
  const rest = state.news.length - SHOWN_NEWS;
  line.append(rest > 0 ? ` ${texts.plural("news_more", rest)}.` : ".");
  return line;
}
