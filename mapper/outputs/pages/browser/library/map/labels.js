// Greedy placement of labels: the most important first, each where it covers nothing.

/** @typedef {{x: number, y: number, w: number, h: number}} Box upper left corner and size, in px */

/**
 * @typedef {object} MapItem a dot with or without a name, or a name alone (r = 0)
 * @property {number} x anchor
 * @property {number} y anchor
 * @property {number} r half the size of the dot; 0 for names of areas
 * @property {boolean} fixed the dot must be seen
 * @property {{w: number, h: number} | null} text size of the name
 */

const CELL = 64;

/** @param {Box} a @param {Box} b */
function touches(a, b) {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/** Boxes by cell, so that only near ones are compared. */
function boxIndex() {
  /** @type {Map<string, Box[]>} */
  const cells = new Map();
  /** @param {Box} box */
  const keys = (box) => {
    const found = [];
    for (let i = Math.floor(box.x / CELL); i <= Math.floor((box.x + box.w) / CELL); i += 1) {
      for (let j = Math.floor(box.y / CELL); j <= Math.floor((box.y + box.h) / CELL); j += 1) found.push(`${i}:${j}`);
    }
    return found;
  };
  /** @param {Box} box */
  const hits = (box) => keys(box).some((key) => (cells.get(key) || []).some((other) => touches(box, other)));
  /** @param {Box} box */
  const add = (box) => {
    for (const key of keys(box)) {
      const there = cells.get(key);
      if (there) there.push(box);
      else cells.set(key, [box]);
    }
  };
  return { hits, add };
}

/** Where the text may stand, best first. @param {MapItem} item @returns {Box[]} */
function candidates({ x, y, r, text }) {
  const { w, h } = text || { w: 0, h: 0 };
  /** @param {number} left @param {number} top */
  const box = (left, top) => ({ x: left, y: top, w, h });
  if (r === 0) {
    return [0, -0.7, 0.7, -1.4, 1.4].map((step) => box(x - w / 2, y - h / 2 + step * h));
  }
  const gap = r + 1.5;
  const [right, left] = [x + gap, x - gap - w];
  const [above, below] = [y - gap - h + 2, y + gap - 2];
  return [
    box(right, y - h / 2),
    box(left, y - h / 2),
    box(x - w / 2, above),
    box(x - w / 2, below),
    box(right - 2, above + 3),
    box(right - 2, below - 3),
    box(left + 2, above + 3),
    box(left + 2, below - 3),
    ...[-5, 5].flatMap((step) => [box(right, y - h / 2 + step), box(left, y - h / 2 + step)]),
    ...[-0.33, 0.33].flatMap((step) => [box(x - w / 2 + step * w, above), box(x - w / 2 + step * w, below)]),
  ];
}

/** @param {MapItem} item @param {number} share of its size @returns {Box} */
function dotBox({ x, y, r }, share) {
  return { x: x - r * share, y: y - r * share, w: 2 * r * share, h: 2 * r * share };
}

/**
 * Which dots are drawn and where names stand. Fixed dots come first, unless they would lie on each
 * other; then each item in its order: its dot if nothing is there yet, its name where it is free.
 * @param {MapItem[]} items in order of importance
 * @param {Box} view names that do not fit inside are left out
 * @param {Box} [inner] part of it that is seen: no name lies across its edge
 * @returns {{dot: boolean, name: Box | null}[]} one per item
 */
export function arrange(items, view, inner = view) {
  const index = boxIndex();
  /** @param {Box} box @param {Box} room */
  const within = (box, room) =>
    box.x >= room.x && box.y >= room.y && box.x + box.w <= room.x + room.w && box.y + box.h <= room.y + room.h;
  /** @param {MapItem} item */
  const claimDot = (item) => {
    if (item.r === 0 || index.hits(dotBox(item, item.fixed ? 0.4 : 1))) return false;
    index.add(dotBox(item, 1));
    return true;
  };
  const dots = items.map((item) => item.fixed && claimDot(item));
  return items.map((item, i) => {
    const dot = dots[i] || (!item.fixed && claimDot(item));
    if ((item.r > 0 && !dot) || !item.text) return { dot, name: null };
    const seen = within({ x: item.x, y: item.y, w: 0, h: 0 }, inner);
    /** @param {Box} box */
    const fits = (box) => (seen ? within(box, inner) : within(box, view) && (inner === view || !touches(box, inner)));
    const name = candidates(item).find((box) => fits(box) && !index.hits(box)) || null;
    if (name) {
      const apart = item.r === 0 ? name.h / 2 : 2; // names of areas, in spaced capitals, would read as one
      index.add({ x: name.x - apart, y: name.y - 1, w: name.w + 2 * apart, h: name.h + 2 });
    }
    return { dot, name };
  });
}
