// The whole page around the map in one language; it can be taken down and put up in another.
import { el } from "../../library/dom/elements.js";
import { layerSwitch } from "../../library/map/controls.js";
import { fitWithin } from "../../library/map/sizes.js";
import { readingNode, uncover } from "../../library/page/page.js";
import { patternBook } from "../../library/paint/patterns.js";
import { preparePrint } from "../../library/page/print.js";
import { isoDay, longDay } from "../../library/words/dates.js";
import { answerKeys } from "./keys.js";
import { answerPointer, flyTo } from "../map/pointer.js";
import { comparison } from "../map/compare.js";
import { compareBar, toolBar } from "../panels/tools.js";
import { stepDay } from "../time/steps.js";
import { eventPanel } from "../panels/events.js";
import { caseTitle, headWords, headline, newsLine } from "../panels/headline.js";
import { liveRegion } from "./live.js";
import { landInView, lookOf, mapBounds, unitBounds } from "./looks.js";
import { makeHappenings } from "../panels/happenings.js";
import { makePlayer } from "../time/player.js";
import { makeScenery } from "../map/scenery.js";
import { mapPicture } from "../save/png.js";
import { mapView } from "../map/mapview.js";
import { saveFile } from "../save/download.js";
import { searchField } from "../panels/search.js";
import { sidePanel } from "../panels/sidepanel.js";
import { timeLine } from "../time/timeline.js";
import { transportBar } from "../time/transport.js";

const FLIGHT = 350; // ms that the map takes to come to rest after it was moved

/**
 * @param {any} L @param {any} map @param {any} data @param {any} store @param {any} texts
 * @param {{tiles: any, languages: string[], onLanguage: (lang: string) => void, wait?: boolean, more?: string | null, reading?: string | null}} settings
 *   wait: draw the map only when main.start() is called; more: a page beside this one; reading: the folder of the pages on method
 */
