// Greedy placement of labels: the most important first, each where it covers nothing.

/** @typedef {{x: number, y: number, w: number, h: number}} Box upper left corner and size, in px */

/**
 * @typedef {object} MapItem a dot with or without a name, or a name alone (r = 0)
 * @property {number} x anchor
 * @property {number} y anchor
 * @property {number} r half the size of the dot; 0 for names of areas
 * @property {boolean} fixed the dot is drawn whatever lies there
 * @property {{w: number, h: number} | null} text size of the name
 * @property {number} [order] 0 for what is chosen
 * @property {boolean} [kept] the name may stand farther off, with a line to its dot
 * @property {Spot[]} [spots] where the name of an area may stand, best first
 */

/** @typedef {{x: number, y: number, room: number}} Spot middle of a name, and half the width that it may have there */
/** @typedef {[number, number, number, number]} Lead a line from a dot to its name */

const CELL = 64;
const FAR = [7, 12, 18, 25, 33, 42, 52, 64, 78]; // px from the rim of a dot to a name that stands farther off
const LEAD = 1.6; // px: width of such a line; no other name lies on it
const LEAD_STEP = 3; // px between points at which the line to such a name is looked at
const CROSSING = 9; // px farther off that a name stands rather than that its line lies on something at one of them
const ROUNDS = 4; // at most, in which names far off look again
const BESIDE = 5; // px around a name in which a dot would be taken for its own
const MISTAKEN = 30; // px farther off that a name stands rather than beside such a dot
/** @type {[number, number][]} */
const DIRECTIONS = [[1, -0.6], [-1, -0.6], [1, 0.6], [-1, 0.6], [0, -1], [0, 1], [1, 0], [-1, 0], [0.4, -1], [-0.4, -1], [0.4, 1], [-0.4, 1]];

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
  /** @param {Box} box one that was added */
  const remove = (box) => {
    for (const key of keys(box)) cells.set(key, (cells.get(key) || []).filter((other) => other !== box));
  };
  return { hits, add, remove };
}

/** Where the name of an area may stand: at its spots, and a little above or below them where there is room. @param {Spot[]} spots @param {{w: number, h: number}} text @returns {Box[]} */
function areaBoxes(spots, { w, h }) {
  return spots.flatMap(({ x, y, room }) =>
    [0, -0.7, 0.7, -1.4, 1.4]
      .filter((step) => w / 2 + 2 * Math.abs(step * h) <= room || (step === 0 && w / 2 <= room))
      .map((step) => ({ x: x - w / 2, y: y - h / 2 + step * h, w, h })),
  );
}

