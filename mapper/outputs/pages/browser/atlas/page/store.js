// The state of the page in one object, and who wants to know when it changes.

/** @typedef {"place" | "unit" | "area" | "holder" | "bloc"} Kind area: one above the units */

/**
 * @typedef {object} View
 * @property {number} day the day shown
 * @property {"one" | "swipe" | "side" | "changes"} mode
 * @property {number} other the second day; used unless the mode is "one"
 * @property {"holder" | "bloc"} by whose colours
 * @property {"area" | "people"} figure what the shares of the legend count
 * @property {"" | "age" | "level"} shade colours show the evidence instead of the parties
 * @property {boolean} fade old evidence is paler
 * @property {Kind | ""} kind of what is selected
 * @property {number} index of what is selected
 * @property {boolean} playing
 * @property {boolean} embed the page is a frame in another one: map, date and legend alone
 * @property {string} hidden layers of the map that are not shown, in the order of the alphabet, with commas
 * @property {boolean} tiles the online map is shown
 * @property {string} without what a what-if leaves out: "claim:", "source:" or "kind:" and which; "" for the record itself
 */

/**
 * How a change came about: "step" is a place to come back to, "move" is on the way to one (a drag, a key
 * held down, playing), which the next step ends; "address" came from the address itself.
 * @typedef {"step" | "move" | "address"} How
 */

/** @typedef {(view: View, before: View, how: How) => void} Listener */

/** The page as it opens. @param {{firstDay: number, lastDay: number}} data @returns {View} */
export function firstView(data) {
  return { day: data.lastDay, other: data.firstDay, mode: "one", by: "holder", figure: "area", shade: "", fade: false, kind: "", index: -1, playing: false, embed: false, hidden: "", tiles: false, without: "" };
}

/** @param {View} first */
export function makeStore(first) {
  let view = first;
  /** @type {Set<Listener>} */
  const listeners = new Set();
  /** @param {Partial<View>} patch @param {How} [how] */
  const set = (patch, how = "step") => {
    const before = view;
    /** @type {View} */
    const next = { ...view, ...patch };
    const same = /** @type {(keyof View)[]} */ (Object.keys(next)).every((key) => next[key] === before[key]);
    if (same && how !== "step") return;
    view = next;
    for (const listener of listeners) listener(view, before, how);
  };
  return {
    get: () => view,
    set,
    /** @param {Listener} listener @returns {() => void} ends it */
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
