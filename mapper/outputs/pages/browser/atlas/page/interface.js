// The whole page around the map in one language; it can be taken down and put up in another.
import { el } from "../../library/dom/elements.js";
import { layerSwitch } from "../../library/map/controls.js";
import { patternBook } from "../../library/paint/patterns.js";
import { isoDay, longDay } from "../../library/words/dates.js";
import { answerKeys } from "./keys.js";
import { placeOf, writeAddress } from "./address.js";
import { answerPointer, flyTo } from "../map/pointer.js";
import { comparison } from "../map/compare.js";
import { compareBar, toolBar } from "../panels/tools.js";
import { eventPanel } from "../panels/events.js";
import { caseTitle, headWords, headline, newsLine } from "../panels/headline.js";
import { keepExtent } from "./extent.js";
import { fillPanel, frameNodes } from "./frame.js";
import { liveRegion } from "./live.js";
import { lookOf, unitBounds } from "./looks.js";
import { makeCards } from "./cards.js";
import { makeClock } from "../time/clock.js";
import { makeHappenings } from "../panels/happenings.js";
import { isMove, makePace } from "./pace.js";
import { makeScenery } from "../map/scenery.js";
import { mapDrawing } from "../save/svg.js";
import { mapPicture } from "../save/png.js";
import { mapView } from "../map/mapview.js";
import { bibtex, embedCode, permalink, quotable, referenceOf, sourceLine, wikiTemplate } from "../save/cite.js";
import { unmarked } from "../../library/words/isolate.js";
import { showTexts } from "../panels/citing.js";
import { answerPrint, paperSheet } from "../save/paper.js";
import { nameFor, saveFile } from "../save/download.js";
import { searchField } from "../search/field.js";
import { placeList } from "../panels/placelist.js";
import { recordLine } from "../panels/record.js";
import { sidePanel } from "../panels/sidepanel.js";
import { storyCaption } from "../story/caption.js";
import { timeLine } from "../time/timeline.js";
import { transportBar } from "../time/transport.js";
import { whatIfBanner, withoutWords } from "../panels/whatif.js";

/** @import { AtlasData } from "../data/data.js" */
/** @import { Texts } from "../../library/words/texts.js" */
/** @import { How, View } from "./store.js" */
/** @typedef {ReturnType<typeof import("./store.js").makeStore>} Store */

/**
 * Everything that shows the state of the page.
 * @typedef {Record<"main" | "pair" | "story" | "time" | "transport" | "tools" | "bar" | "head" | "record" | "whatIf" | "panel" | "events" | "list" | "fade" | "textures" | "layers", any>} Parts
 */

/** Take away a picture of what is in view. @param {AtlasData} data @param {any} scenery @param {any} happenings @param {View} view @param {any} pair @param {Texts} texts @param {string} hash @param {"png" | "svg"} format */
function savePicture(data, scenery, happenings, view, pair, texts, hash, format) {
  const words = { ...headWords(data, happenings, view, texts), address: permalink(data, hash) };
  const file = [data.case.id, isoDay(view.day), ...(view.mode === "one" ? [] : [isoDay(view.other)])].join("-");
  const name = nameFor(data, file);
  const views = pair.views();
  if (format === "svg") saveFile(`${name}.svg`, mapDrawing(data, scenery, views, texts, words, pair.split(), view.figure), "image/svg+xml");
  else mapPicture(data, scenery, views, texts, words, pair.split(), view.figure).toBlob((blob) => blob && saveFile(`${name}.png`, blob, "image/png"));
}

/** Texts to quote this view with. @param {AtlasData} data @param {any} scenery @param {any} happenings @param {View} state @param {any} pair @param {Texts} texts @param {(view: View) => string} hashOf @param {() => void} after */
function showCitation(data, scenery, happenings, state, pair, texts, hashOf, after) {
  const { title: head } = headWords(data, happenings, state, texts);
  const title = data.without ? texts.list([head, withoutWords(data, texts)]) : head;
  const one = referenceOf(data, title, hashOf(state), state, texts);
  const [view] = pair.views();
  const blocks = [
    { name: "sentence", title: texts.t("cite_sentence"), text: unmarked(quotable(data, scenery, happenings, view, state, texts)), code: false },
    { name: "source", title: texts.t("cite_source"), about: one.address ? undefined : texts.t("cite_no_address"), text: sourceLine(one, texts), code: false },
    { name: "bibtex", title: "BibTeX", text: bibtex(one), code: true },
    { name: "wiki", title: texts.t("cite_wiki"), text: wikiTemplate(one, texts), code: true },
    { name: "embed", title: texts.t("cite_embed"), about: texts.t("cite_embed_about"), text: embedCode(data, hashOf({ ...state, embed: true }), title), code: true },
  ];
  showTexts(texts.t("cite"), blocks.filter(({ text }) => text), texts, after);
}

