// The whole history of a place or area as a coloured strip, and as a list for reading.
import { el, svg, wordsOf } from "../../library/dom/elements.js";
import { longDay, openWords } from "../../library/words/dates.js";
import { groundColour, holderColour } from "../../library/paint/colours.js";
import { swatch } from "../../library/paint/patterns.js";
import { actorName, landPaint, stateSentences } from "../../library/states/states.js";

/** @import { AtlasData } from "../data/data.js" */

const STRIP_WIDTH = 1000; // units of the drawing; it is stretched to the card
const STRIP_HEIGHT = 26;
const SIEGE_EDGE = 4; // from the lower edge to the line of a besieger; the next one is as far above it
const SIEGE_STEP = 7;
const SHORTEST = 5; // units: what lasted some days can still be seen, over what lasted longer

/** Chapters without those that only move a window of doubt: same words, one chapter. @param {AtlasData} data @param {any} target */
function chaptersOf(data, target) {
  /** @type {any[]} */
  const joined = [];
  for (const chapter of data.story(target)) {
    const last = joined[joined.length - 1];
    if (last && last.state === chapter.state) continue;
    if (last) last.end = chapter.start;
    joined.push({ ...chapter, end: null });
  }
  return joined;
}

/**
 * Besiegers' times, each with its days, besiegers of one time above each other.
 * @param {AtlasData} data @param {any[]} chapters in order of time
 * @returns {{party: string, start: number, end: number | null, place: number}[]}
 */
function siegesOf(data, chapters) {
  /** @type {{party: string, start: number, end: number | null, place: number}[]} */
  const sieges = [];
  chapters.forEach(({ state, start, end }) =>
    data.states[state].besieged_by.forEach((party, place) => {
      const going = sieges.find((siege) => siege.party === party && siege.end === start && siege.place === place);
      if (going) going.end = end;
      else sieges.push({ party, start, end, place });
    }),
  );
  return sieges;
}

/**
 * The dashed line of a siege, in the besieger's colour, on a lighter one that parts it from the holder's.
 * @param {{party: string, place: number}} siege @param {[number, number]} span in units of the drawing @param {AtlasData} data @param {string} ground @param {string} words
 */
function siegeLine({ party, place }, [from, to], data, ground, words) {
  const y = STRIP_HEIGHT - SIEGE_EDGE - place * SIEGE_STEP;
  const line = { d: `M${from} ${y}H${Math.max(to, from + SHORTEST)}`, fill: "none", "vector-effect": "non-scaling-stroke" };
  const halo = svg("path", { ...line, stroke: ground, "stroke-width": 5 });
  const dashes = svg("path", { ...line, stroke: holderColour(data.actors, party), "stroke-width": 3, "stroke-dasharray": "5 3" });
  return svg("g", { class: "mapper-strip-siege", "data-party": party }, svg("title", { text: words }), halo, dashes);
}

/**
 * @param {any} data @param {number} target @param {number} day
 * @param {any} texts @param {{fill: (paint: any) => string}} book @param {boolean} dark
 * @param {(day: number) => void} onDay
 */
export function historyStrip(data, target, day, texts, book, dark, onDay) {
  const chapters = chaptersOf(data, target);
  const ground = groundColour(dark);
  const span = Math.max(1, data.lastDay + 1 - data.firstDay);
  /** @param {number} at */
  const x = (at) => ((at - data.firstDay) / span) * STRIP_WIDTH;
  /** @param {any} chapter */
  const paint = (chapter) => landPaint(data.states[chapter.state], data.actors, ground);
  /** @param {any} chapter */
  const words = (chapter) => {
    const box = el("span");
    stateSentences(data.states[chapter.state], data.actors, texts).forEach((piece, i) => box.append(i ? texts.t("list_semicolon") : "", piece));
    return box;
  };
  /** @param {any} chapter */
  const begins = (chapter) => (chapter.open ? openWords(chapter.open, texts, true) : longDay(chapter.start, texts));
  const length = (/** @type {any} */ chapter) => (chapter.end ?? data.lastDay + 1) - chapter.start;
  const parts = [...chapters].sort((a, b) => length(b) - length(a)).map((chapter) => {
    const [from, to] = [x(chapter.start), x(chapter.end ?? data.lastDay + 1)];
    const title = svg("title", { text: `${texts.isolate(begins(chapter))}: ${texts.isolate(wordsOf(words(chapter), texts.isolate))}` });
    return svg("rect", { x: from, y: 0, width: Math.max(to - from, SHORTEST), height: STRIP_HEIGHT, fill: book.fill(paint(chapter)) }, title);
  });
  const sieges = siegesOf(data, chapters).map((siege) => {
    const words = `${texts.isolate(longDay(siege.start, texts))}: ${texts.t("card_besieged", { others: actorName(data.actors, siege.party, texts) })}`;
    return siegeLine(siege, [x(siege.start), x(siege.end ?? data.lastDay + 1)], data, ground, words);
  });
  const now = svg("path", { d: `M${x(day + 0.5)} 0V${STRIP_HEIGHT}`, class: "mapper-strip-now", "vector-effect": "non-scaling-stroke" });
  const box = `0 0 ${STRIP_WIDTH} ${STRIP_HEIGHT}`;
  const drawing = svg("svg", { viewBox: box, preserveAspectRatio: "none", class: "mapper-strip", role: "img", "aria-label": texts.t("strip_label") }, ...parts, ...sieges, now);
  drawing.addEventListener("click", (event) => {
    const { left, width } = drawing.getBoundingClientRect();
    const share = (/** @type {MouseEvent} */ (event).clientX - left) / width;
    onDay(Math.max(data.firstDay, Math.min(data.lastDay, data.firstDay + Math.floor(share * span))));
  });
  const items = [...chapters].reverse().map((chapter) => {
    const present = chapter.start <= day && (chapter.end === null || day < chapter.end);
    const open = el("button", { type: "button", class: "mapper-day-open", "aria-current": present ? "date" : null, onclick: () => onDay(chapter.start), text: begins(chapter) });
    return el("li", {}, swatch(book, paint(chapter)), el("div", {}, open, " ", words(chapter)));
  });
  const ends = el("p", { class: "mapper-strip-ends mapper-small", "aria-hidden": "true" }, el("span", { text: longDay(data.firstDay, texts) }), el("span", { text: longDay(data.lastDay, texts) }));
  const key = sieges.length ? el("p", { class: "mapper-strip-key mapper-small", text: texts.t("strip_siege") }) : null;
  const list = el("details", { class: "mapper-chapters" }, el("summary", { text: texts.plural("strip_list", chapters.length) }), el("ol", {}, ...items));
  return el("section", { class: "mapper-story", "aria-label": texts.t("strip_label") }, el("h4", { text: texts.t("strip_title") }), drawing, ends, key, list);
}
