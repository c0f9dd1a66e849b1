// Arcs on an integer grid -> rings of [lat, lng].

/** @typedef {[number, number]} LatLng */

/** @param {{scale: number, arcs: number[][]}} geometry @returns {LatLng[][]} */
export function decodeArcs(geometry) {
  const digits = 1 / geometry.scale; // dividing by 1e6 keeps six decimals exact, multiplying by 1e-6 does not
  return geometry.arcs.map((flat) => {
    /** @type {LatLng[]} */
    const points = [];
    let x = 0;
    let y = 0;
    for (let i = 0; i < flat.length; i += 2) {
      x += flat[i];
      y += flat[i + 1];
      points.push([y / digits, x / digits]);
    }
    return points;
  });
}

/** @param {LatLng[][]} arcs @param {number} index `~i` is arc i backwards @returns {LatLng[]} */
export function arcLine(arcs, index) {
  return index >= 0 ? arcs[index] : arcs[~index].slice().reverse();
}

/** @param {LatLng[][]} arcs @param {number[]} ring @returns {LatLng[]} closed without repeating the first point */
export function ringLine(arcs, ring) {
  return ring.flatMap((index) => arcLine(arcs, index).slice(0, -1));
}

/** @param {LatLng[][]} arcs @param {number[][][]} polygons @returns {LatLng[][][]} */
export function polygonRings(arcs, polygons) {
  return polygons.map((rings) => rings.map((ring) => ringLine(arcs, ring)));
}

/** Flat longitudes and latitudes on a grid -> points. @param {number[]} flat @param {number} [steps] per degree @returns {LatLng[]} */
export function flatLine(flat, steps = 10000) {
  /** @type {LatLng[]} */
  const points = [];
  for (let i = 0; i < flat.length; i += 2) points.push([flat[i + 1] / steps, flat[i] / steps]);
  return points;
}

/** Borders of the neighbours as runs of longitudes and latitudes; where the data are cut off there is no border. @param {{polygons: number[][][]}[]} neighbours @returns {number[][]} */
export function neighbourRuns(neighbours) {
  const rings = neighbours.flatMap((land) => land.polygons.flat());
  /** @param {number} at */
  const extent = (at) => {
    let [low, high] = [Infinity, -Infinity];
    for (const ring of rings) {
      for (let i = at; i < ring.length; i += 2) [low, high] = [Math.min(low, ring[i]), Math.max(high, ring[i])];
    }
    return [low, high];
  };
  const edges = [extent(0), extent(1)];
  /** @param {number[]} ring @param {number} i @param {number} j */
  const onEdge = (ring, i, j) => edges.some((ends, at) => ring[i + at] === ring[j + at] && ends.includes(ring[i + at]));
  return rings.flatMap((ring) => {
    /** @type {number[][]} */
    const runs = [[]];
    for (let i = 0; i < ring.length; i += 2) {
      if (i > 0 && onEdge(ring, i, i - 2)) runs.push([]);
      runs[runs.length - 1].push(ring[i], ring[i + 1]);
    }
    return runs.filter((run) => run.length > 2);
  });
}
