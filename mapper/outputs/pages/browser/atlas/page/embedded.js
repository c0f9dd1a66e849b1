// The time line in a Leaflet map of someone else's: land and towns, chart below, legend or card in a corner.
import { el } from "../../library/dom/elements.js";
import { cornerNode } from "../../library/map/controls.js";
import { longDay } from "../../library/words/dates.js";
import { makeTexts } from "../../library/words/texts.js";
import { patternBook } from "../../library/paint/patterns.js";
import { answerPointer } from "../map/pointer.js";
import { dayOfKey, stepDay } from "../time/steps.js";
import { isMove, makePace } from "./pace.js";
import { lookOf } from "./looks.js";
import { makePlayer } from "../time/player.js";
import { makeScenery } from "../map/scenery.js";
import { firstView, makeStore } from "./store.js";
import { mapView } from "../map/mapview.js";
import { colourChoice } from "../panels/tools.js";
import { sidePanel } from "../panels/sidepanel.js";
import { timeLine } from "../time/timeline.js";
import { transportBar } from "../time/transport.js";

/**
 * @param {any} L @param {any} map @param {any} data the atlas @param {Record<string, string>} table of texts
 */
export function embedTimeline(L, map, data, table) {
  const texts = makeTexts(table);
  const frame = map.getContainer();
  frame.classList.add("mapper-embedded");
  map.eachLayer((/** @type {any} */ layer) => layer instanceof L.TileLayer && frame.classList.add("mapper-with-tiles"));
  const scenery = makeScenery(data, texts);
  const book = patternBook(frame);
  const store = makeStore(firstView(data));
  const view = mapView(L, map, scenery, lookOf(store.get(), false));
  /** @param {number} day */
  const goTo = (day, done = true) => {
    player.stop();
    store.set({ day, playing: false }, done ? "step" : "move");
  };
  const player = makePlayer(data, { day: () => store.get().day, onDay: (day) => store.set({ day }, "move"), onEnd: () => store.set({ playing: false }) });
  const togglePlay = () => {
    const playing = !store.get().playing;
    store.set({ playing });
    if (playing) player.start();
    else player.stop();
  };
  const time = timeLine(data, texts, scenery, { onDay: goTo, onOther: goTo });
  const transport = transportBar(data, texts, { onStep: (unit, way) => goTo(stepDay(data, store.get().day, unit, way)), onDay: goTo, onPlay: togglePlay, onSpeed: player.setSpeed, line: time });
  const own = { dir: texts.direction, lang: texts.lang }; // whatever the page around is written in
  const date = el("div", { class: "mapper-inset-date", role: "status" });
  const foot = el("div", { class: "mapper-time-inset", ...own }, date, transport.node, time.node);
  /** @param {any} kind @param {number} index */
  const select = (kind, index) => store.set({ kind, index });
  const panel = sidePanel(data, scenery, texts, book, { onClose: () => store.set({ kind: "", index: -1 }), onDay: goTo, onOpen: select, onFigure: (figure) => store.set({ figure }) });
  const colours = colourChoice(data, store, texts);
  panel.home.append(colours.node, panel.legendBox);
  const corner = el("div", { class: "mapper-inset", ...own }, panel.home, panel.cardBox.parentElement);
  cornerNode(L, map, "bottomleft", foot);
  cornerNode(L, map, "topright", corner);
  corner.addEventListener("keydown", (/** @type {any} */ event) => event.stopPropagation()); // the map would pan
  answerPointer(L, map, () => view, data, scenery, texts, select);

  const corners = frame.querySelectorAll(".leaflet-bottom.leaflet-right");
  new ResizeObserver(() => corners.forEach((/** @type {any} */ node) => (node.style.bottom = `${foot.offsetHeight}px`))).observe(foot);
  foot.addEventListener("keydown", (/** @type {any} */ event) => {
    event.stopPropagation(); // the map would pan
    const slider = event.target === time.head;
    const day = slider ? dayOfKey(data, store.get().day, event, true) : null;
    if (day === null) return;
    event.preventDefault();
    goTo(day);
  });
  /** @param {import("./store.js").View} state */
  const follow = (state) => {
    panel.showLegend(state, [view], false);
    panel.showCard(state, false);
  };
  /** @param {import("./store.js").View} state */
  const inTime = (state, moving = false) => {
    view.choose(state.kind, state.index);
    view.show(lookOf(state, false), moving);
    time.show({ ...state, dark: false });
    transport.show(state);
    colours.set(state.shade || state.by);
    date.textContent = longDay(state.day, texts);
  };
  /** @param {import("./store.js").View} state */
  const move = (state) => {
    inTime(state, true);
    panel.showFigures(state, [view], false);
  };
  const pace = makePace(store, { move, stay: inTime, follow });
  store.subscribe((state, before, how) => (isMove(state, before, how) ? pace.moving(state) : pace.staying(state)));
  pace.staying(store.get());
  return { map, data, store, view, time };
}
