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
 * @param {(day: number, done: boolean) => void} parts.onDay done: the key is no longer held
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
    held = true;
    if (second) store.set({ other: day }, "move");
    else onDay(day, false);
  };
  let held = false; // one gesture, however often the key repeats
  const onRelease = () => {
    if (held) store.set({});
    held = false;
  };
  document.addEventListener("keydown", onKey);
  document.addEventListener("keyup", onRelease);
  window.addEventListener("blur", onRelease);
  return () => {
    document.removeEventListener("keydown", onKey);
    document.removeEventListener("keyup", onRelease);
    window.removeEventListener("blur", onRelease);
  };
}
