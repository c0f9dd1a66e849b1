// Nodes that are made once and used again wherever they would be the same: what does not change is not laid out anew.

const ROOM = 1000; // nodes

/** @typedef {(key: string, make: () => any) => any} Keep the node of a key, as it was or newly made */

/** Nothing is kept. @type {Keep} */
export const afresh = (_, make) => make();

/** @returns {Keep} */
export function nodeKeeper() {
  /** @type {Map<string, any>} */
  const known = new Map();
  return (key, make) => {
    const node = known.get(key) || make();
    if (known.size >= ROOM) known.clear();
    known.set(key, node);
    return node;
  };
}
