// The time axis: where a day lies, and which years, months or days get a tick.
import { dayOfIso, isoDay } from "../../library/words/dates.js";

/** @typedef {{from: number, to: number, width: number, pad: number}} TimeScale days at the edges; px */

const MIN_SPAN = 20; // days: closer than that a day is a finger wide

/** @param {TimeScale} scale @param {number} day */
export function xOfDay({ from, to, width, pad }, day) {
  return pad + ((day - from) / (to - from)) * (width - 2 * pad);
}

/** Not rounded. @param {TimeScale} scale @param {number} x */
export function dayOfX({ from, to, width, pad }, x) {
  return from + ((x - pad) / (width - 2 * pad)) * (to - from);
}

/**
 * A stretch of time zoomed around a day, inside the whole one.
 * @param {TimeScale} scale @param {number} factor below 1 comes closer @param {number} around
 * @param {number} first @param {number} last @returns {TimeScale}
 */
export function zoomedScale(scale, factor, around, first, last) {
  const whole = Math.max(1, last - first);
  const span = Math.max(Math.min(MIN_SPAN, whole), Math.min(whole, (scale.to - scale.from) * factor));
  const share = (around - scale.from) / (scale.to - scale.from);
  const from = Math.max(first, Math.min(last - span, around - share * span));
  return { ...scale, from, to: from + span };
}

/** The same stretch moved so that a day is well inside. @returns {TimeScale} @param {TimeScale} scale @param {number} day @param {any} first @param {any} last */
export function scaleWith(scale, day, first, last) {
  const span = scale.to - scale.from;
  const margin = span * 0.06;
  const inside = day >= scale.from + Math.min(margin, day - first) && day <= scale.to - Math.min(margin, last - day);
  if (inside) return scale;
  const from = Math.max(first, Math.min(last - span, day - span / 2));
  return { ...scale, from, to: from + span };
}

/** First days of months in a stretch, every `step` months. @param {any} from @param {any} to @param {any} step */
function monthStarts(from, to, step) {
  const start = new Date(from * 86400000);
  const days = [];
  for (let i = 0; ; i += 1) {
    const months = start.getUTCFullYear() * 12 + Math.ceil(start.getUTCMonth() / step) * step + i * step;
    const day = dayOfIso(`${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, "0")}-01`);
    if (day > to || Number.isNaN(day)) return days;
    if (day >= from) days.push(day);
  }
}

/**
 * Ticks with their words, as fine as there is room for.
 * @param {TimeScale} scale @param {string} locale
 * @returns {{day: number, words: string, strong: boolean}[]}
 */
export function axisTicks(scale, locale) {
  const perDay = (scale.width - 2 * scale.pad) / (scale.to - scale.from);
  /** @param {any} options */
  const format = (options) => {
    const formatter = new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
    return (/** @type {number} */ day) => formatter.format(new Date(day * 86400000));
  };
  /** @param {number} day */
  const isJanuary = (day) => isoDay(day).slice(5) === "01-01";
  if (perDay * 30 < 46) {
    const years = [1, 2, 5, 10, 20].find((n) => perDay * 365 * n > 44) || 50;
    return monthStarts(scale.from, scale.to, 12)
      .filter((day) => Number(isoDay(day).slice(0, 4)) % years === 0)
      .map((day) => ({ day, words: isoDay(day).slice(0, 4), strong: true }));
  }
  const [year, month] = [format({ year: "numeric" }), format({ month: "short" })];
  if (perDay < 16) {
    return monthStarts(scale.from, scale.to, 1).map((day) => ({
      day,
      words: isJanuary(day) || perDay * 30 > 110 ? `${month(day)} ${year(day)}` : month(day),
      strong: isJanuary(day),
    }));
  }
  const date = format({ day: "numeric", month: "short" });
  const step = perDay > 60 ? 1 : perDay > 28 ? 2 : 5;
  const days = [];
  for (let day = Math.ceil(scale.from); day <= scale.to; day += 1) {
    const number = Number(isoDay(day).slice(8));
    if ((number - 1) % step === 0 && number <= 31 - step + 1) days.push({ day, words: date(day), strong: number === 1 });
  }
  return days;
}
