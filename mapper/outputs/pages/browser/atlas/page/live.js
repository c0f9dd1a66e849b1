// The date and the main change, spoken by screen readers once the view has come to rest.
import { el } from "../../library/dom/elements.js";
import { longDay } from "../../library/words/dates.js";

const QUIET_MS = 500;

/** @param {(day: number) => string} newsOf plain words for a day @param {any} texts */
export function liveRegion(newsOf, texts) {
  const node = el("p", { class: "mapper-live", role: "status", "aria-live": "polite" });
  let timer = 0;
  /** @param {() => string} words */
  const say = (words) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => (node.textContent = words()), QUIET_MS);
  };
  return {
    node,
    /** @param {number} day */
    showDay: (day) => say(() => `${longDay(day, texts)}. ${newsOf(day)}`),
    /** @param {string} words */
    tell: (words) => say(() => words),
    stop: () => window.clearTimeout(timer),
  };
}
