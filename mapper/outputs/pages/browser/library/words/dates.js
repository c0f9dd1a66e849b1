// Dates are whole days since 1970-01-01 (UTC); words for them in the page's language.

const DAY_MS = 86400000;

/** @type {Map<string, Intl.DateTimeFormat>} making one takes far longer than using it */
const dayFormats = new Map();

/** @param {string} locale @param {Intl.DateTimeFormatOptions} options @param {number} day */
function formatDay(locale, options, day) {
  const key = locale + JSON.stringify(options);
  const format = dayFormats.get(key) || new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
  dayFormats.set(key, format);
  return format.format(new Date(day * DAY_MS));
}

/** "2012-04-06" of a day number. @param {number} day */
export function isoDay(day) {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Day number of "2012-04-06". @param {string} iso */
export function dayOfIso(iso) {
  return Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY_MS);
}

/** "6 April 2012", "1er avril 2012". @param {number} day @param {string} locale */
export function longDay(day, locale) {
  const words = formatDay(locale, { day: "numeric", month: "long", year: "numeric" }, day);
  return locale.startsWith("fr") ? words.replace(/^1 /, "1er ") : words;
}

/** "6 Apr 2012". @param {number} day @param {string} locale */
export function shortDay(day, locale) {
  const words = formatDay(locale, { day: "numeric", month: "short", year: "numeric" }, day);
  return locale.startsWith("fr") ? words.replace(/^1 /, "1er ") : words;
}

/**
 * A stretch of days without saying month and year twice: "3", "9 April 2012".
 * @param {number} from @param {number} to @param {string} locale @returns {[string, string]}
 */
export function dayRange(from, to, locale) {
  const [a, b] = [isoDay(from), isoDay(to)];
  const month = a.slice(0, 4) === b.slice(0, 4) && a.slice(0, 7) !== b.slice(0, 7);
  if (a.slice(0, 4) !== b.slice(0, 4)) return [longDay(from, locale), longDay(to, locale)];
  const words = formatDay(locale, month ? { day: "numeric", month: "long" } : { day: "numeric" }, from);
  return [locale.startsWith("fr") ? words.replace(/^1(?= |$)/, "1er") : words, longDay(to, locale)];
}

/** "June 2012". @param {number} day @param {string} locale */
export function monthWords(day, locale) {
  return formatDay(locale, { month: "long", year: "numeric" }, day);
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
 * @param {string} text @param {(key: string, values?: Record<string, string | number>) => string} t @param {string} locale
 * @returns {string}
 */
export function edtfWords(text, t, locale) {
  const ends = text.split("/");
  if (ends.length === 2 && ends[0] && ends[1]) {
    const days = ends.every((end) => /^\d{4}-\d\d-\d\d$/.test(end) && !Number.isNaN(dayOfIso(end)));
    if (days) {
      const [from, to] = dayRange(dayOfIso(ends[0]), dayOfIso(ends[1]), locale);
      return t("edtf_between_day", { from, to });
    }
    return t("edtf_between", {
      from: edtfWords(ends[0], t, locale),
      to: edtfWords(ends[1], t, locale),
    });
  }
  const match = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?([~?%]?)$/.exec(text);
  if (!match) return text;
  const [, year, month, day, mark] = match;
  const number = dayOfIso(`${year}-${month || "01"}-${day || "01"}`);
  if (Number.isNaN(number)) return text;
  const words = day ? longDay(number, locale) : month ? monthWords(number, locale) : year;
  if (mark === "~" || mark === "%") return t(day ? "edtf_about_day" : "edtf_about", { date: words });
  return mark === "?" ? t("edtf_maybe", { date: words }) : words;
}
