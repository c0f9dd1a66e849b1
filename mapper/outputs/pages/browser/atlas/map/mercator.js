// Longitude and latitude -> web mercator, and the arcs of the map in it.

const LIMIT = 85.0511287798; // degrees: where web mercator is cut off
const TILE_SIZE = 256;

/** Pixels of the whole world at a zoom. @param {number} zoom */
export function worldSize(zoom) {
  return TILE_SIZE * 2 ** zoom;
}

/** 0 (west) to 1 (east). @param {number} lon */
export function worldX(lon) {
  return (lon + 180) / 360;
}

/** 0 (north) to 1 (south). @param {number} lat */
export function worldY(lat) {
  const sine = Math.sin((Math.max(-LIMIT, Math.min(LIMIT, lat)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
}

/** @param {[number, number][]} points lat, lng @returns {Float64Array} x, y, x, y … */
export function worldLine(points) {
  const flat = new Float64Array(points.length * 2);
  points.forEach(([lat, lng], i) => {
    flat[2 * i] = worldX(lng);
    flat[2 * i + 1] = worldY(lat);
  });
  return flat;
}

/** [west, north, east, south] of lines in the world. @param {Float64Array[]} lines */
export function boxOfLines(lines) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const line of lines) {
    for (let i = 0; i < line.length; i += 2) {
      if (line[i] < box[0]) box[0] = line[i];
      if (line[i] > box[2]) box[2] = line[i];
      if (line[i + 1] < box[1]) box[1] = line[i + 1];
      if (line[i + 1] > box[3]) box[3] = line[i + 1];
    }
  }
  return box;
}

/**
 * A line in pixels around an anchor; points that are too near to the last one kept are left out.
 * Ends stay, so lines that meet still meet.
 * @param {Float64Array} line @param {number} size of the world in px
 * @param {[number, number]} anchor in the world @param {number} step px
 */
export function pixelLine(line, size, anchor, step) {
  const out = new Float32Array(line.length);
  let n = 0;
  for (let i = 0; i < line.length; i += 2) {
    const x = (line[i] - anchor[0]) * size;
    const y = (line[i + 1] - anchor[1]) * size;
    const last = i === line.length - 2;
    if (n && !last && Math.abs(x - out[n - 2]) < step && Math.abs(y - out[n - 1]) < step) continue;
    out[n] = x;
    out[n + 1] = y;
    n += 2;
  }
  return out.subarray(0, n);
}
