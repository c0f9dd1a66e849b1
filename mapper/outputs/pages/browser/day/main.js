// Entry points: a whole page around a Leaflet map, or a layer in a map of someone else's.
import { makeTexts } from "../library/words/texts.js";
import { longDay } from "../library/words/dates.js";
import { drawScene } from "../library/map/scene.js";
import { patternBook } from "../library/paint/patterns.js";
import { legendBox } from "../library/legend/box.js";
import { legendNode } from "../library/legend/legend.js";
import { searchList } from "../library/search/list.js";
import { cardNode } from "../library/card/card.js";
import { aboutNode, headerNode, panelNode, readingNode } from "../library/page/page.js";
import { cornerNode, layerSwitch, scaleBar } from "../library/map/controls.js";
import { preparePrint } from "../library/page/print.js";
import { keepInSight } from "../library/page/sheet.js";
import { el } from "../library/dom/elements.js";
import { followSize, whenSized } from "../library/map/sizes.js";
import { boundsOf, calmMaps, darkQuery, frameMap, targetPoint } from "../library/page/start.js";
import { dayOf } from "../library/data/columns.js";
import { openBlock, opened, whenOpened } from "../library/data/packed.js";

/** @import { Claim, DayData, Geometry, DayState, Settings, TargetKind } from "../library/data/types.js" */

const PARTS = ["geometry", "evidence", "state", "settings", "texts"];

/** Everything a page carries: in data blocks, or in the scripts that pages of a build share. @param {(data: DayData & Settings) => void} use */
function withPageData(use) {
  const handed = /** @type {any} */ (window).mapperData || {};
  whenOpened(PARTS.map((name) => (name in handed ? opened(handed[name]) : openBlock(`mapper-${name}`))), (parts) => {
    const [geometry, evidence, state, settings, texts] = parts;
    const data = { ...dayOf({ geometry, evidence, state }), texts, ...settings };
    use(data.state.cited ? { ...data, evidence: citedEvidence(data) } : data);
  });
}

/** The claims that a day cites, in the order in which it numbers them. @param {DayData} data @returns {DayData["evidence"]} */
function citedEvidence({ evidence, state }) {
  const byId = new Map(evidence.claims.map((claim) => [claim.id, claim]));
  return { ...evidence, claims: (state.cited || []).map((id) => /** @type {Claim} */ (byId.get(id))) };
}

/** What a data block holds, for a layer in someone else's page. @param {string} id */
export function readData(id) {
  return openBlock(id);
}

/** Options that must be set before Leaflet makes its map. @param {any} L */
export function prepare(L) {
  calmMaps(L);
}

const PEOPLE = "/people"; // at the end of an address: the legend counts people

/** An address without and with what the legend counts. @param {string} hash @param {"area" | "people"} figure */
function countedIn(hash, figure) {
  const bare = hash.endsWith(PEOPLE) ? hash.slice(0, -PEOPLE.length) : hash;
  return figure === "people" ? bare + PEOPLE : bare;
}

/** What the address names after "#": the id of a place or unit of the day. @param {Geometry} geometry @param {DayState} state @returns {{kind: TargetKind, index: number} | null} */
function targetOfHash(geometry, state) {
  let id = "";
  try {
    id = decodeURIComponent(countedIn(window.location.hash.slice(1), "area"));
  } catch {
    return null; // not an address of ours
  }
  const place = geometry.places.findIndex((candidate, index) => candidate.id === id && state.places[index]);
  if (id && place >= 0) return { kind: "place", index: place };
  const unit = geometry.units.findIndex((candidate) => candidate.id === id);
  return id && unit >= 0 ? { kind: "unit", index: unit } : null;
}

/** The links to the days before and after keep the card open, and what the legend counts. @param {string} id @param {"area" | "people"} figure */
function followInSteps(id, figure) {
  const hash = countedIn(encodeURIComponent(id), figure);
  for (const link of document.querySelectorAll(".mapper-steps a")) {
    const [file] = (link.getAttribute("href") || "").split("#");
    link.setAttribute("href", hash ? `${file}#${hash}` : file);
  }
}

/** The figure that the address asks for. @returns {"area" | "people"} */
const figureOfHash = () => (window.location.hash.endsWith(PEOPLE) ? "people" : "area");

/** A page of its own; it starts when its frame has a size. @param {any} L @param {any} map */
export function startPage(L, map) {
  withPageData((data) => whenSized(map.getContainer(), () => openPage(L, map, data)));
}

