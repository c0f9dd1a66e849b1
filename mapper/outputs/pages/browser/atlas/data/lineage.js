// Parties that are one over mergers and changes of name.

/** @typedef {[string, string, number, string]} Succession predecessor, successor, day, kind */

/**
 * Who a party came from and went into over all its successions, itself among them, earliest first.
 * @param {Succession[]} successions @param {string} id of an actor @returns {string[]}
 */
export function lineageOf(successions, id) {
  /** @param {string[]} ids @param {(row: Succession) => [string, string]} step from whom to whom */
  const reach = (ids, step) => {
    for (let i = 0; i < ids.length; i += 1) {
      for (const row of successions) {
        const [from, to] = step(row);
        if (from === ids[i] && !ids.includes(to)) ids.push(to);
      }
    }
    return ids;
  };
  const before = reach([id], ([old, young]) => [young, old]).slice(1).reverse();
  const after = reach([id], ([old, young]) => [old, young]).slice(1);
  return [...new Set([...before, id, ...after])];
}
