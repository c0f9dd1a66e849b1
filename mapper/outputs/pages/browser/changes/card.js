// The card of a target in the view of changes: from whom to whom, what happened in between, both ends.
import { cardNode } from "../library/card/card.js";
import { holderColour } from "../library/paint/colours.js";
import { isOpen, longDay, openWords } from "../library/words/dates.js";
import { el, nameNode } from "../library/dom/elements.js";
import { actorName, holdingSpoken, holdingWords, spokenActor } from "../library/states/states.js";

/** @import { Actors, DayState, TargetKind } from "../library/data/types.js" */
/** @import { Texts } from "../library/words/texts.js" */
/** @import { ChangesData, Pair, Step } from "./views.js" */

/** "30 March 2012: Government → MNLA (capture)", newest first. @param {Step[]} steps @param {Actors} actors @param {ChangesData["evidence"]} evidence @param {Texts} texts */
function stepsNode(steps, actors, evidence, texts) {
  const claims = new Map(evidence.claims.map((claim) => [claim.id, claim]));
  const items = [...steps].reverse().map(({ day, from, to, kind, claim, after }) => {
    const told = claim === null ? undefined : claims.get(claim);
    const event = told ? told.type : kind;
    const key = `event_${event}`;
    const words = texts.phrase("card_step", {
      date: told && isOpen(told) ? openWords(told.date, texts, true) : longDay(day, texts),
      from: actorName(actors, from, texts),
      to: after && kind === "hands" ? holdingWords(after, actors, texts) : actorName(actors, to, texts),
      event: texts.has(key) ? texts.t(key) : event,
    });
    return el("li", { "data-day": day }, words);
  });
  return el("section", { class: "mapper-steps-between" }, el("h4", { text: texts.t("card_steps") }), el("ol", {}, ...items));
}

/** What is to be said of both days together. @param {ChangesData} data @param {Pair | undefined} pair @param {TargetKind} kind @param {number} index @param {Step[]} steps @param {Texts} texts */
function verdict({ before, after }, pair, kind, index, steps, texts) {
  if (!pair) return texts.phrase(steps.length ? "card_back" : "card_still", {});
  const { actors } = after;
  if (pair.kind !== "hands") return texts.phrase("card_renamed", { from: spokenActor(actors, pair.from, texts), to: spokenActor(actors, pair.to, texts) });
  /** @param {DayState} end @param {string} id */
  const held = (end, id) => {
    const row = (kind === "unit" ? end.units : end.places)[index];
    return row ? holdingSpoken(end.states[row.s], actors, texts) : spokenActor(actors, id, texts);
  };
  return texts.phrase("card_from_to", { from: held(before, pair.from), to: held(after, pair.to) });
}

/** The card of one of the two days, folded. @param {ChangesData} data @param {DayState} state @param {TargetKind} kind @param {number} index @param {Texts} texts @param {boolean} open */
function endNode(data, state, kind, index, texts, open) {
  const day = longDay(state.day, texts);
  if (!(kind === "unit" ? state.units : state.places)[index]) {
    return el("p", { class: "mapper-small", text: texts.t("card_absent", { day }) });
  }
  const card = cardNode({ ...data, state }, kind, index, texts);
  return el("details", { class: "mapper-end", open }, el("summary", { text: texts.t("card_on", { day }) }), card);
}

/**
 * @param {ChangesData} data @param {Pair | undefined} pair of the target, if it changed
 * @param {TargetKind} kind @param {number} index @param {Texts} texts @returns {HTMLElement}
 */
export function changeCard(data, pair, kind, index, texts) {
  const { geometry, before, after, changes } = data;
  const target = (kind === "unit" ? geometry.units : geometry.places)[index];
  const steps = (kind === "unit" ? changes.unit_steps : changes.place_steps)[index] || [];
  const bar = el("div", { class: "mapper-card-bar" });
  for (const id of pair ? [pair.from, pair.to] : []) {
    const piece = el("span");
    piece.style.background = holderColour(after.actors, id);
    bar.append(piece);
  }
  const part = steps.length > 1 || (steps.length && !pair) ? stepsNode(steps, after.actors, data.evidence, texts) : null;
  return el(
    "article",
    { class: "mapper-change-card", "data-kind": kind, "data-id": target.id },
    pair ? bar : null,
    nameNode(target.name, "h3"),
    el("p", { class: "mapper-verdict" }, verdict(data, pair, kind, index, steps, texts)),
    part,
    endNode(data, after, kind, index, texts, true),
    endNode(data, before, kind, index, texts, false),
  );
}
