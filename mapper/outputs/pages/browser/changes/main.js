// Entry point of a page of changes: one map, seen before, after, and by what changed in between.
import { makeTexts } from "../library/words/texts.js";
import { longDay } from "../library/words/dates.js";
import { drawScene } from "../library/map/scene.js";
import { patternBook } from "../library/paint/patterns.js";
import { legendNode, showKinds } from "../library/legend/legend.js";
import { searchList } from "../library/search/list.js";
import { cardNode } from "../library/card/card.js";
import { changeCard } from "./card.js";
import { pairsNode, sumWords } from "./legend.js";
import { byTarget, stateOfView, VIEWS, viewSwitch } from "./views.js";
import { aboutNode, panelNode, uncover } from "../library/page/page.js";
import { layerSwitch, scaleBar } from "../library/map/controls.js";
import { preparePrint } from "../library/page/print.js";
import { actorName } from "../library/states/states.js";
import { el } from "../library/dom/elements.js";
import { whenSized } from "../library/map/sizes.js";
import { titleNode } from "../library/page/title.js";
import { boundsOf, calmMaps, darkQuery, dataBlock, frameMap, targetPoint } from "../library/page/start.js";

/** Options that must be set before Leaflet makes its map. @param {any} L */
export function prepare(L) {
  calmMaps(L);
}

/** What the page carries. */
function carried() {
  const [geometry, evidence, before, after, changes] = ["geometry", "evidence", "before", "after", "changes"].map((name) => dataBlock(`mapper-${name}`));
  return { geometry, evidence, before, after, changes, ...dataBlock("mapper-settings") };
}

/** View and target that the address names: "#after/gao". @returns {{view: string, kind: string, index: number}} */
function ofHash(geometry) {
  let [view, id] = ["", ""];
  try {
    [view, id = ""] = window.location.hash.slice(1).split("/").map(decodeURIComponent);
  } catch {
    // not an address of ours
  }
  const place = geometry.places.findIndex((candidate) => candidate.id === id);
  const unit = geometry.units.findIndex((candidate) => candidate.id === id);
  const [kind, index] = place >= 0 ? ["place", place] : ["unit", unit];
  return { view: VIEWS.includes(view) ? view : "changes", kind: id && index >= 0 ? kind : "none", index };
}

/** Title, sentence, and the switch of views. */
function head(data, texts, views) {
  const [from, to] = [data.before.day, data.after.day].map((day) => longDay(day, texts.locale));
  const title = el("h1", {}, titleNode(texts, "title_changes", { case: data.after.case.title, from, to }));
  return el("header", { class: "mapper-header mapper-changes-header" }, el("div", {}, title, el("p", { class: "mapper-news", text: sumWords(data.changes, texts) })), views);
}

/**
 * Starts when the frame of the page has a size.
 * @param {any} L @param {any} map
 * @param {any} [page] {geometry, evidence, before, after, changes, texts, tiles}; by default what the page carries
 */
export function startChanges(L, map, page = carried()) {
  whenSized(map.getContainer(), () => openChanges(L, map, page));
}

