// Words that keep their own direction inside words of another: the marks of Unicode's isolates in plain text.
//
// Full stops, brackets, dashes and numbers have no direction of their own: without marks those beside a Latin
// name in an Arabic sentence would go to the wrong side of it. Elements turn the marks into <bdi> (elements.js);
// what cannot hold elements keeps them: hints, labels, titles, drawings.

export const LEFT_TO_RIGHT = "\u2066";
export const RIGHT_TO_LEFT = "\u2067";
export const BY_FIRST_LETTER = "\u2068";
export const END = "\u2069";

const LETTERS = /[\u200f\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u; // of Hebrew, Arabic …
const MARK = /([\u2066-\u2069])/;

/** Whether a text holds marks. @param {string} text */
export function isMarked(text) {
  return MARK.test(text);
}

/** A text in pieces, each mark a piece of its own. @param {string} text */
export function markedPieces(text) {
  return text.split(MARK).filter(Boolean);
}

/** Whether every mark that begins something is ended, and nothing else is. @param {string} text */
function isBalanced(text) {
  let depth = 0;
  for (const piece of markedPieces(text)) {
    if (MARK.test(piece)) depth += piece === END ? -1 : 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** A text without marks, for what is taken away. @param {string} text */
export function unmarked(text) {
  return markedPieces(text).filter((piece) => !MARK.test(piece)).join("");
}

/**
 * A text that is put into another. Where the outer one runs from left to right, only letters that do not need marks.
 * @param {string} text @param {string} direction of the text around it: "ltr" or "rtl"
 */
export function isolated(text, direction) {
  if (!text || (direction === "ltr" && !LETTERS.test(text))) return text;
  return `${BY_FIRST_LETTER}${isBalanced(text) ? text : unmarked(text)}${END}`;
}

/** Lines that were cut from one text: what is isolated across an end of line is so in both lines. @param {string[]} lines */
export function isolatedLines(lines) {
  /** @type {string[]} */
  const open = [];
  return lines.map((line) => {
    const begin = open.join("");
    for (const piece of markedPieces(line)) {
      if (piece === END) open.pop();
      else if (MARK.test(piece)) open.push(piece);
    }
    return begin + line + END.repeat(open.length);
  });
}