export function mountInterface(L, map, data, store, texts, settings) {
  const scenery = makeScenery(data, texts);
  const happenings = makeHappenings(data);
  const book = patternBook(document.body);
  const scheme = window.matchMedia("(prefers-color-scheme: dark)");
  let dark = scheme.matches;
  const frame = map.getContainer();
  const boundsOfUnit = unitBounds(L, scenery.shapes);
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  const main = mapView(L, map, scenery, lookOf(store.get(), dark), { wait: settings.wait });
  /** @param {number} day */
  const goTo = (day, done = true) => {
    player.stop();
    store.set({ day, playing: false }, done ? "step" : "move");
  };
  /** @param {string} kind @param {number} index */
  const select = (kind, index, move = false) => {
    store.set({ kind, index });
    panel.showCard(store.get(), dark); // now, so that the focus can go there
    if (kind && move) flyTo(map, data, kind, index, boundsOfUnit, !calm);
    if (kind) window.setTimeout(() => uncover(map, panel.node, pointOf(kind, index)), move && !calm ? FLIGHT : 0);
  };
  /** @param {string} kind @param {number} index @returns {[number, number] | null} */
  const pointOf = (kind, index) => {
    const place = data.places[index];
    return kind === "place" ? [place.lat, place.lon] : null;
  };
  const player = makePlayer(data, {
    day: () => store.get().day,
    onDay: (day) => store.set({ day }, "move"),
    onEnd: () => store.set({ playing: false }),
  });
  const togglePlay = () => {
    const playing = !store.get().playing;
    store.set({ playing }, playing ? "move" : "step");
    if (playing) player.start();
    else player.stop();
  };

  const head = headline(data, happenings, texts);
  const live = liveRegion((day) => newsLine(data, happenings, day, texts).textContent || "", texts);
  const picture = () => {
    const view = store.get();
    const address = window.location.protocol.startsWith("http") ? window.location.href : "";
    const words = { ...headWords(data, happenings, view, texts), address };
    const name = [data.case.id, isoDay(view.day), ...(view.mode === "one" ? [] : [isoDay(view.other)])].join("-");
    mapPicture(data, scenery, pair.views(), texts, words, pair.split()).toBlob((blob) => blob && saveFile(`${name}.png`, blob, "image/png"));
  };
  const tools = toolBar(data, store, texts, { onPicture: picture, onLanguage: settings.onLanguage, tell: live.tell, languages: settings.languages });
  const bar = compareBar(data, store, texts);
  const time = timeLine(data, texts, scenery, { onDay: goTo, onOther: (other, done) => store.set({ other }, done ? "step" : "move") });
  /** @param {import("../time/steps.js").Step} unit @param {1 | -1} way */
  const step = (unit, way) => goTo(stepDay(data, store.get().day, unit, way));
  const transport = transportBar(data, texts, { onStep: step, onDay: goTo, onPlay: togglePlay, onSpeed: player.setSpeed, line: time });
  if (calm) transport.setSpeed("change");
  const closeCard = () => {
    select("", -1);
    if (back) back();
    back = null;
  };
  /** @type {(() => void) | null} where the focus goes when the card closes */
  let back = null;
  /** @param {string} kind @param {number} index */
  const openCard = (kind, index) => {
    const from = /** @type {HTMLElement} */ (document.activeElement);
    back = () => (from.isConnected ? from : finder).focus();
    select(kind, index, true);
    panel.cardBox.focus({ preventScroll: true });
  };
  const panel = sidePanel(data, scenery, texts, book, { onClose: closeCard, onDay: goTo, onOpen: (kind, index) => openCard(kind, index) });
  const finder = searchField(data, scenery, texts, {
    stateOf: main.stateOf,
    day: () => store.get().day,
    onOpen: (kind, index) => openCard(kind, index),
    onMove: (kind, index) => {
      main.choose(kind, index);
      flyTo(map, data, kind, index, boundsOfUnit, false);
    },
  });
  const events = eventPanel(data, happenings, texts, {
    onOpen: (item) => {
      if (item.day !== store.get().day) store.set({ day: item.day }, "move");
      openCard(item.target, item.index);
    },
    onDay: goTo,
    bounds: () => map.getBounds(),
    touches: (unit, bounds) => bounds.intersects(boundsOfUnit(unit)),
  });
  panel.home.append(finder.node, panel.legendBox, el("h2", { class: "mapper-part", text: texts.t("events_title") }), events.node, panel.about.node);
  if (settings.reading) panel.about.node.querySelector(".mapper-misleads")?.after(readingNode(settings.reading, texts));
  if (settings.more) panel.about.node.append(el("p", {}, el("a", { href: settings.more, text: texts.t("more_files") })));
  panel.about.node.append(el("h4", { text: texts.t("keys_title") }), el("p", { text: texts.t("keys") }));

  const header = el("header", { class: "mapper-header" }, head.title, tools.node, head.news);
  const mapBox = el("div", { class: "mapper-frame" });
  const stage = el("main", { class: "mapper-stage" }, bar.node, mapBox);
  const foot = el("section", { class: "mapper-time", "aria-label": texts.t("time_title") }, transport.node, time.node);
  document.body.prepend(header, stage, foot, panel.node, live.node);
  mapBox.append(frame);
  frame.setAttribute("role", "application");
  for (const way of ["in", "out"]) {
    const button = frame.querySelector(`.leaflet-control-zoom-${way}`);
    button?.setAttribute("title", texts.t(`zoom_${way}`));
    button?.setAttribute("aria-label", texts.t(`zoom_${way}`));
  }

  const pair = comparison(L, main, scenery, texts, { stage, frame: mapBox }, (other, view) => {
    answerPointer(L, other, view, data, scenery, texts, (kind, index) => select(kind, index));
  });
  const quiet = answerPointer(L, map, pair.viewAt, data, scenery, texts, (kind, index) => select(kind, index));
  /** @param {string} name @param {boolean} on */
  const show = (name, on) => pair.views().forEach((view) => view.toggle(name, on));
  const layers = layerSwitch(L, map, texts, show, settings.tiles, panel.about.setTiles);
  const fade = el("input", { type: "checkbox", name: "mapper-fade", onchange: () => store.set({ fade: fade.checked }) });
  layers.node.append(el("label", {}, fade, " ", texts.t("fade")));

  let pending = 0;
  const slowParts = () => {
    pending = 0;
    const state = store.get();
    head.show(state);
    panel.showLegend(state, pair.views(), dark);
    events.show(state.day);
    panel.showCard(state, dark);
  };
  const soon = () => {
    pending ||= window.requestAnimationFrame(slowParts);
  };
  /** @param {any} state */
  const render = (state) => {
    const look = lookOf(state, dark);
    main.choose(state.kind, state.index);
    main.show(look);
    pair.show(state, look);
    time.show({ ...state, dark });
    transport.show(state);
    tools.show(state);
    bar.show(state);
    fade.checked = state.fade;
    fade.disabled = Boolean(state.shade); // the colours are the age
    frame.setAttribute("aria-label", texts.t("map_label", { date: longDay(look.day, texts.locale) }));
    document.title = `${caseTitle(data, texts)} – ${isoDay(state.day)}`;
    soon();
  };
  const unsubscribe = store.subscribe((/** @type {any} */ state, /** @type {any} */ before, /** @type {string} */ how) => {
    if (state.playing === false && before.playing) player.stop();
    const seen = how === "step" && state.mode !== before.mode ? landInView(L, map, data.geometry.bounds, [state.mode, before.mode].includes("side")) : null;
    render(state);
    if (seen) fitWithin(map, seen, 12); // what was in view stays in view where there is less room
    if (state.day !== before.day && !state.playing) live.showDay(state.day);
  });

  const unkey = answerKeys(data, store, { frame, head: time.head, other: time.other, onClose: closeCard, onPlay: togglePlay, onDay: goTo });
  /** @param {any} next */
  const recolour = (next) => {
    dark = next;
    render(store.get());
    slowParts();
  };
  const onScheme = () => recolour(scheme.matches);
  scheme.addEventListener("change", onScheme);
  const unprint = preparePrint(map, mapBounds(data.geometry.bounds), recolour, () => scheme.matches);
  map.on("moveend", events.moved);
  map.invalidateSize({ animate: false });
  render(store.get());
  window.cancelAnimationFrame(pending);
  slowParts();

  const remove = () => {
    player.stop();
    unsubscribe();
    window.cancelAnimationFrame(pending);
    live.stop();
    unkey();
    scheme.removeEventListener("change", onScheme);
    unprint();
    map.off("moveend", events.moved);
    quiet();
    pair.end();
    layers.remove();
    tools.remove();
    main.remove();
    time.remove();
    document.body.append(frame);
    for (const node of [header, stage, foot, panel.node, live.node]) node.remove();
  };
  return { remove, main, time, panel, pair };
}