/** Something made in the light colours of paper; nobody sees them on the screen. @param {(dark: boolean) => void} recolour @param {boolean} dark the screen @param {() => HTMLElement} make */
function onPaper(recolour, dark, make) {
  document.body.classList.add("mapper-printing"); // light also where the screen is dark
  recolour(false);
  const made = make();
  document.body.classList.remove("mapper-printing");
  if (dark) recolour(true);
  return made;
}

/**
 * Shows a state of the page: the map and the time line at once, lists and figures with the next frame.
 * While it moves through time a step changes the date, the colours of the map and the figures of the legend;
 * all else follows now and then, and when it has come to rest.
 * @param {HTMLElement} frame of the map @param {AtlasData} data @param {Store} store @param {Texts} texts
 * @param {Parts} parts @param {() => boolean} isDark
 */
function makeRenderer(frame, data, store, texts, parts, isDark) {
  /** @param {View} state @param {boolean} moving */
  const inTime = (state, moving) => {
    parts.textures.dress(state.textures);
    const look = lookOf(state, isDark());
    parts.main.choose(state.kind, state.index);
    parts.main.show(look, moving);
    parts.pair.show(state, look, moving);
    parts.time.show({ ...state, dark: isDark() });
    parts.transport.show(state);
    parts.bar.show(state);
    return look;
  };
  /** @param {View} state */
  const move = (state) => {
    inTime(state, true);
    parts.head.showDate(state);
    parts.panel.showFigures(state, parts.pair.views(), isDark());
  };
  /** @param {View} state */
  const stay = (state) => {
    const look = inTime(state, false);
    parts.tools.show(state);
    parts.layers.set(state.hidden, state.tiles);
    parts.fade.checked = state.fade;
    parts.textures.box.checked = state.textures;
    parts.textures.box.disabled = Boolean(state.shade); // the colours are no party's
    parts.fade.disabled = Boolean(state.shade); // the colours are the age
    document.body.classList.toggle("mapper-embed", state.embed);
    frame.setAttribute("aria-label", texts.t("map_label", { date: longDay(look.day, texts) }));
    document.title = `${texts.isolate(caseTitle(data, texts))} – ${texts.isolate(isoDay(state.day))}`;
    parts.story.show(state);
  };
  /** @param {View} state @param {boolean} moving */
  const follow = (state, moving) => {
    parts.head.show(state);
    parts.record.show(state, moving);
    parts.whatIf.show(state);
    parts.panel.showLegend(state, parts.pair.views(), isDark());
    parts.events.show(state.day);
    parts.list.show(state.day);
    parts.panel.showCard(state, isDark());
    parts.story.settle();
  };
  const pace = makePace(store, { move, stay, follow });
  /** All of it now. */
  const whole = () => {
    pace.staying(store.get());
    pace.stop();
    pace.followNow();
  };
  return { ...pace, whole };
}

