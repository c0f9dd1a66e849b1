// The time line: the chart, its play heads, zooming in time.
import { el } from "../../library/dom/elements.js";
import { longDay } from "../../library/words/dates.js";
import { CHART_AXIS, CHART_TOP, drawChart, stackOrder } from "./chart.js";
import { scaleWith, xOfDay, zoomedScale } from "./axis.js";
import { pointInTime } from "./pointing.js";
import { pagePalette } from "../map/lines.js";
import { partyName } from "../panels/facade.js";
import { shareSeries } from "../figures/statistics.js";

/** @import { TimeScale } from "./axis.js" */

const CHART_PAD = 14;
const ZOOM_STEP = 0.5;

/**
 * @param {any} data the atlas
 * @param {any} texts
 * @param {any} scenery
 * @param {object} hooks
 * @param {(day: number, done: boolean) => void} hooks.onDay
 * @param {(day: number, done: boolean) => void} hooks.onOther the second date of a comparison
 */
export function timeLine(data, texts, scenery, hooks) {
  const { firstDay, lastDay } = data;
  const canvas = el("canvas", { class: "mapper-chart", "aria-hidden": "true" });
  const head = el("div", { class: "mapper-head", role: "slider", tabindex: "0", "aria-valuemin": firstDay, "aria-valuemax": lastDay, "aria-label": texts.t("time_slider") });
  const other = el("div", { class: "mapper-head mapper-head-other", role: "slider", tabindex: "0", hidden: true, "aria-valuemin": firstDay, "aria-valuemax": lastDay, "aria-label": texts.t("time_slider_other") });
  const hint = el("div", { class: "mapper-time-hint", hidden: true, "aria-hidden": "true" });
  const box = el("div", { class: "mapper-time-chart" }, canvas, other, head, hint);
  let scale = { from: firstDay, to: Math.max(lastDay, firstDay + 1), width: 800, pad: CHART_PAD };
  let height = 120;
  /** @type {any} */
  let view = { day: firstDay, other: firstDay, mode: "one", by: "holder", figure: "area", dark: false };
  /** @type {Record<string, any>} */
  const contents = {};

  const content = () => {
    const key = `${view.by} ${view.figure}`;
    if (!contents[key]) {
      const series = shareSeries(data, view.by, view.figure);
      contents[key] = { series, order: stackOrder(series.lines, data, view.by) };
    }
    const { actors } = scenery.lenses(view.by, firstDay);
    /** @param {import("../figures/statistics.js").ShareLine} line */
    const nameOf = (line) => (line.with || [line.row]).map((row) => partyName(actors, row, texts)).join(" + ");
    return { ...contents[key], actors, nameOf, milestones: data.milestones, changeDays: data.changeDays };
  };
  const draw = () => {
    const ratio = Math.min(window.devicePixelRatio || 1, 3);
    canvas.width = Math.round(scale.width * ratio);
    canvas.height = Math.round(height * ratio);
    const ctx = canvas.getContext("2d");
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    /** @type {[number, number] | null} */
    const between = view.mode === "one" ? null : [view.day, view.other];
    drawChart(ctx, scale, height, content(), { palette: pagePalette(box), dark: view.dark, locale: texts.locale, between });
  };
  /** @param {any} node @param {number} day */
  const place = (node, day) => {
    const x = xOfDay(scale, day);
    node.style.transform = `translateX(${x.toFixed(2)}px)`;
    node.classList.toggle("mapper-outside", x < 0 || x > scale.width);
    node.setAttribute("aria-valuenow", String(day));
    node.setAttribute("aria-valuetext", longDay(day, texts));
  };
  const heads = () => {
    place(head, view.day);
    place(other, view.other);
    other.hidden = view.mode === "one";
  };
  /** @param {any} next */
  const rescale = (next) => {
    scale = next;
    draw();
    heads();
  };

  const resize = () => {
    const { width, height: h } = box.getBoundingClientRect();
    if (!width || !h) return;
    [scale, height] = [{ ...scale, width }, h];
    rescale(scale);
  };
  const watcher = new ResizeObserver(resize);
  watcher.observe(box);

  /** @param {number} factor */
  const zoom = (factor, around = view.day) => rescale(zoomedScale(scale, factor, around, firstDay, lastDay));
  const pointer = pointInTime(box, { head, other, hint }, data, texts, { ...hooks, scale: () => scale, rescale, zoom });

  /** @param {any} next view of the page, and whether it is dark */
  const show = (next) => {
    const redraw = next.by !== view.by || next.figure !== view.figure || next.dark !== view.dark || next.mode !== view.mode || next.mode !== "one";
    view = next;
    const moved = pointer.dragging() ? scale : scaleWith(scale, view.day, firstDay, lastDay);
    if (moved !== scale || redraw) rescale(moved);
    else heads();
  };
  return {
    node: box,
    head,
    other,
    show,
    resize,
    remove: () => watcher.disconnect(),
    zoomIn: () => zoom(ZOOM_STEP),
    zoomOut: () => zoom(1 / ZOOM_STEP),
    zoomAll: () => rescale({ ...scale, from: firstDay, to: lastDay }),
    /** Where a day is in the window, for links and tests. */
    pointOf: (/** @type {number} */ day) => {
      const { left, top } = box.getBoundingClientRect();
      return [left + xOfDay(scale, day), top + (CHART_TOP + height - CHART_AXIS) / 2];
    },
  };
}
