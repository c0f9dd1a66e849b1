// How each place is marked on a day, and which land is besieged: kept up to date by the changes.
import { shadeClasses } from "../figures/evidence.js";

/** @typedef {"absent" | "plain" | "odd" | "besieged"} Sign */
/** @typedef {{units: number[], places: number[]}} Changed */
/** @typedef {{signs: boolean, siege: boolean, places: Set<number>}} Turned whether signs of places, and sieges of land, are others; and the places that may be drawn in another way */

const ODD_RANK = 4; // a base is expected to differ from the land around it

/** @param {any} scenery @param {any} dayBook */
export function makeSigns({ data, lenses }, dayBook) {
  const { book } = dayBook;
  /** @type {Sign[]} */
  const signs = data.places.map(() => "absent");
  /** @type {Map<number, number[]>} */
  const inside = new Map();
  data.places.forEach((/** @type {any} */ place, /** @type {number} */ index) => {
    if (place.unit === null) return;
    const others = inside.get(place.unit);
    if (others) others.push(index);
    else inside.set(place.unit, [index]);
  });
  /** @type {Set<number>} */
  const besieged = new Set();

  /** @param {number} index @param {any} look @param {any} lens @returns {Sign} */
  const signOf = (index, look, lens) => {
    const code = book.places[index];
    if (code < 0) return "absent";
    const place = data.places[index];
    if (look.since !== null && place.rank > 1 && !dayBook.changedHands("places", index, look)) return "absent";
    if (look.shade) return "plain"; // signs of control would be read as signs of evidence
    const state = lens.state(code);
    if (state.besieged_by.length) return "besieged";
    if (look.since !== null || place.unit === null || place.rank > ODD_RANK) return "plain";
    const land = lens.state(book.units[place.unit]).holder;
    return land === state.holder || land === "no_data" ? "plain" : "odd";
  };
  /**
   * @param {any} look @param {Changed | null} changed null for everything
   * @returns {Turned}
   */
  const update = (look, changed) => {
    const lens = lenses(look.by, look.day);
    const places = changed ? new Set([...changed.places, ...changed.units.flatMap((unit) => inside.get(unit) || [])]) : new Set(signs.keys());
    const units = changed ? changed.units : data.units.keys();
    const result = { signs: false, siege: false, places };
    for (const index of places) {
      const sign = signOf(index, look, lens);
      if (sign !== signs[index]) result.signs = true;
      signs[index] = sign;
    }
    for (const unit of units) {
      const now = data.states[book.units[unit]].besieged_by.length > 0;
      if (now || besieged.has(unit)) result.siege = true;
      if (now) besieged.add(unit);
      else besieged.delete(unit);
    }
    return result;
  };
  return { signs, besieged, update };
}

const FORMS = 64; // more than there are kinds of places times ranks

/** A number for the kind and rank of each place. @param {any[]} places */
function formsOf(places) {
  /** @type {Map<string, number>} */
  const known = new Map();
  return places.map(({ kind, rank }) => {
    const name = `${kind} ${rank}`;
    if (!known.has(name)) known.set(name, known.size);
    return Number(known.get(name));
  });
}

/**
 * How places are drawn: their own signs, or what stands for them while colours show the evidence, or what changed.
 * @param {any} scenery @param {any} dayBook @param {import("./painter.js").Sight} sight
 * @param {(index: number) => Sign} signOf @param {(kind: string, index: number) => any} stateOf
 * @returns {() => import("./stamps.js").Signs}
 */
export function makeDots({ data, lenses }, dayBook, sight, signOf, stateOf) {
  const { book } = dayBook;
  const forms = formsOf(data.places);
  return () => {
    const { look, chosen } = sight;
    const classes = look.shade ? shadeClasses(data, look.shade, look.dark) : [];
    const lens = lenses(look.by, look.day);
    const { actors } = look.shade ? { actors: Object.fromEntries(classes.map(({ key, colour }) => [key, { colour }])) } : lens;
    /** @param {number} index */
    const quiet = (index) => look.since !== null && !dayBook.changedHands("places", index, look);
    /** @param {number} index */
    const isChosen = (index) => chosen.kind === "place" && chosen.index === index;
    /** Equal for places with equal signs. @param {number} index */
    const keyOf = (index) => {
      const state = look.shade ? book.placeClasses[index] : quiet(index) ? -1 : book.places[index];
      return (((state + 1) * FORMS + forms[index]) * 2 + Number(signOf(index) === "odd")) * 2 + Number(isChosen(index));
    };
    /** @param {number} index @returns {import("./stamps.js").Sign} */
    const signFor = (index) => {
      const state = stateOf("place", index);
      const plain = { ...state, holder: look.shade ? classes[book.placeClasses[index]].key : "none", status: "held", besieged_by: [], claimed_by: [], uncertain_with: [] };
      return { odd: signOf(index) === "odd", chosen: isChosen(index), place: data.places[index], state: look.shade || quiet(index) ? plain : state, actors };
    };
    return { kind: `${look.shade || lens.key} ${look.dark}`, keyOf, signFor, signOf };
  };
}
