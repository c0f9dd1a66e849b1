// Texts of the interface, numbers, and sentences with data in them. What is filled into a text is isolated: the
// direction of a name or a number stays its own, and signs beside it stay where they belong.
import { textNode } from "../dom/elements.js";
import { HOLE, agreeing, capital, wordsBefore } from "./forms.js";
import { isolated } from "./isolate.js";

/** @import { Spoken } from "./forms.js" */
/** @typedef {string | number | Spoken | Spoken[]} Part what a hole of a text holds */

/**
 * @typedef {object} Texts
 * @property {string} locale
 * @property {string} lang code of the language, as in "fr"
 * @property {string} direction "ltr" or "rtl"
 * @property {string} firstOfMonth what the first day of a month is called, if not by its number
 * @property {(key: string, values?: Record<string, Part>) => string} t
 * @property {(key: string, n: number) => string} plural
 * @property {(key: string, parts: Record<string, Part | Node>) => DocumentFragment} phrase
 * @property {(key: string) => boolean} has
 * @property {(text: string) => string} isolate a text beside others, as `t` does with what it fills in
 * @property {(part: Part, form?: string) => string} named one name or several as in a sentence
 * @property {(names: string[]) => string} list with commas
 * @property {(names: string[]) => string} join with "and"
 * @property {(names: string[]) => string} either joined with "or"
 * @property {(n: number, digits?: number) => string} number
 * @property {(share: number) => string} percent
 */

/** @param {Record<string, string>} table @returns {Texts} */
export function makeTexts(table) {
  const locale = table.locale;
  const rules = new Intl.PluralRules(locale);
  /** @param {string} key */
  const has = (key) => Object.prototype.hasOwnProperty.call(table, key);
  /** @param {string} key */
  const template = (key) => (has(key) ? table[key] : key);

  /** @type {Texts["isolate"]} */
  const isolate = (text) => isolated(text, table.direction);

  const lang = new Intl.Locale(locale).language;
  /** What stands before a name, and the name. @param {Part} part @param {string} form as in `HOLE` @returns {[string, string]} */
  const spoken = (part, form = "") => {
    if (Array.isArray(part)) return ["", join(part.map((one) => named(one, form.toLowerCase())))];
    const { text, article = "" } = typeof part === "object" ? part : { text: String(part) };
    const before = form ? wordsBefore(text, article, lang, form.toLowerCase()) : "";
    if (form === form.toLowerCase()) return [before, text];
    return before ? [capital(before, locale), text] : ["", capital(text, locale)];
  };
  /** @type {Texts["named"]} */
  const named = (part, form = "the") => spoken(part, form).join("");
  /** @param {string} words of a hole, each behind a bar @param {Part} part */
  const agreed = (words, part) => agreeing(words.slice(1).split("|"), typeof part === "object" ? part : { text: "" }, lang);

  /** @type {Texts["t"]} */
  const t = (key, values = {}) =>
    template(key).replace(HOLE, (whole, form, name, words) => {
      if (words) return agreed(words, name in values ? values[name] : "");
      if (!(name in values)) return whole;
      const [before, text] = spoken(values[name], form);
      return before + isolate(text);
    });

  /** @type {Map<number, Intl.NumberFormat>} by digits: to make one takes longer than all that it writes */
  const formats = new Map();
  /** @type {Texts["number"]} */
  const number = (n, digits = 0) => {
    const format = formats.get(digits) || new Intl.NumberFormat(locale, digits ? { maximumSignificantDigits: digits } : {});
    formats.set(digits, format);
    return format.format(n);
  };

  /** @type {Texts["plural"]} */
  const plural = (key, n) => {
    const form = `${key}_${rules.select(n)}`;
    return t(has(form) ? form : `${key}_other`, { n: number(n) });
  };

  /** A sentence as nodes; every inserted text is isolated, so that its direction stays its own. @type {Texts["phrase"]} */
  const phrase = (key, parts) => {
    const nodes = document.createDocumentFragment();
    const text = template(key);
    let at = 0;
    for (const hole of text.matchAll(HOLE)) {
      const [whole, form, name, words] = hole;
      nodes.append(textNode(text.slice(at, hole.index)));
      at = hole.index + whole.length;
      const part = name in parts ? parts[name] : "";
      if (part instanceof Node) nodes.append(part);
      else if (words) nodes.append(textNode(agreed(words, part)));
      else if (!(name in parts)) nodes.append(textNode(whole));
      else {
        const [before, said] = spoken(part, form);
        const inner = document.createElement("bdi");
        inner.append(textNode(said));
        nodes.append(textNode(before), inner);
      }
    }
    nodes.append(textNode(text.slice(at)));
    return nodes;
  };

  /** @type {Texts["list"]} */
  const list = (names) => names.map((name) => (names.length > 1 ? isolate(name) : name)).join(has("list_comma") ? t("list_comma") : ", ");
  /** A word alone stands between spaces; where it is written together with a name, {a} and {b} show how. @param {string[]} names @param {string} key */
  const joined = (names, key) => {
    if (names.length < 2) return list(names);
    const pattern = template(key).includes("{") ? template(key) : `{a} ${template(key)} {b}`;
    const ends = { a: names.length > 2 ? list(names.slice(0, -1)) : isolate(names[0]), b: isolate(names[names.length - 1]) };
    return pattern.replace(/\{([ab])\}/g, (_, end) => ends[/** @type {"a" | "b"} */ (end)]);
  };
  /** @type {Texts["join"]} */
  const join = (names) => joined(names, "list_and");
  /** @type {Texts["either"]} */
  const either = (names) => joined(names, "list_or");

  /** Whole per cent, but never "0 %" for something that exists. @type {Texts["percent"]} */
  const percent = (share) => {
    const rounded = Math.round(share * 100);
    if (rounded === 0 && share > 0) return "< 1";
    if (rounded === 100 && share < 1) return "> 99";
    return number(rounded);
  };

  return { locale, lang, direction: table.direction, firstOfMonth: table.first_of_month, t, plural, phrase, has, isolate, named, list, join, either, number, percent };
}

/**
 * Name of an area without the word for its level, as it stands on the map.
 * @param {string} name @param {[string, string][]} forms what may stand before and after it, in small letters
 */
export function areaLabel(name, forms) {
  const low = name.toLowerCase();
  if (low.length !== name.length) return name; // a letter that grows when it is made small
  const form = forms.find(([before, after]) => low.startsWith(before) && low.endsWith(after) && low.length > before.length + after.length);
  return form ? name.slice(form[0].length, name.length - form[1].length) : name;
}

/**
 * Name of an area with its level, in which it cannot be taken for a town: "Kayes Region", "Khartoum (state)".
 * @param {string} name @param {string} level "" for none @param {[string, string][]} forms as for `areaLabel` @param {Texts} texts
 */
export function areaTitle(name, level, forms, texts) {
  const key = `area_level_${level}`;
  if (!level || areaLabel(name, forms) !== name || !texts.has(key)) return name;
  if (name.toLowerCase().split(/[\s'’]+/).includes(texts.t(key).toLowerCase())) return name; // "Commune III"
  return texts.t("area_title", { name, level: texts.t(key) });
}
