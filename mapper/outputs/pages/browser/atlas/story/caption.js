// The war told step by step: a caption over the map, with ways back and on. The reader may wander and come back.
import { el, nameNode } from "../../library/dom/elements.js";
import { isSheet } from "../../library/page/sheet.js";
import { longDay } from "../../library/words/dates.js";
import { viewOfStep } from "../page/address.js";
import { stepSight } from "./look.js";
import { captionParts, countWords, fillCaption } from "./parts.js";
import { stepsOf } from "./steps.js";

/** @import { AtlasData } from "../data/data.js" */
/** @import { View } from "../page/store.js" */
/** @import { Texts } from "../../library/words/texts.js" */

/**
 * @param {any} L @param {any} map @param {AtlasData} data @param {any} store @param {Texts} texts
 * @param {object} page
 * @param {any} page.happenings
 * @param {(unit: number) => any} page.boundsOfUnit
 * @param {() => any} page.panel made later
 * @param {(words: string) => void} page.tell
 * @param {boolean} page.calm nothing may fly
 */
export function storyCaption(L, map, data, store, texts, { happenings, boundsOfUnit, panel, tell, calm }) {
  const steps = stepsOf(data, texts.lang);
  let shown = 0; // the step in the caption
  let left = 1; // the one at which the reader closed the story
  let fresh = false; // a step whose card has not been shown yet
  let closing = false;
  /** Whether the page shows something else than the step. @param {View} state */
  const isAway = (state) => {
    const wanted = viewOfStep(data, steps[shown - 1]);
    const other = /** @type {(keyof typeof wanted)[]} */ (Object.keys(wanted)).some((key) => state[key] !== wanted[key]);
    return other || sight.moved();
  };
  /** @param {View} state */
  const tellAway = (state) => {
    if (shown) parts.again.hidden = !isAway(state);
  };
  /** @param {boolean} animate */
  const look = (animate = false) => {
    const step = steps[store.get().story - 1];
    if (step) sight.look(step, animate);
  };
  /** @param {number} n @param {boolean} [focus] */
  const go = (n, focus = false) => {
    const step = steps[n - 1];
    if (!step) return;
    store.set({ ...viewOfStep(data, step), story: n, playing: false });
    look(!calm);
    tell([countWords(n, steps.length, texts), longDay(step.day, texts), step.title, step.text].filter(Boolean).join(". "));
    if (focus || document.activeElement === document.body) parts.node.focus({ preventScroll: true });
  };
  const close = () => {
    closing = true;
    store.set({ story: 0 });
    closing = false;
    map.invalidateSize({ animate: false });
    (button.checkVisibility() ? button : map.getContainer()).focus({ preventScroll: true });
  };
  const parts = captionParts(texts, { onStep: (by) => go(shown + by), onReturn: () => go(shown, true), onClose: close });
  const sight = stepSight(L, map, data, boundsOfUnit, parts.node, () => isAway(store.get()), () => tellAway(store.get()));
  const button = steps.length ? el("button", { type: "button", class: "mapper-button mapper-word mapper-story-button", "aria-expanded": "false", onclick: () => (shown ? close() : go(left, true)), text: texts.t("story") }) : null;
  parts.node.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") close();
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") go(shown + ((event.key === "ArrowRight") === (texts.direction !== "rtl") ? 1 : -1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  /** @param {View} state */
  const show = (state) => {
    const n = state.story <= steps.length ? state.story : 0;
    if (n !== shown) {
      if (n) fillCaption(parts, steps, n, data, happenings, texts);
      left = n || (closing ? shown : 1);
      shown = n;
      sight.forget();
      parts.node.hidden = !n;
      document.body.classList.toggle("mapper-telling", n > 0);
      button?.setAttribute("aria-expanded", String(n > 0));
      fresh = n > 0;
    }
    tellAway(state);
  };
  return {
    node: parts.node,
    button,
    show,
    look,
    /** After the card of a step, which opens the sheet over the caption. */
    settle: () => {
      if (fresh && isSheet()) panel().sheet.set("closed", true);
      fresh = false;
    },
    /** What stands on paper below the title: the words of the step, where the page still shows it. @param {Node} news @returns {Node[]} */
    paper: (news) => (shown && !isAway(store.get()) ? [el("h2", { class: "mapper-paper-step" }, nameNode(steps[shown - 1].title)), el("p", { class: "mapper-news" }, nameNode(steps[shown - 1].text))] : [news]),
    remove: () => {
      sight.end();
      document.body.classList.remove("mapper-telling");
    },
  };
}
