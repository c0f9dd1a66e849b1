// What the pointer does on the time line: drags a play head, names the day under it, moves and zooms in time.
import { el } from "../../library/dom/elements.js";
import { longDay } from "../../library/words/dates.js";
import { CHART_TOP } from "./chart.js";
import { dayOfX, xOfDay } from "./axis.js";

/** @import { TimeScale } from "./axis.js" */

const NEAR = 6; // px: a milestone under the pointer

/** The change day that the pointer means: within its own pixel, else the plain day. @param {TimeScale} scale @param {number} x @param {any} changeDays @param {any} first @param {any} last */
function dayAt(scale, x, changeDays, first, last) {
  const exact = dayOfX(scale, x);
  const half = (scale.to - scale.from) / (scale.width - 2 * scale.pad) / 2;
  let best = Math.round(exact);
  let gap = Infinity;
  for (const day of changeDays) {
    const off = Math.abs(day - exact);
    if (off <= half && off < gap) [best, gap] = [day, off];
  }
  return Math.max(first, Math.min(last, best));
}

/** The milestone under the pointer, if there is one. @param {any[]} milestones @param {TimeScale} scale @param {number} x */
function milestoneAt(milestones, scale, x) {
  /** @param {{day: number}} stone */
  const gap = ({ day }) => Math.abs(xOfDay(scale, day) - x);
  return milestones.filter((stone) => gap(stone) < NEAR).sort((a, b) => gap(a) - gap(b))[0];
}

/**
 * @param {HTMLElement} box the chart with its play heads
 * @param {{head: HTMLElement, other: HTMLElement, hint: HTMLElement}} nodes in it
 * @param {any} data @param {any} texts
 * @param {object} line the time line
 * @param {() => TimeScale} line.scale as it is now
 * @param {(scale: TimeScale) => void} line.rescale
 * @param {(factor: number, around: number) => void} line.zoom
 * @param {(day: number, done: boolean) => void} line.onDay
 * @param {(day: number, done: boolean) => void} line.onOther
 * @returns {{dragging: () => boolean}}
 */
export function pointInTime(box, { head, other, hint }, data, texts, line) {
  const { firstDay, lastDay, changeDays, milestones } = data;
  /** @type {"head" | "other" | null} */
  let dragged = null;
  /** @param {MouseEvent} event */
  const local = (event) => event.clientX - box.getBoundingClientRect().left;
  let day = firstDay; // to which it was dragged
  /** @param {boolean} done */
  const tell = (done) => (dragged === "other" ? line.onOther : line.onDay)(day, done);
  /** @param {MouseEvent} event @param {boolean} done */
  const report = (event, done) => {
    day = dayAt(line.scale(), local(event), changeDays, firstDay, lastDay);
    tell(done);
  };
  /** @param {MouseEvent} event */
  const point = (event) => {
    const [x, scale] = [local(event), line.scale()];
    const onMarks = event.clientY - box.getBoundingClientRect().top < CHART_TOP;
    const stone = onMarks || !dragged ? milestoneAt(milestones, scale, x) : undefined;
    const at = stone ? stone.day : dayAt(scale, x, changeDays, firstDay, lastDay);
    hint.replaceChildren(el("strong", { text: longDay(at, texts) }), ...(stone ? [el("span", { dir: "auto", text: stone.title })] : []));
    hint.hidden = false;
    const width = hint.offsetWidth;
    hint.style.transform = `translateX(${Math.max(4, Math.min(scale.width - width - 4, x - width / 2))}px)`;
  };
  /** @param {PointerEvent} event */
  const drop = (event) => {
    if (dragged && event.type === "pointerup") report(event, true);
    else if (dragged) tell(true); // the browser took it over: it stays where it is
    dragged = null;
  };
  box.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    dragged = event.target === other ? "other" : "head";
    box.setPointerCapture(event.pointerId);
    (dragged === "other" ? other : head).focus({ preventScroll: true });
    report(event, false);
  });
  box.addEventListener("pointermove", (event) => {
    if (dragged) report(event, false);
    point(event);
  });
  box.addEventListener("pointerup", drop);
  box.addEventListener("pointercancel", drop);
  box.addEventListener("pointerleave", () => !dragged && (hint.hidden = true));
  /** @param {WheelEvent} event */
  const roll = (event) => {
    event.preventDefault();
    const scale = line.scale();
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      const by = (event.deltaX / scale.width) * (scale.to - scale.from);
      const from = Math.max(firstDay, Math.min(lastDay - (scale.to - scale.from), scale.from + by));
      line.rescale({ ...scale, from, to: from + scale.to - scale.from });
    } else line.zoom(event.deltaY > 0 ? 1.25 : 0.8, dayOfX(scale, local(event)));
  };
  box.addEventListener("wheel", roll, { passive: false });
  return { dragging: () => dragged !== null };
}
