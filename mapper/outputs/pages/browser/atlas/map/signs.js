// How each place is marked on a day, and which land is besieged: kept up to date by the changes.

/** @typedef {"absent" | "plain" | "odd" | "besieged"} Sign */
/** @typedef {{units: number[], places: number[]}} Changed */

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
   * @returns {{signs: boolean, siege: boolean}} whether signs of places, and sieges of land, are others
   */
  const update = (look, changed) => {
    const lens = lenses(look.by, look.day);
    const places = changed ? new Set([...changed.places, ...changed.units.flatMap((unit) => inside.get(unit) || [])]) : signs.keys();
    const units = changed ? changed.units : data.units.keys();
    const result = { signs: false, siege: false };
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