/** Where the text may stand, best first. @param {MapItem} item @returns {Box[]} */
function candidates({ x, y, r, text, spots }) {
  const { w, h } = text || { w: 0, h: 0 };
  /** @param {number} left @param {number} top */
  const box = (left, top) => ({ x: left, y: top, w, h });
  if (spots) return areaBoxes(spots, { w, h });
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

/** Farther off, for names that are kept: around the dot, the nearest first. @param {MapItem} item @returns {Box[]} */
function farBoxes({ x, y, r, text }) {
  const { w, h } = text || { w: 0, h: 0 };
  return FAR.flatMap((far) =>
    DIRECTIONS.map(([dx, dy]) => ({ x: x + dx * (r + far) + ((dx - 1) / 2) * w, y: y + dy * (r + far) + ((dy - 1) / 2) * h, w, h })),
  );
}

/** From the rim of a dot to the nearest point of its name. @param {MapItem} item @param {Box} box @returns {Lead} */
function leadTo({ x, y, r }, box) {
  const [to, down] = [Math.min(Math.max(x, box.x), box.x + box.w), Math.min(Math.max(y, box.y + 2), box.y + box.h - 2)];
  const far = Math.hypot(to - x, down - y) || 1;
  return [x + ((to - x) * r) / far, y + ((down - y) * r) / far, to, down];
}

/** Points along a line, as small boxes. @param {Lead} lead @returns {Box[]} */
function leadPoints([x1, y1, x2, y2]) {
  const steps = Math.max(1, Math.ceil(Math.hypot(x2 - x1, y2 - y1) / LEAD_STEP));
  return Array.from({ length: steps }, (_, i) => {
    const part = (i + 1) / steps;
    return { x: x1 + (x2 - x1) * part - LEAD / 2, y: y1 + (y2 - y1) * part - LEAD / 2, w: LEAD, h: LEAD };
  });
}

/** What the line from a dot to its name crosses: the number of its points that lie on something. @param {MapItem} item @param {Box} box @param {ReturnType<typeof boxIndex>} index */
function crossings(item, box, index) {
  /** @param {Box} point */
  const own = ({ x, y }) => Math.abs(x - item.x) <= item.r + LEAD && Math.abs(y - item.y) <= item.r + LEAD;
  return leadPoints(leadTo(item, box)).filter((point) => !own(point) && index.hits(point)).length;
}

/**
 * Where a name stands that has no room beside its dot: as near as it can, its line over as little as can be, and
 * beside no other dot.
 * @param {MapItem} item @param {(box: Box) => boolean} fits
 * @param {ReturnType<typeof boxIndex>} index of all that is drawn @param {ReturnType<typeof boxIndex>} dots
 */
function farBox(item, fits, index, dots) {
  let best = { box: /** @type {Box | null} */ (null), cost: Infinity };
  farBoxes(item).forEach((box, i) => {
    const far = FAR[Math.floor(i / DIRECTIONS.length)];
    if (far >= best.cost || !fits(box)) return;
    const wide = { x: box.x - BESIDE, y: box.y - BESIDE, w: box.w + 2 * BESIDE, h: box.h + 2 * BESIDE };
    const cost = far + CROSSING * crossings(item, box, index) + (dots.hits(wide) ? MISTAKEN : 0);
    if (cost < best.cost) best = { box, cost };
  });
  return best.box;
}

/** @param {MapItem} item @returns {Box} */
function dotBox({ x, y, r }) {
  return { x: x - r, y: y - r, w: 2 * r, h: 2 * r };
}

/** Dots before any name: the fixed ones, then in their order those that lie on no other. @param {MapItem[]} items @param {ReturnType<typeof boxIndex>} index */
function claimDots(items, index) {
  /** @type {boolean[]} */
  const drawn = items.map(() => false);
  for (const fixed of [true, false]) {
    items.forEach((item, i) => {
      if (item.r === 0 || item.fixed !== fixed || (!fixed && index.hits(dotBox(item)))) return;
      index.add(dotBox(item));
      drawn[i] = true;
    });
  }
  return drawn;
}

/**
 * Which dots are drawn and where names stand. Dots come first, so that no name hides one; then the
 * names in their order, each where it is free. Of those that are kept the ones with the fewest
 * places to choose from come first, so that neighbours do not take the last from each other.
 * @param {MapItem[]} items in order of importance
 * @param {Box} view names that do not fit inside are left out
 * @param {Box} [inner] part of it that is seen: no name lies across its edge
 * @param {Box[]} [covered] parts that something stands on: no name lies there
 * @returns {{dot: boolean, name: Box | null, lead: Lead | null}[]} one per item
 */
export function arrange(items, view, inner = view, covered = []) {
  const [index, only] = [boxIndex(), boxIndex()];
  /** @param {Box} box @param {Box} room */
  const within = (box, room) =>
    box.x >= room.x && box.y >= room.y && box.x + box.w <= room.x + room.w && box.y + box.h <= room.y + room.h;
  /** @param {MapItem} item @returns {(box: Box) => boolean} */
  const fitting = ({ x, y, spots }) => {
    const beyond = !spots && within({ x, y, w: 0, h: 0 }, inner) ? null : view; // the name of what is not seen
    return (box) => (within(box, inner) || (beyond !== null && within(box, view) && (inner === view || !touches(box, inner)))) && !index.hits(box);
  };
  const dots = claimDots(items, index);
  items.forEach((item, i) => dots[i] && only.add(dotBox(item)));
  covered.forEach(index.add);
  /** @type {{dot: boolean, name: Box | null, lead: Lead | null}[]} */
  const placed = dots.map((dot) => ({ dot, name: null, lead: null }));
  /** @type {Box[][]} what each name takes up */
  const taken = items.map(() => []);
  /** @param {number} i @returns {boolean} whether there was room */
  const place = (i) => {
    const item = items[i];
    const fits = fitting(item);
    const near = candidates(item).find(fits);
    const name = near || (item.kept && farBox(item, fits, index, only)) || null;
    if (!name) return false;
    const apart = item.r === 0 ? name.h / 2 : 2; // names of areas, in spaced capitals, would read as one
    const lead = near ? null : leadTo(item, name);
    taken[i] = [{ x: name.x - apart, y: name.y - 1, w: name.w + 2 * apart, h: name.h + 2 }, ...(lead ? leadPoints(lead) : [])];
    taken[i].forEach(index.add);
    placed[i] = { dot: dots[i], name, lead };
    return true;
  };
  /** A name that stands far off looks again for a place, now that others have theirs. @param {number} i @returns {boolean} whether it found another */
  const replace = (i) => {
    const { name: before, lead } = placed[i];
    if (before && !lead) return false;
    taken[i].forEach(index.remove);
    if (!place(i)) taken[i].forEach(index.add); // lines of others pass there by now: it stays
    const { name } = placed[i];
    return name?.x !== before?.x || name?.y !== before?.y;
  };
  const named = items.map((_, i) => i).filter((i) => items[i].text && (items[i].r === 0 || dots[i]));
  const choices = new Map(named.filter((i) => items[i].kept).map((i) => [i, candidates(items[i]).filter(fitting(items[i])).length]));
  /** @param {number} i */
  const urgency = (i) => (items[i].order === 0 ? -1 : Number(choices.get(i)));
  const kept = [...choices.keys()].sort((a, b) => urgency(a) - urgency(b) || a - b);
  kept.forEach(place);
  for (let round = 0; round < ROUNDS && kept.filter(replace).length; round += 1);
  named.filter((i) => !choices.has(i)).forEach(place);
  return placed;
}
