// Entry point of a page of changes: one map, seen before, after, and by what changed in between.
import { makeTexts } from "../library/words/texts.js";
import { longDay } from "../library/words/dates.js";
import { drawScene } from "../library/map/scene.js";
import { patternBook } from "../library/paint/patterns.js";
import { legendBox } from "../library/legend/box.js";
import { legendNode } from "../library/legend/legend.js";
import { searchList } from "../library/search/list.js";
import { cardNode } from "../library/card/card.js";
import { changeCard } from "./card.js";
import { pairsNode, sumWords } from "./legend.js";
import { byTarget, stateOfView, VIEWS, viewSwitch } from "./views.js";
import { aboutNode, panelNode } from "../library/page/page.js";
import { layerSwitch, scaleBar } from "../library/map/controls.js";
import { preparePrint } from "../library/page/print.js";
import { keepInSight } from "../library/page/sheet.js";
import { actorName } from "../library/states/states.js";
import { el } from "../library/dom/elements.js";
import { whenSized } from "../library/map/sizes.js";
import { titleNode } from "../library/page/title.js";
import { boundsOf, calmMaps, darkQuery, frameMap, targetPoint } from "../library/page/start.js";
import { evidenceOf, geometryOf, stateOf } from "../library/data/columns.js";
import { openBlock, whenOpened } from "../library/data/packed.js";

/** @import { DayData, Geometry, TargetKind } from "../library/data/types.js" */
/** @import { Texts } from "../library/words/texts.js" */
/** @import { ChangesData, ChangesPage } from "./views.js" */
/** @import { Choice } from "../library/legend/holders.js" */
/** @typedef {{view: string, kind: TargetKind | "none", index: number, figure: "area" | "people"}} Chosen figure: what legends count */

/** Options that must be set before Leaflet makes its map. @param {any} L */
export function prepare(L) {
  calmMaps(L);
}

const PARTS = ["geometry", "evidence", "before", "after", "changes", "settings"];

/** What the page carries. @param {(page: ChangesPage) => void} use */
function withCarried(use) {
  whenOpened(PARTS.map((name) => openBlock(`mapper-${name}`)), ([land, claims, before, after, changes, settings]) => {
    const geometry = geometryOf(land);
    const count = geometry.places.length;
    use({ geometry, evidence: evidenceOf(claims), before: stateOf(before, count), after: stateOf(after, count), changes, ...settings });
  });
}

/** View, target and figure that the address names: "#after/gao/people". @param {Geometry} geometry @returns {Chosen} */
function ofHash(geometry) {
  let [view, id, figure] = ["", "", ""];
  try {
    [view, id = "", figure = ""] = window.location.hash.slice(1).split("/").map(decodeURIComponent);
  } catch {
    // not an address of ours
  }
  const place = geometry.places.findIndex((candidate) => candidate.id === id);
  const unit = geometry.units.findIndex((candidate) => candidate.id === id);
  /** @type {[TargetKind, number]} */
  const [kind, index] = place >= 0 ? ["place", place] : ["unit", unit];
  return { view: VIEWS.includes(view) ? view : "changes", kind: id && index >= 0 ? kind : "none", index, figure: figure === "people" ? figure : "area" };
}

/** Title, sentence, and the switch of views. @param {ChangesData} data @param {Texts} texts @param {Node} views */
function head(data, texts, views) {
  const [from, to] = [data.before.day, data.after.day].map((day) => longDay(day, texts));
  const title = el("h1", {}, titleNode(texts, "title_changes", { case: data.after.case.title, from, to }));
  return el("header", { class: "mapper-header mapper-changes-header" }, el("div", {}, title, el("p", { class: "mapper-news", text: sumWords(data.changes, texts) })), views);
}

/** Starts when the frame of the page has a size. @param {any} L @param {any} map */
export function startChanges(L, map) {
  withCarried((page) => whenSized(map.getContainer(), () => openChanges(L, map, page)));
}

/** View and target go into the address. @param {Chosen} chosen @param {Geometry} geometry */
function writeAddress({ view, kind, index, figure }, geometry) {
  const target = kind === "none" ? "" : (kind === "place" ? geometry.places : geometry.units)[index].id;
  const people = figure === "people" ? "/people" : "";
  const hash = `#${view}${target || people ? "/" : ""}${encodeURIComponent(target)}${people}`;
  if (window.location.hash !== hash) window.history.replaceState(null, "", hash);
}

/**
 * What is said of a target in the view that is chosen.
 * @param {ChangesPage} page @param {DayData} data as drawn @param {Chosen} chosen @param {Texts} texts
 */
function speaker(page, data, chosen, texts) {
  const { pairs } = page.changes;
  const changed = { unit: byTarget(pairs, "units"), place: byTarget(pairs, "places") };
  const { actors } = page.after;
  const changing = () => chosen.view === "changes";
  /** @param {TargetKind} kind @param {number} index */
  const exists = (kind, index) => kind !== "place" || Boolean(data.state.places[index]) || changing();
  /** @param {TargetKind} kind @param {number} index */
  const card = (kind, index) =>
    changing() ? changeCard(page, changed[kind].get(index), kind, index, texts) : cardNode(data, kind, index, texts);
  /** The words beside the pointer where the map shows changes. @param {TargetKind} kind @param {number} index */
  const words = (kind, index) => {
    const pair = changing() ? changed[kind].get(index) : null;
    return pair ? texts.t("pair", { from: actorName(actors, pair.from, texts), to: actorName(actors, pair.to, texts) }) : null;
  };
  /** What changed is sought first. @param {{index: number}} entry */
  const rank = ({ index }) => (changing() && changed.place.has(index) ? 0 : 1);
  return { exists, card, words, rank };
}

