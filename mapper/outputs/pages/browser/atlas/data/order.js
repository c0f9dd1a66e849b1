// Intervals in order of time: all beginnings, and the change list.

/** @typedef {import("./data.js").AtlasData} AtlasData */
/** @typedef {{rows: Int32Array, days: Int32Array}} Sequence rows of intervals and the days on which they begin */

/** Whether a membership or frame holds on a day; null is unbounded. @param {number | null} start @param {number | null} end @param {number} day */
export function covers(start, end, day) {
  return (start === null || start <= day) && (end === null || day < end);
}

/** How many numbers of a sorted stretch are at most `value`. @param {ArrayLike<number>} sorted @param {number} value @param {number} [low] @param {number} [high] */
export function countUpTo(sorted, value, low = 0, high = sorted.length) {
  let [a, b] = [low, high];
  while (a < b) {
    const middle = (a + b) >> 1;
    if (sorted[middle] <= value) a = middle + 1;
    else b = middle;
  }
  return a;
}

/**
 * Rows sorted by a small whole number, keeping the order of equals; linear in time.
 * @param {Int32Array} rows @param {Int32Array} key of every row @param {number} least @param {number} most
 */
function sortedBy(rows, key, least, most) {
  const begin = new Int32Array(most - least + 2);
  for (let i = 0; i < rows.length; i += 1) begin[key[rows[i]] - least + 1] += 1;
  for (let i = 1; i < begin.length; i += 1) begin[i] += begin[i - 1];
  const sorted = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) {
    const slot = key[rows[i]] - least;
    sorted[begin[slot]] = rows[i];
    begin[slot] += 1;
  }
  return sorted;
}

/** Rows of intervals in order of time, and their days. @param {AtlasData} data @param {Int32Array} rows @returns {Sequence} */
function inOrder({ intervals, firstDay, lastDay }, rows) {
  const sorted = sortedBy(rows, intervals.start, firstDay, lastDay);
  return { rows: sorted, days: valuesAt(intervals.start, sorted) };
}

/** Values of some rows. @param {Int32Array} values @param {Int32Array} rows */
function valuesAt(values, rows) {
  const found = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) found[i] = values[rows[i]];
  return found;
}

/** The rows that pass a test. @param {number} count @param {(row: number) => boolean} test */
function rowsThat(count, test) {
  const rows = new Int32Array(count);
  let found = 0;
  for (let row = 0; row < count; row += 1) {
    if (!test(row)) continue;
    rows[found] = row;
    found += 1;
  }
  return rows.subarray(0, found);
}

/** Rows of the intervals that begin after the first day, in order of time. @param {AtlasData} data */
export function startsInOrder(data) {
  const { start } = data.intervals;
  return inOrder(data, rowsThat(start.length, (row) => start[row] > data.firstDay));
}

/** Each target's place in the order of size: land, then villages and towns. @param {AtlasData} data @returns {Int32Array} */
function ranksOfTargets({ units, places, unitTotal, targetTotal }) {
  const size = Float64Array.from({ length: targetTotal }, (_, target) => {
    if (target < unitTotal) return units[target].m2;
    const place = places[target - unitTotal];
    return 1e15 * (6 - place.rank) + (place.population || 0);
  });
  const order = size.map((_, target) => target).sort((a, b) => size[a] - size[b] || b - a);
  const rank = new Int32Array(targetTotal);
  order.forEach((target, i) => (rank[target] = i));
  return rank;
}

/**
 * Rows of the change list: they differ from the one before in holder, status, siege or dispute.
 * On one day the biggest come last, since the list is read from its end.
 * @param {AtlasData} data
 */
export function changesInOrder(data) {
  const { offset, target, start, state } = data.intervals;
  /** @type {Map<string, number>} */
  const keys = new Map();
  const codes = data.states.map((said) => {
    const key = [said.holder, said.status, !!said.besieged_by.length, !!said.claimed_by.length].join(" ");
    if (!keys.has(key)) keys.set(key, keys.size);
    return keys.get(key);
  });
  const rows = rowsThat(state.length, (row) =>
    row === offset[target[row]] ? start[row] > data.firstDay : codes[state[row]] !== codes[state[row - 1]],
  );
  const size = valuesAt(ranksOfTargets(data), target);
  return inOrder(data, sortedBy(rows, size, 0, data.targetTotal));
}

/** Targets of which some interval begins after one day and up to another, in order. @param {AtlasData} data @param {number} low @param {number} high */
export function touchedTargets({ starts, intervals, targetTotal }, low, high) {
  const begin = countUpTo(starts.days, low);
  const end = countUpTo(starts.days, high, begin);
  if (end - begin > targetTotal) return Int32Array.from({ length: targetTotal }, (_, target) => target);
  const touched = valuesAt(intervals.target, starts.rows.subarray(begin, end));
  return touched.sort().filter((target, i) => i === 0 || target !== touched[i - 1]);
}
