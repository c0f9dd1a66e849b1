// Dates are whole days since 1970-01-01 (UTC); words for them in the page's language.
import { OPEN_DAYS } from "./vocabulary.js";

const DAY_MS = 86400000;

/** @typedef {{locale: string, firstOfMonth: string}} Speech how a language says dates: its locale, and the first of a month */

/** @type {Map<string, Intl.DateTimeFormat>} making one takes far longer than using it */
const dayFormats = new Map();

/** @param {string} locale @param {Intl.DateTimeFormatOptions} options @param {number} day */
function formatDay(locale, options, day) {
  const key = locale + JSON.stringify(options);
  const format = dayFormats.get(key) || new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
  dayFormats.set(key, format);
  return format.format(new Date(day * DAY_MS));
}

/** Words that may begin with a day, where the first of a month has a word of its own: "1er". @param {string} words @param {Speech} speech */
function withFirst(words, { firstOfMonth }) {
  return firstOfMonth ? words.replace(/^1(?= |$)/, firstOfMonth) : words;
}

/** "2012-04-06" of a day number. @param {number} day */
export function isoDay(day) {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Day number of "2012-04-06". @param {string} iso */
export function dayOfIso(iso) {
  return Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY_MS);
}

/** The day of the reader, by the clock of the browser. */
export function today() {
  const now = new Date();
  return Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / DAY_MS;
}

/** "6 April 2012", "1er avril 2012". @param {number} day @param {Speech} speech */
export function longDay(day, speech) {
  return withFirst(formatDay(speech.locale, { day: "numeric", month: "long", year: "numeric" }, day), speech);
}

/** "6 Apr 2012". @param {number} day @param {Speech} speech */
export function shortDay(day, speech) {
  return withFirst(formatDay(speech.locale, { day: "numeric", month: "short", year: "numeric" }, day), speech);
}

/**
 * A stretch of days without saying month and year twice: "3", "9 April 2012".
 * @param {number} from @param {number} to @param {Speech} speech @returns {[string, string]}
 */
export function dayRange(from, to, speech) {
  const [a, b] = [isoDay(from), isoDay(to)];
  const month = a.slice(0, 4) === b.slice(0, 4) && a.slice(0, 7) !== b.slice(0, 7);
  if (a.slice(0, 4) !== b.slice(0, 4)) return [longDay(from, speech), longDay(to, speech)];
  const words = formatDay(speech.locale, month ? { day: "numeric", month: "long" } : { day: "numeric" }, from);
  return [withFirst(words, speech), longDay(to, speech)];
}

/** "June 2012". @param {number} day @param {string} locale */
export function monthWords(day, locale) {
  return formatDay(locale, { month: "long", year: "numeric" }, day);
}

/** Whole months from one day to a later one. @param {number} from @param {number} to */
export function monthsBetween(from, to) {
  const [a, b] = [new Date(from * DAY_MS), new Date(to * DAY_MS)];
  const months = 12 * (b.getUTCFullYear() - a.getUTCFullYear()) + b.getUTCMonth() - a.getUTCMonth();
  return months - (b.getUTCDate() < a.getUTCDate() ? 1 : 0);
}

/**
 * How long it is from one day to a later one: "9 days", "7 months", "2 years 8 months".
 * @param {number} from @param {number} to @param {{t: (key: string, values?: any) => string, plural: (key: string, n: number) => string}} texts
 */
export function spanWords(from, to, { t, plural }) {
  const months = monthsBetween(from, to);
  if (months < 2) return plural("span_days", to - from);
  const [years, rest] = [Math.floor(months / 12), months % 12];
  if (!years) return plural("span_months", rest);
  return rest ? t("span_both", { years: plural("span_years", years), months: plural("span_months", rest) }) : plural("span_years", years);
}

/** First and last day of the month of a day. @param {number} day @returns {[number, number]} */
export function monthOf(day) {
  const date = new Date(day * DAY_MS);
  const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / DAY_MS;
  const next = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / DAY_MS;
  return [first, next - 1];
}

/**
 * Words for one EDTF date: a day, a month, a year, with "~" (about) or "?" (perhaps), or an interval.
 * Anything else is shown as written.
 * @param {string} text @param {Speech & {t: (key: string, values?: Record<string, string | number>) => string}} texts
 * @returns {string}
 */
export function edtfWords(text, texts) {
  const { t } = texts;
  const ends = text.split("/");
  if (ends.length === 2 && ends[0] && ends[1]) {
    const days = ends.every((end) => /^\d{4}-\d\d-\d\d$/.test(end) && !Number.isNaN(dayOfIso(end)));
    if (days) {
      const [from, to] = dayRange(dayOfIso(ends[0]), dayOfIso(ends[1]), texts);
      return t("edtf_between_day", { from, to });
    }
    return t("edtf_between", {
      from: edtfWords(ends[0], texts),
      to: edtfWords(ends[1], texts),
    });
  }
  const match = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?([~?%]?)$/.exec(text);
  if (!match) return text;
  const [, year, month, day, mark] = match;
  const number = dayOfIso(`${year}-${month || "01"}-${day || "01"}`);
  if (Number.isNaN(number)) return text;
  const words = day ? longDay(number, texts) : month ? monthWords(number, texts.locale) : year;
  if (mark === "~" || mark === "%") return t(day ? "edtf_about_day" : "edtf_about", { date: words });
  return mark === "?" ? t("edtf_maybe", { date: words }) : words;
}

/** Whether a claim leaves so much open that what it tells is no day's news. @param {{earliest: number, latest: number}} claim */
export function isOpen({ earliest, latest }) {
  return latest - earliest > OPEN_DAYS;
}

/**
 * When something happened whose day is not known: "some time in 2018", and never a day of it.
 * @param {string} text EDTF @param {Speech & {t: (key: string, values?: Record<string, string | number>) => string}} texts
 * @param {boolean} [begins] whether a sentence begins with it @returns {string}
 */
export function openWords(text, texts, begins = false) {
  const bare = text.replace(/[~?%]$/, "");
  const words = /^\d{4}(-(0[1-9]|1[0-2]))?$/.test(bare) ? texts.t("open_in", { date: edtfWords(bare, texts) }) : texts.t("open_at", { when: edtfWords(text, texts) });
  return begins ? words.charAt(0).toLocaleUpperCase(texts.locale) + words.slice(1) : words;
}
