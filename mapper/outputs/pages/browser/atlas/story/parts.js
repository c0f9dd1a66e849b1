// The elements of a caption, and what a step puts into them. No string of a case becomes markup.
import { el, nameNode } from "../../library/dom/elements.js";
import { describedSource } from "../../library/card/source.js";
import { longDay } from "../../library/words/dates.js";
import { sourcesOn } from "../panels/happenings.js";

/** @import { AtlasData } from "../data/data.js" */
/** @import { Texts } from "../../library/words/texts.js" */

/** The sources of a step: its own, else those of what happened on its day. @param {AtlasData} data @param {any} happenings @param {import("./steps.js").Step} step @param {Texts} texts */
function sourceItems(data, happenings, { sources, day }, texts) {
  const cited = sources.length ? sources : sourcesOn(data, happenings, day);
  return cited.map((source) => el("li", {}, describedSource(source, data.sources, texts)));
}

/** @param {Texts} texts @param {{onStep: (by: number) => void, onReturn: () => void, onClose: () => void}} hooks */
export function captionParts(texts, { onStep, onReturn, onClose }) {
  const rtl = texts.direction === "rtl";
  /** @param {number} by @param {string} key @param {string} sign */
  const way = (by, key, sign) => el("button", { type: "button", class: "mapper-button mapper-word", "data-step": key, onclick: () => onStep(by), text: by < 0 ? `${sign} ${texts.t(key)}` : `${texts.t(key)} ${sign}` });
  const count = el("span", { class: "mapper-caption-count" });
  const back = way(-1, "story_back", rtl ? "→" : "←");
  const next = way(1, "story_next", rtl ? "←" : "→");
  const close = el("button", { type: "button", class: "mapper-note-close", "aria-label": texts.t("story_close"), title: texts.t("story_close"), text: "×", onclick: onClose });
  const title = el("h2", { id: "mapper-caption-title" });
  const date = el("p", { class: "mapper-caption-date" });
  const text = el("p", { class: "mapper-caption-text" });
  const links = el("ul", { class: "mapper-links" });
  const sources = el("details", { class: "mapper-caption-sources" }, el("summary", { text: texts.t("sources") }), links);
  const again = el("button", { type: "button", class: "mapper-button mapper-word mapper-caption-again", hidden: true, onclick: onReturn, text: texts.t("story_return") });
  const bar = el("div", { class: "mapper-caption-bar" }, back, next, count, close);
  const node = el("section", { class: "mapper-caption", role: "region", "aria-label": texts.t("story"), tabindex: "-1", hidden: true }, bar, again, el("div", { class: "mapper-caption-words" }, title, date, text, sources));
  return { node, count, back, next, title, date, text, links, sources, again };
}

/** "3 of 15" @param {number} n @param {number} all @param {Texts} texts */
export function countWords(n, all, texts) {
  return texts.t("story_count", { n: texts.number(n), all: texts.number(all) });
}

/**
 * @param {ReturnType<typeof captionParts>} parts @param {import("./steps.js").Step[]} steps @param {number} n from 1
 * @param {AtlasData} data @param {any} happenings @param {Texts} texts
 */
export function fillCaption(parts, steps, n, data, happenings, texts) {
  const step = steps[n - 1];
  const items = sourceItems(data, happenings, step, texts);
  parts.count.textContent = countWords(n, steps.length, texts);
  parts.title.replaceChildren(nameNode(step.title));
  parts.date.textContent = longDay(step.day, texts);
  parts.text.replaceChildren(nameNode(step.text));
  parts.text.hidden = !step.text;
  parts.links.replaceChildren(...items);
  parts.sources.hidden = !items.length;
  parts.sources.open = false;
  const ends = [n === 1, n === steps.length];
  const lost = [parts.back, parts.next].some((way, i) => ends[i] && way === document.activeElement);
  [parts.back.disabled, parts.next.disabled] = ends;
  if (lost) parts.node.focus({ preventScroll: true });
  parts.node.scrollTop = 0;
}
