// In which language the page opens: that of the link, else the one chosen before, else the browser's, else the page's own.

const MEMORY = "mapper-language";

/** The store of the browser; null where a page has none: from disk, inside a sandbox. @returns {Storage | null} */
export function memory() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

/** What the reader chose on an earlier visit; "" for nothing. */
export function rememberedLanguage() {
  try {
    return memory()?.getItem(MEMORY) || "";
  } catch {
    return "";
  }
}

/** @param {string} lang */
export function rememberLanguage(lang) {
  try {
    memory()?.setItem(MEMORY, lang);
  } catch {
    // Full, or not allowed: it is asked for again next time.
  }
}

/**
 * The first language that the page has, in order of who asks for it.
 * @param {string[]} known codes of the languages of the page
 * @param {object} asked
 * @param {string} asked.linked by the address
 * @param {string} asked.remembered
 * @param {readonly string[]} asked.wished by the browser, such as "fr-CA", the dearest first
 * @param {string} asked.own what the page was built for
 */
export function languageOf(known, { linked, remembered, wished, own }) {
  const bare = wished.map((tag) => tag.toLowerCase().split("-")[0]);
  return [linked, remembered, ...bare, own].find((lang) => known.includes(lang)) || known[0];
}