/** @param {any} L @param {any} map @param {DayData & Settings} data */
function openPage(L, map, data) {
  const texts = makeTexts(data.texts);
  const { state, geometry } = data;
  const frame = map.getContainer();
  frame.setAttribute("role", "application");
  frame.setAttribute("aria-label", texts.t("map_label", { date: longDay(state.day, texts) }));
  const book = patternBook(document.body);
  /** @type {{scene: any, focus: (() => void) | null, id: string, dark: boolean}} */
  const view = { scene: null, focus: null, id: "", dark: false };

  /** @param {TargetKind | "none"} kind @param {number} index */
  const select = (kind, index, move = false) => {
    if (kind === "none") return close();
    view.scene.select(kind, index, move);
    panel.showCard(cardNode(data, kind, index, texts));
    sight.show(targetPoint(geometry, kind, index));
    view.id = (kind === "place" ? geometry.places : geometry.units)[index].id;
    followInSteps(view.id, choice.figure);
    return undefined;
  };
  const close = () => {
    view.scene.select("none", -1, false);
    panel.hideCard();
    sight.show(null);
    view.id = "";
    followInSteps(view.id, choice.figure);
    if (view.focus) view.focus();
    view.focus = null;
  };
  const panel = panelNode(texts, close);
  const sight = keepInSight(map, panel.sheet);
  document.body.classList.add("mapper-page");
  document.body.prepend(headerNode(state, texts)); // read and printed first
  document.body.append(panel.node);
  document.addEventListener("keydown", (event) => event.key === "Escape" && panel.home.hidden && close());

  frameMap(map, geometry);
  const legend = legendBox();
  view.scene = drawScene(L, map, data, texts, book, { onSelect: select, onKinds: legend.onKinds });
  const list = searchList(data, view.scene.places(), texts, (kind, index) => {
    view.focus = list.focus;
    select(kind, index, true);
    panel.cardBox.focus();
  });
  const about = aboutNode(state, texts);
  if (data.reading) about.node.querySelector(".mapper-misleads")?.after(readingNode(data.reading, texts));
  panel.home.append(legend.node, list.node, about.node);
  layerSwitch(L, map, texts, view.scene.show, data.tiles, about.setTiles);
  scaleBar(L, map);
  const tell = () => legend.fill(legendNode(data, view.scene.places(), texts, book, view.dark, choice));
  /** @param {"area" | "people"} figure */
  const count = (figure) => {
    choice.figure = figure;
    tell();
    followInSteps(view.id, figure);
  };
  const choice = {
    figure: figureOfHash(),
    /** @param {"area" | "people"} figure */
    onFigure: (figure) => {
      window.history.replaceState(null, "", `#${countedIn(window.location.hash.slice(1), figure)}`);
      count(figure);
    },
  };
  /** @param {boolean} dark */
  const dress = (dark) => {
    view.dark = dark;
    view.scene.paint(dark);
    tell();
  };
  darkQuery().addEventListener("change", () => dress(darkQuery().matches));
  dress(darkQuery().matches);
  preparePrint(map, boundsOf(geometry.bounds), dress, () => darkQuery().matches, texts);
  const linked = () => {
    count(figureOfHash());
    const target = targetOfHash(geometry, state);
    if (target) select(target.kind, target.index, true);
  };
  window.addEventListener("hashchange", linked);
  linked();
}

/**
 * A layer in any Leaflet map, drawn when the map has a size: land, towns, and a small panel with legend or card.
 * @param {any} L @param {any} map @param {any} packed what `readData` gives
 */
export function addLayer(L, map, packed) {
  whenOpened([packed], ([data]) => whenSized(map.getContainer(), () => drawLayer(L, map, /** @type {any} */ (dayOf(data)))));
}

/** @param {any} L @param {any} map @param {DayData & Settings} data */
function drawLayer(L, map, data) {
  followSize(map);
  map.invalidateSize({ animate: false });
  const texts = makeTexts(data.texts);
  const frame = map.getContainer();
  frame.classList.add("mapper-embedded");
  map.eachLayer((/** @type {any} */ layer) => layer instanceof L.TileLayer && frame.classList.add("mapper-with-tiles"));
  const book = patternBook(frame);
  const box = legendBox({ class: "mapper-inset", dir: texts.direction, lang: texts.lang });
  /** @type {any} */
  let scene = null;
  /** @type {import("../library/legend/holders.js").Choice} */
  const choice = { figure: "area" };
  choice.onFigure = (figure) => {
    choice.figure = figure;
    home();
  };
  const home = () => {
    scene.select("none", -1, false);
    box.fill(legendNode(data, scene.places(), texts, book, false, choice));
  };
  /** @param {TargetKind | "none"} kind @param {number} index */
  const select = (kind, index) => {
    if (kind === "none") return home();
    scene.select(kind, index, false);
    const button = el("button", { type: "button", class: "mapper-back", onclick: home, text: texts.t("close") });
    box.fill(button, cardNode(data, kind, index, texts));
    return undefined;
  };
  scene = drawScene(L, map, data, texts, book, { onSelect: select, onKinds: box.onKinds });
  scene.paint(false);
  cornerNode(L, map, "topright", box.node);
  home();
}
