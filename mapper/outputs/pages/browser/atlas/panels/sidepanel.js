// The panel beside the map: search, legend, events, notes; or a card in their place.
import { el, setChildren, setWords, textNode } from "../../library/dom/elements.js";
import { groundColour } from "../../library/paint/colours.js";
import { holderTable } from "../../library/legend/holders.js";
import { nodeKeeper } from "../../library/dom/kept.js";
import { aboutNode, panelNode } from "../../library/page/page.js";
import { cardNode } from "../../library/card/card.js";
import { legendNode } from "../../library/legend/legend.js";
import { redrawn } from "../../library/legend/box.js";
import { longDay } from "../../library/words/dates.js";
import { aboutData, cardData, legendData, legendPlaces, tableState } from "./facade.js";
import { changesNode } from "./changes.js";
import { historyStrip } from "./strip.js";
import { areaCard, partyCard } from "./groupcards.js";
import { shadeLegend } from "./evidence.js";

/**
 * @param {any} data @param {any} scenery @param {any} texts
 * @param {{fill: (paint: any) => string}} book patterns
 * @param {object} hooks
 * @param {() => void} hooks.onClose of the card
 * @param {(day: number) => void} hooks.onDay
 * @param {(kind: import("../page/store.js").Kind, index: number) => void} hooks.onOpen
 * @param {(figure: "area" | "people") => void} hooks.onFigure what the legend counts
 */
export function sidePanel(data, scenery, texts, book, { onClose, onDay, onOpen, onFigure }) {
  const panel = panelNode(texts, onClose);
  const about = aboutNode(aboutData(data, texts), texts);
  const legendBox = el("div", { class: "mapper-legend-box" });
  let shown = "";
  /** What a click on a name of the legend opens. @param {"holder" | "bloc"} by */
  const onHolder = (by) => (/** @type {string} */ id) => onOpen(by, (by === "holder" ? data.actorList : data.blocList).findIndex((/** @type {{id: string}} */ one) => one.id === id));

  /** @type {Record<string, import("../../library/dom/kept.js").Keep>} */
  const keepers = {};
  /** What is chosen in the legend of a view; its nodes are kept as long as their colours and heads are the same. @param {any} state @param {any[]} views @param {number} i @param {boolean} dark */
  const choiceOf = (state, views, i, dark) => {
    const { by } = views[i].look();
    const keep = (keepers[`${i} ${views.length} ${by} ${dark}`] ||= nodeKeeper());
    return { figure: state.figure, onFigure, name: String(i), onHolder: onHolder(by), keep };
  };
  /** While it moves: only the figures of each legend. @param {any} state @param {any[]} views @param {boolean} dark */
  const showFigures = (state, views, dark) => {
    if (state.mode === "changes") return;
    const shown = views.map((view) => view.look());
    const tables = () => shown.forEach(({ day, by, shade }, i) => shade || holderTable(tableState(data, scenery, day, by, null), texts, book, groundColour(dark), choiceOf(state, views, i, dark)));
    redrawn(legendBox, tables);
  };
  /** Legend of each view, or the table of changes. @param {any} state @param {any[]} views @param {boolean} dark */
  const showLegend = (state, views, dark) => {
    if (state.mode === "changes") {
      const [from, to] = [state.day, state.other].sort((a, b) => a - b);
      legendBox.replaceChildren(changesNode(data, scenery, { from, to, by: state.by, dark }, texts, book, onOpen));
      return;
    }
    const parts = () => views.map((view, i) => {
      const places = legendPlaces(data, scenery, view);
      const look = view.look();
      const legend = look.shade ? shadeLegend(data, look, places, texts, book) : legendNode(legendData(data, scenery, view), places, texts, book, dark, choiceOf(state, views, i, dark));
      if (!look.shade && look.by === "bloc") setWords(/** @type {Element} */ (legend.querySelector("thead th")), texts.t("camp"));
      if (views.length > 1) {
        const date = longDay(view.look().day, texts);
        legend.setAttribute("aria-label", texts.list([texts.t(look.shade ? `shade_${look.shade}` : "legend_title"), date]));
        setWords(/** @type {Element} */ (legend.querySelector("h2")), date);
      }
      return legend;
    });
    /** @returns {HTMLDetailsElement[]} */
    const signs = () => Array.from(legendBox.querySelectorAll(".mapper-signs"));
    const open = signs()[0]?.open;
    redrawn(legendBox, () => setChildren(legendBox, parts()));
    for (const node of signs()) node.open = open ?? !window.matchMedia("(max-width: 50rem)").matches;
  };

  /** Headings of a card are below the title of the page. @param {HTMLElement} card */
  const levelled = (card) => {
    for (const node of card.querySelectorAll("h3")) node.setAttribute("aria-level", "2");
    for (const node of card.querySelectorAll("h4")) node.setAttribute("aria-level", "3");
    return card;
  };
  /** @param {any} state of the page @param {number} day @param {boolean} dark */
  const cardOf = (state, day, dark) => {
    const { kind, index } = state;
    const setting = { data, scenery, texts, book, dark, onDay, onOpen };
    if (kind === "area") return levelled(areaCard(setting, index, state));
    if (kind === "holder" || kind === "bloc") return levelled(partyCard(setting, kind, index, state));
    const target = kind === "unit" ? index : data.unitTotal + index;
    const name = (kind === "unit" ? data.units : data.places)[index].name;
    const content = cardData(data, kind, index, day, texts);
    const strip = historyStrip(data, target, day, texts, book, dark, onDay);
    if (!content) {
      const first = data.story(target)[0];
      const words = texts.t("not_yet_since", { day: longDay(first.start, texts) });
      return el("article", { class: "mapper-card", "data-kind": kind }, el("h3", { dir: "auto", text: name }), el("p", { text: words }), strip);
    }
    const card = cardNode(content, kind, index, texts);
    if (!data.hasClaims) for (const node of card.querySelectorAll(":scope > p:last-of-type")) if (node.textContent === texts.t("claims_none")) node.replaceChildren(textNode(texts.t("claims_left_out", { n: texts.number(data.claimCount) })));
    card.querySelector(".mapper-facts")?.after(strip);
    return levelled(card);
  };
  /** @param {any} state of the page @param {boolean} dark */
  const showCard = (state, dark) => {
    if (!state.kind) {
      if (shown) panel.hideCard();
      shown = "";
      return;
    }
    const key = `${state.kind} ${state.index}`;
    const card = cardOf(state, state.day, dark);
    if (key !== shown) panel.showCard(card);
    else {
      const open = panel.cardBox.querySelector(".mapper-chapters")?.open;
      const focused = panel.cardBox.contains(document.activeElement);
      panel.cardBox.replaceChildren(card);
      const chapters = panel.cardBox.querySelector(".mapper-chapters");
      if (chapters && open) chapters.open = true;
      if (focused) panel.cardBox.focus({ preventScroll: true });
    }
    shown = key;
  };
  return { ...panel, about, legendBox, showLegend, showFigures, showCard };
}