/** @param {any} L @param {any} map @param {any} page */
function openChanges(L, map, page) {
  const texts = makeTexts(page.texts);
  const { geometry, changes } = page;
  const pairs = { unit: byTarget(changes.pairs, "units"), place: byTarget(changes.pairs, "places") };
  const data = { ...page, state: page.after };
  const chosen = { view: "", kind: "none", index: -1 };
  const frame = map.getContainer();
  frame.setAttribute("role", "application");
  const book = patternBook(document.body);
  /** @type {(() => void) | null} */
  let focus = null;

  const exists = (kind, index) => kind !== "place" || Boolean(data.state.places[index]) || chosen.view === "changes";
  const address = () => {
    const target = chosen.kind === "none" ? "" : (chosen.kind === "place" ? geometry.places : geometry.units)[chosen.index].id;
    const hash = `#${chosen.view}${target ? `/${encodeURIComponent(target)}` : ""}`;
    if (window.location.hash !== hash) window.history.replaceState(null, "", hash);
  };
  const card = (kind, index) =>
    chosen.view === "changes" ? changeCard(page, pairs[kind].get(index), kind, index, texts) : cardNode(data, kind, index, texts);
  const select = (kind, index, move = false) => {
    if (kind === "none" || !exists(kind, index)) return close();
    Object.assign(chosen, { kind, index });
    scene.select(kind, index, move);
    panel.showCard(card(kind, index));
    uncover(map, panel.node, targetPoint(geometry, kind, index));
    address();
    return undefined;
  };
  const close = () => {
    Object.assign(chosen, { kind: "none", index: -1 });
    scene.select("none", null, false);
    panel.hideCard();
    address();
    if (focus) focus();
    focus = null;
  };
  /** The words beside the pointer where the map shows changes. */
  const words = (kind, index) => {
    const pair = chosen.view === "changes" ? pairs[kind].get(index) : null;
    return pair ? `${actorName(page.after.actors, pair.from, texts)} → ${actorName(page.after.actors, pair.to, texts)}` : null;
  };

  const panel = panelNode(texts, close);
  const views = viewSwitch(page, texts, (view) => show(view));
  document.body.classList.add("mapper-page");
  document.body.prepend(head(page, texts, views.node));
  document.body.append(panel.node);
  document.addEventListener("keydown", (event) => event.key === "Escape" && panel.home.hidden && close());
  frameMap(map, geometry);
  const legendBox = el("div");
  let kinds = new Set();
  const onKinds = (drawn) => {
    kinds = drawn;
    showKinds(legendBox, kinds);
  };
  const scene = drawScene(L, map, data, texts, book, { onSelect: select, words, onKinds });
  const about = aboutNode(page.after, texts);
  const listBox = el("div");
  panel.home.append(legendBox, listBox, about.node);
  layerSwitch(L, map, texts, scene.show, page.tiles, about.setTiles);
  scaleBar(L, map);

  const open = (kind, index, back) => {
    focus = back;
    select(kind, index, true);
    panel.cardBox.focus();
  };
  const dress = (dark) => {
    data.state = stateOfView(page, chosen.view, texts, dark);
    scene.turn(dark);
    const active = () => document.activeElement instanceof HTMLElement ? document.activeElement : null;
    const legend = chosen.view === "changes"
      ? pairsNode(page, texts, book, dark, (kind, index) => {
        const button = active();
        open(kind, index, () => button?.focus());
      })
      : legendNode(data, scene.places(), texts, book, dark);
    legendBox.replaceChildren(legend);
    showKinds(legendBox, kinds);
  };
  /** @param {string} view */
  const show = (view) => {
    if (view === chosen.view) return;
    chosen.view = view;
    views.press(view);
    dress(darkQuery().matches);
    const changed = ({ index }) => (view === "changes" && pairs.place.has(index) ? 0 : 1);
    const places = [...scene.places()].sort((a, b) => changed(a) - changed(b)); // what changed is sought first
    const list = searchList(data, places, texts, (kind, index) => open(kind, index, list.focus), words);
    listBox.replaceChildren(list.node);
    const [from, to] = [page.before.day, page.after.day].map((day) => longDay(day, texts.locale));
    frame.setAttribute("aria-label", view === "changes" ? texts.t("map_label_changes", { from, to }) : texts.t("map_label", { date: view === "before" ? from : to }));
    if (chosen.kind === "none") address();
    else select(chosen.kind, chosen.index);
  };
  const linked = () => {
    const { view, kind, index } = ofHash(geometry);
    show(view);
    if (kind !== chosen.kind || index !== chosen.index) select(kind, index, true);
  };
  linked();
  darkQuery().addEventListener("change", () => dress(darkQuery().matches));
  preparePrint(map, boundsOf(geometry.bounds), dress, () => darkQuery().matches);
  window.addEventListener("hashchange", linked);
}
