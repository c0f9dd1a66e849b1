// What a state means: its parties, its words, and how land and dots are painted.
import { STALE_DAYS } from "../words/vocabulary.js";
import { dayRange, longDay } from "../words/dates.js";
import { holderColour, landColour, mixColours, noDataColour } from "../paint/colours.js";

/** @import { Actors, Colours, Doubt } from "../data/types.js" */
/** @import { Spoken } from "../words/forms.js" */
/** @import { Texts } from "../words/texts.js" */

/**
 * @typedef {object} ControlState
 * @property {string} holder
 * @property {string[]} companions
 * @property {string} status held, shared, contested, empty, unknown, no_data
 * @property {string[]} contested_by
 * @property {string[]} besieged_by
 * @property {string[]} claimed_by
 * @property {string[]} uncertain_with
 */

/**
 * @typedef {object} Paint
 * @property {"solid" | "bands" | "stripes" | "none" | "unknown" | "no_data"} base
 * @property {string[]} colours of the base
 * @property {string | null} lines colour of the thin lines of a dispute
 * @property {string | null} dots colour of the dots of an uncertain date
 */


/** Nobody or unknown. @param {ControlState} state */
export function isVacant(state) {
  return state.holder === "none" || state.holder === "unknown";
}

/** The parties whose colours belong to the ground of a target. @param {ControlState} state @returns {string[]} */
export function partiesOf(state) {
  if (state.status === "shared") return [state.holder, ...state.companions];
  if (state.status === "contested") return [state.holder, ...state.contested_by.filter((id) => id !== state.holder)];
  return [state.holder];
}

/** No evidence for longer than STALE_DAYS. @param {{last: number | null}} row @param {number} day */
export function isStale(row, day) {
  return row.last !== null && day - row.last > STALE_DAYS;
}

/**
 * How land in this state is painted.
 * @param {ControlState} state @param {Colours} actors
 * @param {string} ground @param {boolean} [stale] @returns {Paint}
 */
export function landPaint(state, actors, ground, stale = false) {
  /** @param {string} id */
  const land = (id) => landColour(holderColour(actors, id), ground, stale);
  /** @param {string[]} ids */
  const other = (ids) => ids.find((id) => id !== state.holder);
  const parties = partiesOf(state);
  const colours = parties.map(land);
  /** @type {Paint["base"]} */
  let base = "solid";
  if (state.status === "shared" && parties.length > 1) base = "stripes";
  else if (state.status === "contested") {
    base = "bands";
    if (parties.length === 1) colours.push(mixColours(colours[0], ground, 0.35));
  } else if (state.holder === "none" || state.holder === "unknown") {
    base = state.holder;
    colours.splice(0, 1, ...[0.38, 1].map((share) => mixColours(holderColour(actors, state.holder), ground, share)));
  } else if (state.holder === "no_data") {
    base = state.holder;
    colours[0] = noDataColour(ground);
  }
  // Whose colour is in the base already needs no second sign: the bands say that it is not settled.
  const claimed = other(state.claimed_by.filter((id) => !parties.includes(id)));
  const uncertain = other(state.uncertain_with.filter((id) => !parties.includes(id)));
  return {
    base,
    colours,
    lines: claimed === undefined ? null : land(claimed),
    dots: uncertain === undefined ? null : land(uncertain),
  };
}

/** Name of an actor id, or the word for nobody and unknown. @param {Actors} actors @param {string} id @param {Texts} texts */
export function actorName(actors, id, texts, full = false) {
  if (id === "none") return texts.t("nobody");
  if (id === "unknown") return texts.t("unknown");
  if (id === "shared") return texts.t("shared");
  if (id === "no_data") return texts.t("no_data");
  const actor = Object.prototype.hasOwnProperty.call(actors, id) ? actors[id] : null;
  if (!actor) return id;
  return full ? actor.name : actor.short_name || actor.name;
}

