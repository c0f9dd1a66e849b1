// A small chart for a card: shares through time as stacked steps, from the first day of the case to its last.
import { el, svg } from "../../library/dom/elements.js";
import { longDay } from "../../library/words/dates.js";

const WIDTH = 1000; // units of the drawing; it is stretched to the card
const HEIGHT = 100;

/**
 * @param {any} data @param {import("../figures/statistics.js").ShareSeries} series its lines from the lowest to the highest
 * @param {number} top the share that fills the chart
 * @param {(row: string) => string} fill @param {number} day @param {any} texts @param {string} label
 * @param {(day: number) => void} onDay @param {string} [note] below it
 */
export function shareChart(data, series, top, fill, day, texts, label, onDay, note) {
  const { days, lines } = series;
  const span = Math.max(1, data.lastDay + 1 - data.firstDay);
  /** @param {number} at */
  const x = (at) => (((at - data.firstDay) / span) * WIDTH).toFixed(1);
  const low = new Float64Array(days.length);
  /** @param {number} share */
  const y = (share) => (HEIGHT * (1 - share / (top || 1))).toFixed(2);
  const areas = lines.map(({ row, share }) => {
    /** @type {string[]} */
    const there = [];
    /** @type {string[]} */
    const back = [];
    for (let i = 0; i < days.length; i += 1) {
      const [from, to] = [x(days[i]), x(i + 1 < days.length ? days[i + 1] : data.lastDay + 1)];
      const [base, upper] = [low[i], low[i] + share[i]];
      low[i] = upper;
      there.push(`${from} ${y(upper)}`, `${to} ${y(upper)}`);
      back.unshift(`${to} ${y(base)}`, `${from} ${y(base)}`);
    }
    return svg("path", { d: `M${[...there, ...back].join("L")}Z`, fill: fill(row), "data-row": row });
  });
  const now = svg("path", { d: `M${x(day + 0.5)} 0V${HEIGHT}`, class: "mapper-strip-now", "vector-effect": "non-scaling-stroke" });
  const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", class: "mapper-strip mapper-share-chart", role: "img", "aria-label": label }, ...areas, now);
  drawing.addEventListener("click", (event) => {
    const { left, width } = drawing.getBoundingClientRect();
    const share = (/** @type {MouseEvent} */ (event).clientX - left) / width;
    onDay(Math.max(data.firstDay, Math.min(data.lastDay, data.firstDay + Math.floor(share * span))));
  });
  const ends = el("p", { class: "mapper-strip-ends mapper-small", "aria-hidden": "true" }, el("span", { text: longDay(data.firstDay, texts) }), el("span", { text: longDay(data.lastDay, texts) }));
  return el("section", { class: "mapper-story" }, el("h4", { text: label }), drawing, ends, note ? el("p", { class: "mapper-small", text: note }) : null);
}
