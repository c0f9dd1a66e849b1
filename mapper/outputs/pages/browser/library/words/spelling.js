// Spellings reduced to what counts, so that a name is found however it is written. As spelling.py.

/**
 * A spelling without accents, case, hyphens, apostrophes or spaces: "Aguel'hoc" is "aguelhoc".
 * @param {string} text
 */
export function fold(text) {
  return text
    .normalize("NFKD")
    .toLowerCase() // so that ẞ becomes ß, which alone has a large form of two letters:
    .toUpperCase() // Straße and STRASSE are one word
    .toLowerCase()
    .replace(/ς/g, "σ") // the same letter at the end of a word
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}]+/gu, "");
}