/**
 * @param {any} L @param {any} map @param {any} data @param {any} store @param {any} texts
 * @param {{tiles: any, languages: Record<string, string>, onLanguage: (lang: string) => void, onLink: () => string, wait?: boolean, more?: string | null, reading?: string | null}} settings
 *   wait: draw the map only when main.start() is called; onLink: the address of what is shown; more: a page beside this one; reading: the folder of the pages on method
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

  const main = mapView(L, map, scenery, lookOf(store.get(), dark), { wait: settings.wait, globe: true });
  const clock = makeClock(data, store);
  const cards = makeCards(map, data, store, { panel: () => panel, finder: () => finder, dark: () => dark, boundsOfUnit, calm });
  const head = headline(data, happenings, texts, () => hashOf({ ...store.get(), embed: false }));
  const record = recordLine(data, texts, () => store.set({ shade: "age", ...(store.get().mode === "changes" ? { mode: "one" } : {}) }), cards.openOn);
  const live = liveRegion((day) => newsLine(data, happenings, day, texts).textContent || "", texts);
  /** @param {View} view */
  const hashOf = (view) => writeAddress(view, placeOf(map), data, texts.lang);
  /** @param {"png" | "svg"} format */
  const picture = (format) => savePicture(data, scenery, happenings, store.get(), pair, texts, hashOf(store.get()), format);
  const story = storyCaption(L, map, data, store, texts, { happenings, boundsOfUnit, panel: () => panel, tell: live.tell, calm });
  const tools = toolBar(data, store, texts, {
    story: story.button, onPicture: picture, onCite: (after) => showCitation(data, scenery, happenings, store.get(), pair, texts, hashOf, after),
    onLanguage: settings.onLanguage, onLink: settings.onLink, tell: live.tell, languages: settings.languages,
  });
  const bar = compareBar(data, store, texts, record.tellOutside);
  const whatIf = whatIfBanner(data, store, texts);
  const time = timeLine(data, texts, scenery, { onDay: clock.goTo, onOther: (other, done) => store.set({ other }, done ? "step" : "move") });
  const transport = transportBar(data, texts, { onStep: clock.step, onDay: clock.goTo, onOutside: record.tellOutside, onPlay: clock.toggle, onSpeed: clock.setSpeed, line: time });
  if (calm) transport.setSpeed("change");
  const panel = sidePanel(data, scenery, texts, book, { onClose: cards.close, onDay: clock.goTo, onOpen: cards.open, onFigure: (figure) => store.set({ figure }), onWithout: (without) => store.set({ without, playing: false }) });
  const finder = searchField(data, scenery, texts, {
    stateOf: main.stateOf,
    day: () => store.get().day,
    onOpen: cards.open,
    onMove: (kind, index) => {
      main.choose(kind, index);
      flyTo(map, data, kind, index, boundsOfUnit, false, store.get().day);
    },
  });
  const events = eventPanel(data, happenings, texts, {
    onOpen: (item) => cards.openOn(item.day, item.target, item.index),
    onDay: clock.goTo,
    bounds: () => map.getBounds(),
    touches: (unit, bounds) => bounds.intersects(boundsOfUnit(unit)),
  });
  const list = placeList(data, scenery, texts, cards.open);
  fillPanel(panel, finder.node, [events.node, list.node], texts, settings);
  const nodes = { caption: story.node, header: [head.title, tools.node, head.news, record.node, head.link], bar: el("div", { class: "mapper-bars" }, whatIf.node, bar.node), transport: transport.node, line: time.node, panel: panel.node, live: live.node };
  const around = frameNodes(frame, nodes, texts);

  const pair = comparison(L, main, scenery, texts, { stage: around.stage, frame: around.mapBox }, (other, view) => {
    answerPointer(L, other, view, data, scenery, texts, (kind, index) => cards.select(kind, index));
  });
  const quiet = answerPointer(L, map, pair.viewAt, data, scenery, texts, (kind, index) => cards.select(kind, index));
  const layers = layerSwitch(L, map, texts, (name, on) => pair.views().forEach((view) => view.toggle(name, on)), settings.tiles, panel.about.setTiles, (hidden, tiles) => store.set({ hidden, tiles }));
  const fade = el("input", { type: "checkbox", name: "mapper-fade", onchange: () => store.set({ fade: fade.checked }) });
  const box = el("input", { type: "checkbox", name: "mapper-textures", onchange: () => store.set({ textures: box.checked }) });
  const textures = { box, dress: scenery.lenses.dress };
  layers.node.append(el("label", {}, fade, " ", texts.t("fade")), el("label", {}, box, " ", texts.t("textures")));

  const { staying, moving, followNow, whole, stop } = makeRenderer(frame, data, store, texts, { main, pair, story, time, transport, tools, bar, head, record, whatIf, panel, events, list, fade, textures, layers }, () => dark);
  const turnTo = keepExtent(L, map, data.geometry.bounds);
  const unsubscribe = store.subscribe((/** @type {View} */ state, /** @type {View} */ before, /** @type {How} */ how) => {
    if (state.playing === false && before.playing) clock.stop();
    if (how === "step" && state.mode !== before.mode) turnTo(before.mode, state.mode, whole);
    else if (isMove(state, before, how)) moving(state);
    else staying(state);
    if (state.day !== before.day && !state.playing) live.showDay(state.day);
  });
  const unkey = answerKeys(data, store, { frame, head: time.head, other: time.other, onClose: cards.close, onPlay: clock.toggle, onDay: clock.goTo });
  /** @param {boolean} next */
  const recolour = (next) => {
    dark = next;
    staying(store.get());
    followNow();
  };
  const onScheme = () => recolour(scheme.matches);
  scheme.addEventListener("change", onScheme);
  const paper = () => ({ state: store.get(), address: permalink(data, hashOf(store.get())), views: pair.views(), head: [head.title, ...(data.without ? [el("p", { class: "mapper-news", text: whatIf.words })] : []), ...story.paper(head.news)], legends: [...panel.legendBox.children] });
  const unprint = answerPrint(() => onPaper(recolour, scheme.matches, () => paperSheet(L, data, happenings, paper(), texts)));
  map.on("moveend", events.moved);
  map.invalidateSize({ animate: false });
  whole();

  const remove = () => {
    clock.stop();
    unsubscribe();
    stop();
    live.stop();
    unkey();
    scheme.removeEventListener("change", onScheme);
    unprint();
    map.off("moveend", events.moved);
    story.remove();
    quiet();
    cards.end();
    pair.end();
    layers.remove();
    tools.remove();
    main.remove();
    time.remove();
    around.remove();
  };
  const focus = () => (data.without ? whatIf : store.get().kind ? panel.cardBox : finder).focus();
  return { remove, main, time, panel, pair, story, data, focus, tellOutside: record.tellOutside };
}
