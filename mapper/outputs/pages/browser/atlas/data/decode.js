// Columns of the payload -> typed arrays and plain objects: the inverse of payload.py.

/**
 * @typedef {object} Intervals of all targets, ordered by target and start
 * @property {Int32Array} offset first row of each target; one more at the end
 * @property {Int32Array} target
 * @property {Int32Array} start
 * @property {Int32Array} state
 * @property {Int32Array} since
 * @property {Int32Array} earliest
 * @property {Int32Array} latest
 * @property {Int32Array} cause number in causes
 * @property {string[]} causes
 * @property {Int32Array} level number in levels
 * @property {string[]} levels
 * @property {Int32Array} leader target that is followed, or -1
 * @property {Int32Array} source target on whose evidence it rests
 * @property {Int32Array} sourceTenure
 * @property {Int32Array} tenure
 * @property {Int32Array | null} claim that began it, or -1; null on pages without claims
 * @property {Int32Array | null} why number in whys; null on pages with claims
 * @property {string[]} whys
 * @property {Int32Array} begunEarly first day on which it may have begun, where a claim of an open date began it; start of others
 * @property {Int32Array} begunLate last such day
 * @property {Map<number, string>} open dates that name no day, by row, on pages without claims
 */

/**
 * @typedef {object} Evidence rows by target, tenure and day
 * @property {"claims" | "days"} kind
 * @property {Int32Array} offset first row of each target; one more at the end
 * @property {Int32Array} tenure
 * @property {Int32Array} day
 * @property {Uint8Array} counts whether the row renews the evidence for the holder
 * @property {Int32Array | null} claim null on pages without claims
 * @property {Set<number>} national claims on the whole country, which renew nothing
 * @property {Int32Array | null} role 0 made, 1 confirms, 2 supports, 3 dissents
 */

/**
 * @typedef {object} Claim
 * @property {string} id
 * @property {string} date EDTF, as written
 * @property {number} earliest
 * @property {number} best
 * @property {number} latest
 * @property {string} target
 * @property {string} target_name
 * @property {string} scope
 * @property {string} type
 * @property {string} status
 * @property {string} confidence
 * @property {string} note
 * @property {string[]} gained_by
 * @property {string[]} lost_by
 * @property {string[]} opposed_by
 * @property {string[]} sources
 * @property {string[]} excepted ids of what a claim on an area leaves out
 * @property {string[]} excepted_names
 * @property {number} rank place in the order of the rules
 * @property {boolean} [gone] left out in a what-if
 */

/**
 * @typedef {object} ControlState
 * @property {string} holder
 * @property {string[]} companions
 * @property {string} status held, shared, contested, empty, unknown, no_data
 * @property {string[]} contested_by
 * @property {string[]} besieged_by
 * @property {string[]} claimed_by
 * @property {string[]} uncertain_with
 * @property {string[]} between
 */

/**
 * @typedef {object} Unit
 * @property {number} index
 * @property {string} id
 * @property {string} name
 * @property {number} m2 geodesic area
 * @property {number} near_m2 part of it within 50 km of a tracked place
 * @property {number} area_km2
 * @property {number[][][]} polygons rings of arc numbers; `~i` is arc i backwards
 * @property {number[]} turns for each ring the position of its first point in the file it came from
 * @property {number[][]} repeats for each ring the positions in that file of points equal to the one before
 * @property {boolean} multi a multipolygon, even with one polygon
 */

/** The sum of all numbers up to each one. @param {number[]} deltas @returns {Int32Array} */
export function summed(deltas) {
  const values = new Int32Array(deltas.length);
  let sum = 0;
  for (let i = 0; i < values.length; i += 1) {
    sum += deltas[i];
    values[i] = sum;
  }
  return values;
}

/** Where each target's rows begin, from their number. @param {ArrayLike<number>} count @returns {Int32Array} */
function offsets(count) {
  const offset = new Int32Array(count.length + 1);
  for (let i = 0; i < count.length; i += 1) offset[i + 1] = offset[i] + count[i];
  return offset;
}

/** @param {any} packed @param {number} firstDay @returns {Intervals} */
export function decodeIntervals(packed, firstDay) {
  const rows = packed.state.length;
  const column = () => new Int32Array(rows);
  const offset = offsets(packed.count);
  const [target, start, since] = [column(), column(), column()];
  const [earliest, latest, leader] = [column(), column(), column()];
  const [source, sourceTenure, tenure] = [column(), column(), column()];
  const leaders = summed(packed.leaders);
  for (let node = 0; node < packed.count.length; node += 1) {
    for (let i = offset[node]; i < offset[node + 1]; i += 1) {
      const first = i === offset[node];
      target[i] = node;
      start[i] = packed.start[i] + (first ? firstDay : start[i - 1]);
      since[i] = packed.since[i] ? start[i] - packed.since[i] + 1 : since[i - 1];
      earliest[i] = since[i] - packed.earliest[i];
      latest[i] = since[i] + packed.latest[i];
      leader[i] = packed.led[i] ? leaders[node] : -1;
      tenure[i] = packed.tenure[i] + (first ? 0 : tenure[i - 1]);
      sourceTenure[i] = tenure[i] + packed.source_tenure[i];
      if (packed.source[i] > 1) source[i] = packed.source[i] - 2;
      else source[i] = packed.source[i] ? leaders[node] : node;
    }
  }
  const [begunEarly, begunLate] = [start.slice(), start.slice()];
  summed(packed.begun.row).forEach((row, i) => {
    begunEarly[row] -= packed.begun.early[i];
    begunLate[row] += packed.begun.late[i];
  });
  return {
    offset,
    target,
    start,
    begunEarly,
    begunLate,
    since,
    earliest,
    latest,
    leader,
    source,
    sourceTenure,
    tenure,
    state: Int32Array.from(packed.state),
    cause: Int32Array.from(packed.cause),
    causes: packed.causes,
    level: Int32Array.from(packed.level),
    levels: packed.levels,
    claim: packed.claim ? Int32Array.from(packed.claim, (/** @type {number} */ code) => code - 1) : null,
    why: packed.why ? Int32Array.from(packed.why) : null,
    whys: packed.whys || [],
    open: openDates(packed.open),
  };
}

