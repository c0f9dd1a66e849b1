// What a state means: its parties, its words, and how land and dots are painted.
import { AGE_LIMITS_DAYS, STALE_DAYS } from "../words/vocabulary.js";
import { dayRange, longDay } from "../words/dates.js";
import { wordsOf } from "../dom/elements.js";
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
 * @property {number} [texture] of the one party that holds it, where parties have textures
 */

const FAINT = 0.35; // of an opponent's colour in the bands of a contest of which nothing is heard any more

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

/**
 * How far land has faded: 0 not at all; 1 if nothing was reported of it for STALE_DAYS, or since the record began that
 * long ago; 2 if that is a contest that nothing renewed for three years.
 * @param {number | null} last day of the last report @param {Pick<ControlState, "status">} state @param {number} day @param {number} firstDay of the record
 * @returns {0 | 1 | 2}
 */
export function staleness(last, state, day, firstDay) {
  const age = day - (last ?? firstDay);
  if (age <= STALE_DAYS) return 0;
  return state.status === "contested" && age > AGE_LIMITS_DAYS[AGE_LIMITS_DAYS.length - 1] ? 2 : 1;
}

/**
 * How land in this state is painted.
 * @param {ControlState} state @param {Colours} actors
 * @param {string} ground @param {number} [stale] as `staleness` has it @returns {Paint}
 */
export function landPaint(state, actors, ground, stale = 0) {
  /** @param {string} id */
  const land = (id) => landColour(holderColour(actors, id), ground, stale > 0);
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
    if (stale === 2) colours.splice(1, colours.length - 1, ...colours.slice(1).map((colour) => mixColours(colour, colours[0], FAINT)));
  } else if (state.holder === "none" || state.holder === "unknown") {
    base = state.holder;
    colours.splice(0, 1, ...[0.38, 1].map((share) => mixColours(holderColour(actors, state.holder), ground, share)));
  } else if (state.holder === "no_data") {
    base = state.holder;
    colours[0] = noDataColour(ground);
  }
  const one = base === "solid" && Object.prototype.hasOwnProperty.call(actors, state.holder) ? actors[state.holder] : null;
  // Whose colour is in the base already needs no second sign: the bands say that it is not settled.
  const claimed = other(state.claimed_by.filter((id) => !parties.includes(id)));
  const uncertain = other(state.uncertain_with.filter((id) => !parties.includes(id)));
  return {
    base,
    colours,
    lines: claimed === undefined ? null : land(claimed),
    dots: uncertain === undefined ? null : land(uncertain),
    ...(one?.texture ? { texture: one.texture } : {}),
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

/** The holder with its companions, or those who share: "FLA with JNIM". @param {Pick<ControlState, "holder" | "status" | "companions">} state @param {Actors} actors @param {Texts} texts @returns {string} */
export function companyWords(state, actors, texts) {
  if (state.status === "shared") return actorNames(actors, [state.holder, ...state.companions], texts);
  const holder = actorName(actors, state.holder, texts);
  return state.companions.length ? texts.t("held_with", { holder, companions: actorNames(actors, state.companions, texts) }) : holder;
}

/** Who holds a target in whose company, and who contests it. @param {Pick<ControlState, "holder" | "status" | "companions" | "contested_by">} state @param {Actors} actors @param {Texts} texts @returns {string} */
export function holdingWords(state, actors, texts) {
  const holder = companyWords(state, actors, texts);
  if (state.status !== "contested") return holder;
  if (!state.contested_by.length) return texts.t("held_contested_alone", { holder });
  return texts.t("held_contested", { holder, others: actorNames(actors, state.contested_by, texts) });
}

/** What is in a state, for words that agree with it: "town", "unit" … @param {string} kind @param {Texts} texts @returns {Spoken} */
function targetSpoken(kind, texts) {
  return { text: "", gender: kind && texts.has(`gender_${kind}`) ? texts.t(`gender_${kind}`) : "" };
}

/** The same as `companyWords` for a sentence: the holder with its article, or all who share. @param {Pick<ControlState, "holder" | "status" | "companions">} state @param {Actors} actors @param {Texts} texts @returns {Spoken | Spoken[]} */
export function companySpoken(state, actors, texts) {
  /** @param {string[]} ids */
  const named = (ids) => ids.map((id) => spokenActor(actors, id, texts));
  if (state.status === "shared") return named([state.holder, ...state.companions]);
  const holder = spokenActor(actors, state.holder, texts);
  return state.companions.length ? { ...holder, text: texts.t("held_with", { holder: holder.text, companions: named(state.companions) }) } : holder;
}

/** The same as `holdingWords` for a sentence. @param {Pick<ControlState, "holder" | "status" | "companions" | "contested_by">} state @param {Actors} actors @param {Texts} texts @param {string} [kind] as for `stateSentences` @returns {Spoken | Spoken[]} */
export function holdingSpoken(state, actors, texts, kind = "") {
  const company = companySpoken(state, actors, texts);
  if (state.status !== "contested" || Array.isArray(company)) return company;
  const others = state.contested_by.map((id) => spokenActor(actors, id, texts));
  const key = others.length ? "held_contested" : "held_contested_alone";
  return { ...company, text: texts.t(key, { target: targetSpoken(kind, texts), holder: company.text, others }) };
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
  const target = targetSpoken(kind, texts);
  const sentences = [];
  if (state.status === "shared" && state.companions.length) {
    sentences.push(texts.phrase("card_shared", { target, parties: names(partiesOf(state)) }));
  } else if (state.holder === "none") sentences.push(texts.phrase("card_empty", { target }));
  else if (state.holder === "unknown") sentences.push(texts.phrase("card_unknown", { target }));
  else if (state.holder === "no_data") sentences.push(texts.phrase("card_no_data", {}));
  else sentences.push(texts.phrase("card_held", { target, holder: holdingSpoken(state, actors, texts, kind) }));
  /** @param {string} key @param {string[]} ids */
  const add = (key, ids) => ids.length && sentences.push(texts.phrase(key, { target, others: names(ids) }));
  add("card_besieged", state.besieged_by);
  if (state.claimed_by.length && claimed !== null) {
    sentences.push(texts.phrase("card_claimed", { target, from: longDay(claimed, texts), holder: companySpoken(state, actors, texts), others: names(state.claimed_by) }));
  } else add("card_disputed", state.claimed_by);
  if (state.uncertain_with.length && open) sentences.push(openSentence(state, open, actors, texts));
  else add("card_uncertain", state.uncertain_with.filter((id) => id !== state.holder));
  return sentences;
}

/** The state in sentences as one line of plain text. @param {ControlState} state @param {Actors} actors @param {Texts} texts @param {string} [kind] as for `stateSentences` */
export function stateText(state, actors, texts, kind = "") {
  return stateSentences(state, actors, texts, {}, kind).map((piece) => wordsOf(piece, texts.isolate)).join(texts.t("list_semicolon"));
}
