// The card of a target in the view of changes: from whom to whom, what happened in between, both ends.
import { cardNode } from "../library/card/card.js";
import { holderColour } from "../library/paint/colours.js";
import { isOpen, longDay, openWords } from "../library/words/dates.js";
import { el, nameNode } from "../library/dom/elements.js";
import { actorName } from "../library/states/states.js";

/** @import { Actors, DayState, TargetKind } from "../library/data/types.js" */
/** @import { Texts } from "../library/words/texts.js" */
/** @import { ChangesData, Pair, Step } from "./views.js" */

/** "30 March 2012: Government → MNLA (capture)", newest first. @param {Step[]} steps @param {Actors} actors @param {ChangesData["evidence"]} evidence @param {Texts} texts */
function stepsNode(steps, actors, evidence, texts) {
  const claims = new Map(evidence.claims.map((claim) => [claim.id, claim]));
  const items = [...steps].reverse().map(({ day, from, to, kind, claim }) => {
    const told = claim === null ? undefined : claims.get(claim);
    const event = told ? told.type : kind;
    const key = `event_${event}`;
    const words = texts.phrase("card_step", {
      date: told && isOpen(told) ? openWords(told.date, texts, true) : longDay(day, texts),
      from: actorName(actors, from, texts),
      to: actorName(actors, to, texts),
      event: texts.has(key) ? texts.t(key) : event,
    });
    return el("li", { "data-day": day }, words);
  });
  return el("section", { class: "mapper-steps-between" }, el("h4", { text: texts.t("card_steps") }), el("ol", {}, ...items));
}

/** What is to be said of both days together. @param {Pair | undefined} pair @param {Step[]} steps @param {Actors} actors @param {Texts} texts */
function verdict(pair, steps, actors, texts) {
  if (!pair) return texts.phrase(steps.length ? "card_back" : "card_still", {});
  const names = { from: actorName(actors, pair.from, texts), to: actorName(actors, pair.to, texts) };
  return texts.phrase(pair.kind === "hands" ? "card_from_to" : "card_renamed", names);
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
    el("p", { class: "mapper-verdict" }, verdict(pair, steps, after.actors, texts)),
    part,
    endNode(data, after, kind, index, texts, true),
    endNode(data, before, kind, index, texts, false),
  );
}