/** Dates that name no day, by row, on pages without claims. @param {{rows: number[], dates: string[], date: number[]} | undefined} packed @returns {Map<number, string>} */
function openDates(packed) {
  if (!packed) return new Map();
  return new Map(Array.from(summed(packed.rows), (row, i) => [row, packed.dates[packed.date[i]]]));
}

/**
 * @param {any} packed @param {number} targets @param {number} firstDay @param {Claim[]} claims
 * @returns {Evidence}
 */
export function decodeEvidence(packed, targets, firstDay, claims) {
  const target = summed(packed.target);
  const rows = target.length;
  const count = new Int32Array(targets);
  for (const node of target) count[node] += 1;
  const day = new Int32Array(rows);
  const counts = new Uint8Array(rows).fill(1);
  if (packed.kind === "claims") {
    const national = new Set(packed.national);
    for (let i = 0; i < rows; i += 1) {
      day[i] = claims[packed.claim[i]].best;
      counts[i] = packed.role[i] <= 1 && !national.has(packed.claim[i]) ? 1 : 0;
    }
  } else {
    for (let i = 0; i < rows; i += 1) {
      const again = i > 0 && target[i] === target[i - 1] && packed.tenure[i] === packed.tenure[i - 1];
      day[i] = packed.day[i] + (again ? day[i - 1] : firstDay);
    }
  }
  return {
    kind: packed.kind,
    offset: offsets(count),
    tenure: Int32Array.from(packed.tenure),
    day,
    counts,
    claim: packed.claim ? Int32Array.from(packed.claim) : null,
    role: packed.role ? Int32Array.from(packed.role) : null,
    national: new Set(packed.national || []),
  };
}

const CLAIM_TEXTS = ["type", "scope", "status", "confidence", "target", "target_name", "date"];
const CLAIM_LISTS = ["gained_by", "lost_by", "opposed_by", "sources", "excepted", "excepted_names"];

/** @param {any} packed null on pages without claims @param {number[]} ranks @param {string[]} strings @returns {Claim[]} */
export function decodeClaims(packed, ranks, strings) {
  if (!packed) return [];
  const best = summed(packed.best);
  const rank = summed(ranks);
  return packed.id.map((/** @type {string} */ id, /** @type {number} */ i) => {
    /** @type {any} */
    const claim = { id, note: packed.note[i], rank: rank[i], best: best[i] };
    claim.earliest = best[i] - packed.earliest[i];
    claim.latest = best[i] + packed.latest[i];
    for (const name of CLAIM_TEXTS) claim[name] = strings[packed[name][i]];
    for (const name of CLAIM_LISTS) claim[name] = (packed[name] ? packed[name][i] : []).map((/** @type {number} */ n) => strings[n]);
    return claim;
  });
}

const STATE_LISTS = ["companions", "contested_by", "besieged_by", "claimed_by", "uncertain_with", "between"];

/** @param {any[][]} packed @param {string[]} names of actors, then none, unknown, shared, no_data @returns {ControlState[]} */
export function decodeStates(packed, names) {
  return packed.map(([holder, status, ...lists]) => {
    /** @type {any} */
    const state = { holder: names[holder], status };
    STATE_LISTS.forEach((name, i) => {
      state[name] = lists[i].map((/** @type {number} */ n) => names[n]);
    });
    return state;
  });
}

/** @type {number[]} */
const NO_POSITIONS = [];

/** @param {any} packed @returns {Unit[]} */
export function decodeUnits(packed) {
  const arcs = summed(packed.arcs);
  const place = { at: 0, polygon: 0, ring: 0 };
  const nextRing = () => {
    const size = packed.sizes[place.ring];
    const line = Array.from(arcs.subarray(place.at, place.at + size));
    place.at += size;
    place.ring += 1;
    return line;
  };
  const nextPolygon = () => {
    const rings = Array.from({ length: packed.rings[place.polygon] }, nextRing);
    place.polygon += 1;
    return rings;
  };
  const multi = new Set(packed.multi);
  /** @type {number[][]} */
  const repeats = packed.turns.map(() => NO_POSITIONS);
  for (let i = 0; i < packed.repeats.length; i += 2) {
    const number = packed.repeats[i];
    repeats[number] = [...repeats[number], packed.repeats[i + 1]];
  }
  return packed.id.map((/** @type {string} */ id, /** @type {number} */ index) => {
    const ring = place.ring;
    const polygons = Array.from({ length: packed.polygons[index] }, nextPolygon);
    return {
      index,
      id,
      name: packed.name[index],
      m2: packed.m2[index],
      near_m2: packed.near_m2[index],
      area_km2: packed.m2[index] / 1e6,
      polygons,
      turns: packed.turns.slice(ring, place.ring),
      repeats: repeats.slice(ring, place.ring),
      multi: polygons.length !== 1 || multi.has(index),
    };
  });
}
