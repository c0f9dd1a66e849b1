// A field for a day, in the words of the page's language and not of the browser's.
import { el, textNode } from "../../library/dom/elements.js";
import { isoDay, longDay, shortDay } from "../../library/words/dates.js";
import { unmarked } from "../../library/words/isolate.js";
import { typedDay } from "../../library/words/typeddates.js";

/** @import { Texts } from "../../library/words/texts.js" */

/**
 * @param {{firstDay: number, lastDay: number}} data @param {Texts} texts
 * @param {string} name of the field @param {string} label @param {(day: number) => void} onDay
 * @param {(day: number) => void} [onOutside] a day outside the record was typed: the nearest one is shown
 * @returns {{node: HTMLElement, input: any, show: (day: number) => void}}
 */
export function dateField({ firstDay, lastDay }, texts, name, label, onDay, onOutside) {
  const hint = el("span", { class: "mapper-date-hint", id: `${name}-hint`, role: "status", dir: texts.direction });
  const input = el("input", { type: "text", class: "mapper-date", name, "aria-label": label, "aria-describedby": hint.id, autocomplete: "off", spellcheck: "false", dir: "auto" });
  let shown = firstDay;
  /** @param {string} words @param {boolean} wrong */
  const say = (words, wrong) => {
    if (hint.textContent !== unmarked(words)) hint.replaceChildren(textNode(words));
    input.toggleAttribute("aria-invalid", wrong);
  };
  const help = () => say(texts.t("date_hint", { day: longDay(lastDay, texts), iso: isoDay(lastDay) }), false);
  const back = () => {
    input.value = shortDay(shown, texts);
    help();
  };
  const take = () => {
    const day = typedDay(input.value, texts.locale);
    if (day === null) return say(texts.t("date_wrong", { day: longDay(lastDay, texts), iso: isoDay(lastDay) }), true);
    shown = Math.max(firstDay, Math.min(lastDay, day));
    back();
    onDay(shown);
    if (shown !== day) onOutside?.(day);
    return undefined;
  };
  input.addEventListener("change", take);
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", back);
  input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape" && input.value !== shortDay(shown, texts)) {
      event.stopPropagation(); // what was typed is given up, and no card is closed
      back();
    } else if (event.key === "Enter") {
      event.preventDefault();
      take();
    }
  });
  help();
  /** @param {number} day */
  const show = (day) => {
    const same = day === shown && input.value !== "";
    shown = day;
    if (!same) input.value = shortDay(shown, texts);
    if (!same && input.hasAttribute("aria-invalid")) help();
  };
  return { node: el("span", { class: "mapper-date-field" }, input, hint), input, show };
}
