// Names inside sentences: their article, what a preposition makes of it, and words that agree with them.
// As wordforms.py; what each language does stands in vocabulary.json.
import { ARTICLES, CONTRACTIONS, ELIDED } from "./vocabulary.js";

/**
 * @typedef {object} Spoken a name with what sentences of the page's language need of it
 * @property {string} text as it is written behind an article
 * @property {string} [article]
 * @property {string} [gender] "m" or "f"
 * @property {string} [number] "sg" or "pl"
 */
/** @typedef {Record<string, Record<string, string[]>>} Table */

const CURLY = "’";

/** A hole of a text: `{name}`, with its article `{the:name}`, behind a preposition `{de:name}`; words that agree with it `{name|is|are}`. */
export const HOLE = /\{(?:(\p{L}+):)?(\w+)((?:\|[^{}|]*)+)?\}/gu;

/** @param {Record<string, any>} table @param {string} lang @param {any} none */
const of = (table, lang, none) => (Object.prototype.hasOwnProperty.call(table, lang) ? table[lang] : none);

/**
 * What stands before a name: its article, and a preposition if the form is one.
 * @param {string} text @param {string} article @param {string} lang
 * @param {string} form "the" or a preposition of the language @returns {string} with its space, if it needs one
 */
export function wordsBefore(text, article, lang, form) {
  const all = [form === "the" ? "" : form, article.replace(/'/g, CURLY)].filter(Boolean).join(" ");
  const before = of(of(CONTRACTIONS, lang, {}), all, all);
  const vowel = /^[aeiouœæ]/.test(text.slice(0, 1).normalize("NFD").toLowerCase());
  if (vowel && of(ELIDED, lang, []).includes(before)) return before.slice(0, -1) + CURLY;
  return before && !before.endsWith(CURLY) ? `${before} ` : before;
}

/** Gender and number of one name or of several. @param {Spoken | Spoken[]} part @param {string} lang @returns {{feminine: boolean, plural: boolean}} */
function traits(part, lang) {
  const parts = Array.isArray(part) ? part : [part];
  const each = parts.map(({ article = "", gender = "", number = "" }) => {
    const [its, many] = of(of(ARTICLES, lang, {}), article.replace(/'/g, CURLY), ["", ""]);
    return { feminine: (gender || its) === "f", plural: (number || many) === "pl" };
  });
  return { feminine: each.length > 0 && each.every((one) => one.feminine), plural: each.length > 1 || each.some((one) => one.plural) };
}

/**
 * The word that agrees with a name.
 * @param {string[]} words by number, or masculine and feminine of one, then of several
 * @param {Spoken | Spoken[]} part @param {string} lang
 */
export function agreeing(words, part, lang) {
  const { feminine, plural } = traits(part, lang);
  if (words.length < 4) return words[plural ? 1 : 0] ?? words[0];
  return words[(plural ? 2 : 0) + (feminine ? 1 : 0)];
}

/** With a large first letter. @param {string} text @param {string} locale */
export function capital(text, locale) {
  const [first = ""] = text;
  return first.toLocaleUpperCase(locale) + text.slice(first.length);
}