/** An actor as a sentence names it: with its article, if the page's language has one for it. @param {Actors} actors @param {string} id @param {Texts} texts @returns {Spoken} */
export function spokenActor(actors, id, texts) {
  const actor = Object.prototype.hasOwnProperty.call(actors, id) ? actors[id] : null;
  const [lang, article = "", inText = "", gender = "", number = ""] = actor?.forms || [];
  const text = actorName(actors, id, texts);
  return lang === texts.lang ? { text: inText || text, article, gender, number } : { text };
}

/** Names of several, joined with "and". @param {Actors} actors @param {string[]} ids @param {Texts} texts */
export function actorNames(actors, ids, texts) {
  return texts.join(ids.map((id) => actorName(actors, id, texts)));
}

/**
 * While the date of a change is open: everybody who may hold it, and between which days.
 * @param {ControlState} state @param {[number, number | null]} days the second one is certain again
 * @param {Actors} actors @param {Texts} texts
 */
function openSentence(state, [from, to], actors, texts) {
  /** @param {string} id */
  const named = (id) => spokenActor(actors, id, texts);
  const together = state.status === "shared" && state.companions.length;
  const first = together ? texts.t("card_together", { parties: partiesOf(state).map(named) }) : texts.named(named(state.holder));
  const others = state.uncertain_with.filter((id) => id !== "shared" && (together || id !== state.holder));
  const names = [first, ...others.map((id) => texts.named(named(id)))];
  if (state.uncertain_with.includes("shared")) names.push(texts.t("card_several"));
  const parties = texts.either(names);
  if (to === null) return texts.phrase("card_open_since", { from: longDay(from, texts), parties });
  const [begin, end] = dayRange(from, to, texts);
  return texts.phrase("card_open", { from: begin, to: end, parties });
}

/**
 * The state in sentences, most important first.
 * @param {ControlState} state @param {Actors} actors @param {Texts} texts
 * @param {Doubt} [when]
 * @param {string} [kind] of what is in this state: "town", "unit" …; words agree with what the language calls it
 * @returns {DocumentFragment[]}
 */
export function stateSentences(state, actors, texts, when = {}, kind = "") {
  const { open = null, claimed = null } = when;
  /** @param {string[]} ids */
  const names = (ids) => ids.map((id) => spokenActor(actors, id, texts));
  const holder = spokenActor(actors, state.holder, texts);
  const target = { text: "", gender: kind && texts.has(`gender_${kind}`) ? texts.t(`gender_${kind}`) : "" };
  const sentences = [];
  if (state.status === "shared" && state.companions.length) {
    sentences.push(texts.phrase("card_shared", { target, parties: names(partiesOf(state)) }));
  } else if (state.holder === "none") sentences.push(texts.phrase("card_empty", { target }));
  else if (state.holder === "unknown") sentences.push(texts.phrase("card_unknown", { target }));
  else if (state.holder === "no_data") sentences.push(texts.phrase("card_no_data", {}));
  else if (state.status === "contested") {
    const key = state.contested_by.length ? "card_contested" : "card_contested_alone";
    sentences.push(texts.phrase(key, { target, holder, others: names(state.contested_by) }));
  } else if (state.companions.length) {
    sentences.push(texts.phrase("card_held_with", { target, holder, companions: names(state.companions) }));
  } else sentences.push(texts.phrase("card_held", { target, holder }));
  /** @param {string} key @param {string[]} ids */
  const add = (key, ids) => ids.length && sentences.push(texts.phrase(key, { target, others: names(ids) }));
  add("card_besieged", state.besieged_by);
  if (state.claimed_by.length && claimed !== null) {
    const parties = names(partiesOf({ ...state, contested_by: [] }));
    sentences.push(texts.phrase("card_claimed", { target, from: longDay(claimed, texts), holder: parties, others: names(state.claimed_by) }));
  } else add("card_disputed", state.claimed_by);
  if (state.uncertain_with.length && open) sentences.push(openSentence(state, open, actors, texts));
  else add("card_uncertain", state.uncertain_with.filter((id) => id !== state.holder));
  return sentences;
}
