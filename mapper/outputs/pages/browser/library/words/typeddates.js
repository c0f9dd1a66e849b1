// Days as people type them: as the page writes dates, as its language writes them in figures, or as ISO.
import { dayOfIso, isoDay } from "./dates.js";
import { fold } from "./spelling.js";

const DAY_MS = 86400000;
const LEAST = 3; // letters that tell a month
const ZEROS = ["0", "٠", "۰"]; // of the digits of Europe, of the Arab east and of Iran

/** Digits of any of these as ours. @param {string} text */
function plainDigits(text) {
  return text.replace(/[٠-٩۰-۹]/g, (digit) => {
    const zero = ZEROS.slice(1).find((one) => digit >= one && digit.charCodeAt(0) < one.charCodeAt(0) + 10) || "0";
    return String(digit.charCodeAt(0) - zero.charCodeAt(0));
  });
}

/** The names of the months, long and short, folded. @param {string} locale @returns {string[][]} by month */
function monthNames(locale) {
  const styles = /** @type {("long" | "short")[]} */ (["long", "short"]);
  const formats = styles.map((month) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", day: "numeric", month }));
  return Array.from({ length: 12 }, (_, at) => {
    const date = new Date(Date.UTC(2012, at, 15));
    return formats.map((format) => fold(format.formatToParts(date).find(({ type }) => type === "month")?.value || ""));
  });
}

/** The month that a word names; 0 for none or several. @param {string} word @param {string} locale */
function monthOfWord(word, locale) {
  const text = fold(word);
  for (const names of [monthNames(locale), monthNames("en")]) {
    const whole = names.findIndex((all) => all.includes(text));
    if (whole >= 0) return whole + 1;
    const begun = names.flatMap((all, at) => (text.length >= LEAST && all.some((name) => name.startsWith(text)) ? [at + 1] : []));
    if (begun.length === 1) return begun[0];
  }
  return 0;
}

/** In which order a language writes a date in figures. @param {string} locale @returns {string[]} */
function orderOf(locale) {
  const parts = new Intl.DateTimeFormat(locale, { timeZone: "UTC", day: "numeric", month: "numeric", year: "numeric" }).formatToParts(new Date(15340 * DAY_MS));
  return parts.map(({ type }) => type).filter((type) => ["day", "month", "year"].includes(type));
}

/** @param {string} year @param {number} month @param {number} day @returns {number | null} */
function realDay(year, month, day) {
  const iso = `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  const number = /^\d{4}-\d\d-\d\d$/.test(iso) ? dayOfIso(iso) : NaN;
  return !Number.isNaN(number) && isoDay(number) === iso ? number : null;
}

/**
 * The day that a text means: "2012-04-06", "6 April 2012", "6 avr. 2012", "06/04/2012", "April 2012" (its first).
 * @param {string} text @param {string} locale of the page @returns {number | null} null for no day of the calendar
 */
export function typedDay(text, locale) {
  const plain = plainDigits(text);
  const numbers = plain.match(/\d+/g) || [];
  const months = (plain.match(/[\p{L}\p{M}]+/gu) || []).map((word) => monthOfWord(word, locale)).filter(Boolean);
  const year = numbers.find((number) => number.length === 4);
  if (!year) return null;
  const rest = numbers.filter((number) => number !== year).map(Number);
  if (months.length === 1 && rest.length < 2) return realDay(year, months[0], rest.length ? rest[0] : 1);
  if (months.length || rest.length !== 2) return null;
  if (numbers[0] === year) return realDay(year, rest[0], rest[1]);
  const [first] = orderOf(locale).filter((type) => type !== "year");
  return first === "month" ? realDay(year, rest[0], rest[1]) : realDay(year, rest[1], rest[0]);
}
