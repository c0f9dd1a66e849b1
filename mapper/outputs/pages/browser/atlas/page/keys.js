// Keys that work everywhere on the page: time, play, closing the card.
import { dayOfKey } from "../time/steps.js";

/** @import { AtlasData } from "../data/data.js" */

const TYPING = "input:not([type=radio], [type=checkbox]), select, textarea, [contenteditable]";
const TICKED = "input[type=radio], input[type=checkbox]"; // these keep Space, and radio buttons the arrows
const PRESSED = "button, summary, a, label, input, select";

/**
 * @param {AtlasData} data @param {any} store
 * @param {object} parts
 * @param {Element} parts.frame the map, whose arrows move it
 * @param {Element} parts.head of the time line
 * @param {Element} parts.other second head
 * @param {() => void} parts.onClose
 * @param {() => void} parts.onPlay
 * @param {(day: number) => void} parts.onDay
 * @returns {() => void} ends it
 */
export function answerKeys(data, store, { frame, head, other, onClose, onPlay, onDay }) {
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    if (event.defaultPrevented) return;
    const target = /** @type {Element} */ (event.target);
    if (event.key === "Escape" && store.get().kind) return onClose();
    const slider = target === head || target === other;
    if (!slider && target.closest?.(TYPING)) return;
    if (!slider && frame.contains(target) && event.key.startsWith("Arrow")) return;
    if (target.closest?.(TICKED) && event.key.startsWith("Arrow")) return;
    if (event.key === " " && !target.closest?.(PRESSED)) {
      event.preventDefault();
      return onPlay();
    }
    const second = target === other;
    const day = dayOfKey(data, second ? store.get().other : store.get().day, event, slider);
    if (day === null) return;
    event.preventDefault();
    if (second) store.set({ other: day });
    else onDay(day);
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}
