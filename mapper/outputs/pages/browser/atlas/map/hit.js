// Which unit lies under a point: boxes by cell first, then the even-odd rule along the arcs.

const CELLS = 64; // cells along each side of the whole map

/** Whether a ray from the point crosses an odd number of edges of a unit. @param {any} arcs @param {any} polygons @param {number} x @param {number} y */
function encloses(arcs, polygons, x, y) {
  let odd = false;
  for (const rings of polygons) {
    for (const ring of rings) {
      for (const index of ring) {
        const line = arcs[index < 0 ? ~index : index];
        for (let i = 2; i < line.length; i += 2) {
          const [x1, y1, x2, y2] = [line[i - 2], line[i - 1], line[i], line[i + 1]];
          if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) odd = !odd;
        }
      }
    }
  }
  return odd;
}

/** @param {ReturnType<import("./shapes.js").makeShapes>} shapes */
export function hitIndex(shapes) {
  const { boxes, units, arcs } = shapes;
  const whole = [Infinity, Infinity, -Infinity, -Infinity];
  for (const box of boxes) {
    for (const i of [0, 1]) whole[i] = Math.min(whole[i], box[i]);
    for (const i of [2, 3]) whole[i] = Math.max(whole[i], box[i]);
  }
  /** @param {any} value @param {number} at */
  const cell = (value, at) => {
    const share = (value - whole[at]) / (whole[at + 2] - whole[at]);
    return Math.max(0, Math.min(CELLS - 1, Math.floor(share * CELLS)));
  };
  /** @type {Map<number, number[]>} */
  const cells = new Map();
  boxes.forEach((/** @type {any} */ box, /** @type {number} */ index) => {
    if (!(box[0] <= box[2])) return;
    for (let i = cell(box[0], 0); i <= cell(box[2], 0); i += 1) {
      for (let j = cell(box[1], 1); j <= cell(box[3], 1); j += 1) {
        const key = i * CELLS + j;
        if (!cells.has(key)) cells.set(key, []);
        cells.get(key)?.push(index);
      }
    }
  });
  /** @param {number} x @param {number} y in the world @returns {number} -1 for none */
  return (x, y) => {
    if (x < whole[0] || x > whole[2] || y < whole[1] || y > whole[3]) return -1;
    const near = cells.get(cell(x, 0) * CELLS + cell(y, 1)) || [];
    for (const index of near) {
      const box = boxes[index];
      if (x < box[0] || x > box[2] || y < box[1] || y > box[3]) continue;
      if (encloses(arcs, units[index].polygons, x, y)) return index;
    }
    return -1;
  };
}
