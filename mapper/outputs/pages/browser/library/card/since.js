// Since when: a line for each part of what a card says, as each may have begun on another day.
import { dayRange, longDay, monthOf, monthWords } from "../words/dates.js";
import { actorName, actorNames, isVacant } from "../states/states.js";

/** @import { Actors, Beginning, Beginnings, Row } from "../data/types.js" */
/** @import { ControlState } from "../states/states.js" */
/** @import { Texts } from "../words/texts.js" */

/** "30 March 2012 (certain)", "some day in June 2012" … @param {Pick<Row, "since" | "se" | "sl">} row @param {number} firstDay @param {Texts} texts */
export function sinceWords(row, firstDay, texts) {
  const { t, locale } = texts;
  if (row.since === null) return t("since_before", { day: longDay(firstDay, texts) });
  const [earliest, latest] = [row.se ?? row.since, row.sl ?? row.since];
  if (earliest === latest) return t("since_day", { day: longDay(row.since, texts) });
  const [first, last] = monthOf(row.since);
  if (earliest === first && latest === last) return t("since_month", { month: monthWords(row.since, locale) });
  const [begin, end] = dayRange(earliest, latest, texts);
  return t("since_between", { day: longDay(row.since, texts), earliest: begin, latest: end });
}

/** What a row says without words of its own for it: all began with the holder. @param {Row} row @param {ControlState} held @returns {Beginnings} */
function plainBeginnings(row, held) {
  const since = { since: row.since, se: row.se ?? row.since, sl: row.sl ?? row.since };
  return { state: { parties: [], ...since }, held: isVacant(held) ? [] : [{ parties: [held.holder], ...since }], contested: [], besieged: [] };
}

/** @param {Beginning} a @param {Beginning} b */
const sameDays = (a, b) => a.since === b.since && a.se === b.se && a.sl === b.sl;

/**
 * Lines of a card, each with the key of its label.
 * @param {Row} row @param {ControlState} held @param {number} firstDay @param {Actors} actors @param {Texts} texts
 * @returns {Record<"state" | "held" | "contested" | "besieged", string>} "" where there is nothing to say
 */
export function sinceLines(row, held, firstDay, actors, texts) {
  const begun = row.begun ?? plainBeginnings(row, held);
  /** @param {Beginning} one */
  const day = (one) => sinceWords(one, firstDay, texts);
  /** Each opponent with its day, where they are not the same. @param {Beginning[]} some @returns {string} */
  const each = (some) => {
    if (some.length < 2) return some.map(day).join("");
    return some.map((one) => texts.t("since_by", { parties: actorNames(actors, one.parties, texts), since: day(one) })).join(texts.t("list_semicolon"));
  };
  const [now, ...before] = begun.held;
  const names = before.map((one) => texts.t("since_as", { holder: actorName(actors, one.parties[0], texts), since: day(one) }));
  const shared = held.status === "shared" && held.companions.length > 0;
  const first = now && (shared ? texts.t("since_by", { parties: actorName(actors, held.holder, texts), since: day(now) }) : day(now));
  return {
    state: now && sameDays(begun.state, now) ? "" : day(begun.state),
    held: now ? [first, ...names].join(texts.t("list_semicolon")) : "",
    contested: each(begun.contested),
    besieged: each(begun.besieged),
  };
}