/** What the map shows, for readers who do not see it. @param {ChangesData} page @param {string} view @param {Texts} texts */
function mapLabel(page, view, texts) {
  const [from, to] = [page.before.day, page.after.day].map((day) => longDay(day, texts));
  if (view === "changes") return texts.t("map_label_changes", { from, to });
  return texts.t("map_label", { date: view === "before" ? from : to });
}

/** What has the focus now, to give it back. */
function focused() {
  const node = document.activeElement;
  return () => (node instanceof HTMLElement ? node.focus() : undefined);
}

/** @param {any} L @param {any} map @param {ChangesPage} page */
function openChanges(L, map, page) {
  const texts = makeTexts(page.texts);
  const { geometry } = page;
  /** @type {DayData} */
  const data = { geometry, evidence: page.evidence, state: page.after };
  /** @type {Chosen} */
  const chosen = { view: "", kind: "none", index: -1, figure: "area" };
  /** @type {Choice} */
  const choice = {};
  const said = speaker(page, data, chosen, texts);
  const frame = map.getContainer();
  frame.setAttribute("role", "application");
  const book = patternBook(document.body);
  /** @type {(() => void) | null} where the focus goes when the card closes */
  let focus = null;

  /** @param {TargetKind | "none"} kind @param {number} index */
  const select = (kind, index, move = false) => {
    if (kind === "none" || !said.exists(kind, index)) return close();
    Object.assign(chosen, { kind, index });
    scene.select(kind, index, move);
    panel.showCard(said.card(kind, index));
    sight.show(targetPoint(geometry, kind, index));
    writeAddress(chosen, geometry);
    return undefined;
  };
  const close = () => {
    Object.assign(chosen, { kind: "none", index: -1 });
    scene.select("none", -1, false);
    panel.hideCard();
    sight.show(null);
    writeAddress(chosen, geometry);
    if (focus) focus();
    focus = null;
  };

  const panel = panelNode(texts, close);
  const sight = keepInSight(map, panel.sheet);
  const views = viewSwitch(page, texts, (view) => show(view));
  document.body.classList.add("mapper-page");
  document.body.prepend(head(page, texts, views.node));
  document.body.append(panel.node);
  document.addEventListener("keydown", (event) => event.key === "Escape" && panel.home.hidden && close());
  frameMap(map, geometry);
  const legend = legendBox();
  const scene = drawScene(L, map, data, texts, book, { onSelect: select, words: said.words, onKinds: legend.onKinds });
  const about = aboutNode(page.after, texts);
  const listBox = el("div");
  panel.home.append(legend.node, listBox, about.node);
  layerSwitch(L, map, texts, scene.show, page.tiles, about.setTiles);
  scaleBar(L, map);

  /** @param {TargetKind} kind @param {number} index @param {() => void} back */
  const open = (kind, index, back) => {
    focus = back;
    select(kind, index, true);
    panel.cardBox.focus();
  };
  /** @param {boolean} dark */
  const dress = (dark) => {
    data.state = stateOfView(page, chosen.view, texts, dark);
    scene.turn(dark);
    const shown = chosen.view === "changes"
      ? pairsNode(page, texts, book, dark, (kind, index) => open(kind, index, focused()))
      : legendNode(data, scene.places(), texts, book, dark, { ...choice, figure: chosen.figure });
    legend.fill(shown);
  };
  choice.onFigure = (figure) => {
    chosen.figure = figure;
    dress(darkQuery().matches);
    writeAddress(chosen, geometry);
  };
  /** @param {string} view */
  const show = (view) => {
    if (view === chosen.view) return;
    chosen.view = view;
    views.press(view);
    dress(darkQuery().matches);
    const places = [...scene.places()].sort((a, b) => said.rank(a) - said.rank(b));
    const list = searchList(data, places, texts, (kind, index) => open(kind, index, list.focus), said.words);
    listBox.replaceChildren(list.node);
    frame.setAttribute("aria-label", mapLabel(page, view, texts));
    if (chosen.kind === "none") writeAddress(chosen, geometry);
    else select(chosen.kind, chosen.index);
  };
  const linked = () => {
    const { view, kind, index, figure } = ofHash(geometry);
    if (figure !== chosen.figure) Object.assign(chosen, { figure, view: "" }); // drawn anew
    show(view);
    if (kind !== chosen.kind || index !== chosen.index) select(kind, index, true);
  };
  linked();
  darkQuery().addEventListener("change", () => dress(darkQuery().matches));
  preparePrint(map, boundsOf(geometry.bounds), dress, () => darkQuery().matches, texts);
  window.addEventListener("hashchange", linked);
}
