// Playing through time, by days per second or from change to change.
import { stepDay } from "./steps.js";

/** @type {Record<string, number>} days per second; "change" goes from change to change */
export const SPEEDS = { week: 7, month: 30, quarter: 91, change: 0 };
const CHANGE_PAUSE = 900; // ms on each day with a change

/**
 * @param {any} data the atlas
 * @param {{day: () => number, onDay: (day: number) => void, onEnd: () => void}} hooks
 */
export function makePlayer(data, { day, onDay, onEnd }) {
  let speed = "month";
  let request = 0;
  let exact = 0; // day with its fraction
  let last = 0;
  /** @param {any} now */
  const tick = (now) => {
    const passed = Math.max(0, now - last); // a frame may have begun before the click
    if (speed === "change") {
      if (passed >= CHANGE_PAUSE) {
        last = now;
        const next = stepDay(data, day(), "change", 1);
        if (next === day()) return stop(true);
        onDay(next);
      }
    } else {
      last = now;
      exact = Math.min(data.lastDay, exact + (Math.min(passed, 200) / 1000) * SPEEDS[speed]);
      if (Math.floor(exact) !== day()) onDay(Math.floor(exact));
      if (exact >= data.lastDay) return stop(true);
    }
    request = window.requestAnimationFrame(tick);
    return undefined;
  };
  const stop = (ended = false) => {
    window.cancelAnimationFrame(request);
    request = 0;
    if (ended) onEnd();
  };
  const start = () => {
    if (request) return;
    exact = day() >= data.lastDay ? data.firstDay : day();
    if (exact !== day()) onDay(exact);
    last = window.performance.now();
    request = window.requestAnimationFrame(tick);
  };
  return {
    start,
    stop,
    setSpeed: (/** @type {string} */ name) => {
      speed = Object.prototype.hasOwnProperty.call(SPEEDS, name) ? name : "month";
      exact = day();
    },
  };
}
