// The outline of many units at once: borders between units of one fill need not be drawn.

const WORTH = 0.5; // above this share of arcs on the outline, single units are filled faster

/** @typedef {ReturnType<typeof makeMerger>} Merger */

/**
 * @param {Float64Array[]} arcs points of each arc, flat; ends that meet are equal
 * @param {{polygons: number[][][]}[]} units arc numbers of each ring, `~i` backwards
 */
export function makeMerger(arcs, units) {
  /** @type {Map<string, number>} */
  const nodes = new Map();
  /** @param {number} x @param {number} y */
  const node = (x, y) => {
    const key = `${x},${y}`;
    const known = nodes.get(key);
    if (known !== undefined) return known;
    nodes.set(key, nodes.size);
    return nodes.size - 1;
  };
  const ends = new Int32Array(arcs.length * 2);
  arcs.forEach((line, i) => {
    ends[2 * i] = node(line[0], line[1]);
    ends[2 * i + 1] = node(line[line.length - 2], line[line.length - 1]);
  });
  const offset = new Int32Array(units.length + 1);
  units.forEach((unit, i) => (offset[i + 1] = offset[i] + unit.polygons.flat(2).length));
  const used = new Int32Array(offset[units.length]);
  units.forEach((unit, i) => used.set(unit.polygons.flat(2).map((arc) => (arc < 0 ? ~arc : arc)), offset[i]));
  const count = new Uint8Array(arcs.length);
  const head = new Int32Array(nodes.size).fill(-1);
  const next = new Int32Array(arcs.length * 2);

  /** Arcs that only one of the units has, and how many arcs the units have. @param {number[]} members */
  const borderOf = (members) => {
    let total = 0;
    for (const unit of members) for (let i = offset[unit]; i < offset[unit + 1]; i += 1) count[used[i]] += 1;
    /** @type {number[]} */
    const found = [];
    for (const unit of members) {
      for (let i = offset[unit]; i < offset[unit + 1]; i += 1) {
        if (count[used[i]] % 2 === 1) found.push(used[i]);
        count[used[i]] = 0;
        total += 1;
      }
    }
    return { found, total };
  };
  /** Arcs that only one of the units has, or null if that is most of them. @param {number[]} members */
  const outline = (members) => {
    const { found, total } = borderOf(members);
    return found.length > WORTH * total ? null : found;
  };

  /**
   * Add the rings that the arcs of an outline form. Where several arcs meet any way on will do: the
   * rings are filled by the even-odd rule.
   * @param {CanvasRenderingContext2D} ctx @param {Float32Array[]} lines screen points of all arcs @param {number[]} border
   */
  const traceRings = (ctx, lines, border) => {
    for (const arc of border) {
      for (const end of [2 * arc, 2 * arc + 1]) {
        next[end] = head[ends[end]];
        head[ends[end]] = end;
      }
      count[arc] = 1;
    }
    for (const arc of border) {
      if (count[arc] === 0) continue;
      const start = ends[2 * arc];
      /** @type {number} */
      let end = 2 * arc; // leave an arc's first end forwards, its second end backwards
      let first = true;
      while (end >= 0) {
        count[end >> 1] = 0;
        traceOn(ctx, lines[end >> 1], (end & 1) === 1, first);
        first = false;
        const here = ends[end ^ 1];
        if (here === start) break;
        end = head[here];
        while (end >= 0 && count[end >> 1] === 0) end = next[end];
        head[here] = end;
      }
      ctx.closePath();
    }
    for (const arc of border) {
      head[ends[2 * arc]] = -1;
      head[ends[2 * arc + 1]] = -1;
    }
  };

  /**
   * Trace many units as one shape; false if that would not be faster.
   * @param {CanvasRenderingContext2D} ctx @param {Float32Array[]} lines @param {number[]} members
   */
  const traceMerged = (ctx, lines, members) => {
    const border = outline(members);
    if (border === null) return false;
    traceRings(ctx, lines, border);
    return true;
  };
  return { outline, border: (/** @type {number[]} */ members) => borderOf(members).found, traceMerged };
}

/** @param {CanvasRenderingContext2D} ctx @param {Float32Array} line @param {boolean} backwards @param {boolean} first */
function traceOn(ctx, line, backwards, first) {
  const size = line.length;
  for (let i = 0; i < size; i += 2) {
    const at = backwards ? size - 2 - i : i;
    if (i === 0 && first) ctx.moveTo(line[at], line[at + 1]);
    else if (i > 0) ctx.lineTo(line[at], line[at + 1]);
  }
}
