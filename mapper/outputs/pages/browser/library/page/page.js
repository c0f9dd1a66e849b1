// The page around the map: title, panel with legend, list or card, notes; one layout for all sizes.
import { el, nameNode } from "../dom/elements.js";
import { dayOfIso, longDay } from "../words/dates.js";
import { newsNode } from "../words/news.js";
import { makeSheet } from "./sheet.js";
import { titleNode, wholeTitle } from "./title.js";

/** @import { CaseNotes, DayState } from "../data/types.js" */
/** @import { Texts } from "../words/texts.js" */

/** Title with the date in words, the sentence of the day, links to the days before and after. @param {DayState} state @param {Texts} texts */
export function headerNode(state, texts) {
  const date = longDay(state.day, texts);
  const title = el("h1", {}, titleNode(texts, "title_joined", { case: state.case.title, date }));
  /** @param {string | undefined} iso @param {string} key @param {string} sign */
  const link = (iso, key, sign) => {
    if (!iso || !/^\d{4}-\d\d-\d\d$/.test(iso)) return null;
    const words = texts.t(key, { date: longDay(dayOfIso(iso), texts) });
    return el("a", { href: `${iso}.html`, rel: key === "next" ? "next" : "prev", title: words, "aria-label": words, text: sign });
  };
  const links = [link(state.prev, "previous", "←"), link(state.next, "next", "→")].filter(Boolean);
  const steps = links.length ? el("nav", { class: "mapper-steps" }, ...links) : null;
  return el("header", { class: "mapper-header" }, el("div", {}, title, newsNode(state, texts)), steps);
}

/** By which rule the land is coloured, with the options of the rule. @param {Pick<CaseNotes, "model" | "model_options">} one case @param {Texts} texts */
export function modelWords({ model, model_options: options = {} }, texts) {
  const key = `model_${model}`;
  const words = [texts.has(key) ? texts.t(key) : texts.t("model_other", { model })];
  if (options.within !== undefined) words.push(texts.t("model_within", { level: options.within }));
  if (options.resolution !== undefined) words.push(texts.t("model_resolution", { n: options.resolution }));
  if (options.max_km !== undefined) words.push(texts.t("model_max_km", { km: texts.number(Number(options.max_km)) }));
  return words.join(" ");
}

/** How far the record goes. @param {Pick<CaseNotes, "first_day" | "last_day">} one case @param {Texts} texts */
export function recordWords({ first_day: first, last_day: last }, texts) {
  const words = { first: longDay(first, texts) };
  return last === null ? texts.t("data_begin", words) : texts.t("data_end", { ...words, last: longDay(last, texts) });
}

/** Links to the pages on method and failure modes. @param {string} folder that holds them @param {Texts} texts */
export function readingNode(folder, texts) {
  /** @param {string} name @param {string} key */
  const link = (name, key) => el("li", {}, el("a", { href: `${folder}/${name}.html`, hreflang: "en", text: texts.t(key) }));
  return el("ul", { class: "mapper-reading" }, link("method", "reading_method"), link("failure-modes", "reading_failures"));
}

/** How the land is coloured, how far the record goes, where the data are from. @param {{case: CaseNotes}} state @param {Texts} texts */
export function aboutNode(state, texts) {
  const { title, attribution, licence, description } = state.case;
  const paragraphs = [modelWords(state.case, texts), texts.t("area_and_people"), recordWords(state.case, texts), texts.t("projection")];
  /** @param {string} title @param {string[]} lines */
  const credit = (title, lines) =>
    lines.length ? el("div", {}, el("h4", { text: title }), el("ul", {}, ...lines.map((line) => el("li", {}, nameNode(line))))) : null;
  const extra = el("p", { class: "mapper-small mapper-tiles-credit" });
  const node = el(
    "section",
    { class: "mapper-about" },
    el("h3", { text: texts.t("about_title") }),
    wholeTitle(title),
    description ? nameNode(description, "p") : null,
    ...paragraphs.map((text) => el("p", { text })),
    el("details", { class: "mapper-misleads" }, el("summary", { text: texts.t("misleads_title") }), el("p", { text: texts.t("misleads") })),
    credit(texts.t("sources_data"), attribution),
    licence ? credit(texts.t("licence"), [licence]) : null,
    el("p", { class: "mapper-small", text: texts.t("software") }),
    extra,
  );
  return { node, setTiles: (/** @type {string | null} */ text) => extra.replaceChildren(text || "") };
}

/**
 * The panel: legend and list, or a card in their place. On a phone it is a sheet that slides up.
 * @param {Texts} texts @param {() => void} onClose
 */
export function panelNode(texts, onClose) {
  const home = el("div", { class: "mapper-home" });
  const cardBox = el("div", { class: "mapper-card-box", tabindex: "-1" });
  const back = el("button", { type: "button", class: "mapper-back", onclick: onClose, text: `${texts.direction === "rtl" ? "→" : "←"} ${texts.t("back")}` });
  const cardPart = el("div", { class: "mapper-card-part", hidden: true }, back, cardBox);
  const handle = el("button", { type: "button", class: "mapper-handle", "aria-expanded": "false", "aria-label": texts.t("sheet_open") });
  const scroller = el("div", { class: "mapper-scroller" }, home, cardPart);
  const node = el("aside", { class: "mapper-panel", "aria-label": texts.t("panel_label") }, handle, scroller);
  const sheet = makeSheet(node, handle, scroller, texts);
  let homeScroll = 0;
  /** @param {Node} card */
  const showCard = (card) => {
    if (cardPart.hidden) homeScroll = scroller.scrollTop;
    cardBox.replaceChildren(card);
    home.hidden = true;
    cardPart.hidden = false;
    scroller.scrollTop = 0;
    sheet.set("half", true);
  };
  const hideCard = () => {
    cardPart.hidden = true;
    home.hidden = false;
    cardBox.replaceChildren();
    scroller.scrollTop = homeScroll;
  };
  return { node, home, cardBox, sheet, showCard, hideCard };
}
