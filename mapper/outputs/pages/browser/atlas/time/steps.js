// Steps in time: to the next change, by a day, a month, a year; and the keys for them.
import { countUpTo } from "../data/order.js";
import { dayOfIso, isoDay } from "../../library/words/dates.js";

/** @typedef {"change" | "day" | "week" | "month" | "year"} Step */

/** The day a number of months later; the last of the month where there is no such day. @param {number} day @param {any} months */
export function addMonths(day, months) {
  const [year, month, date] = isoDay(day).split("-").map(Number);
  const all = year * 12 + month - 1 + months;
  const [y, m] = [Math.floor(all / 12), (all % 12) + 1];
  /** @param {any} n */
  const pad = (n) => String(n).padStart(2, "0");
  const length = new Date(Date.UTC(y, m, 0)).getUTCDate();
  return dayOfIso(`${String(y).padStart(4, "0")}-${pad(m)}-${pad(Math.min(date, length))}`);
}

/**
 * @param {any} data the atlas @param {number} day
 * @param {Step} unit @param {1 | -1} way
 * @returns {number} the same day where there is nothing further
 */
export function stepDay(data, day, unit, way) {
  /** @param {number} other */
  const within = (other) => Math.max(data.firstDay, Math.min(data.lastDay, other));
  if (unit === "day") return within(day + way);
  if (unit === "week") return within(day + 7 * way);
  if (unit === "month") return within(addMonths(day, way));
  if (unit === "year") return within(addMonths(day, 12 * way));
  const upTo = countUpTo(data.changeDays, day);
  if (way > 0) return upTo < data.changeDays.length ? data.changeDays[upTo] : day;
  const before = countUpTo(data.changeDays, day - 1) - 1;
  return before >= 0 ? data.changeDays[before] : data.firstDay;
}

/** @type {Record<string, [Step, 1 | -1]>} */
const KEYS = {
  ArrowRight: ["day", 1],
  ArrowLeft: ["day", -1],
  ArrowUp: ["day", 1],
  ArrowDown: ["day", -1],
  PageUp: ["month", 1],
  PageDown: ["month", -1],
  "]": ["change", 1],
  "[": ["change", -1],
};

/**
 * The day that a key leads to, or null if it is no key of time.
 * @param {any} data @param {number} day @param {KeyboardEvent} event @param {boolean} slider whether a slider has the focus
 */
export function dayOfKey(data, day, event, slider) {
  if (event.altKey || event.ctrlKey || event.metaKey) return null;
  if (event.key === "Home") return data.firstDay;
  if (event.key === "End") return data.lastDay;
  const step = Object.prototype.hasOwnProperty.call(KEYS, event.key) ? KEYS[event.key] : null;
  if (!step || (!slider && /^(ArrowUp|ArrowDown|Page)/.test(event.key))) return null;
  const unit = event.shiftKey && step[0] === "day" ? "month" : step[0];
  return stepDay(data, day, unit, step[1]);
}
