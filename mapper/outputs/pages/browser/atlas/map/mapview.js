// One map of one day: canvases over a Leaflet map, what is under the pointer, what is chosen.
import { paintName, paintPlace } from "./dots.js";
import { fillBook } from "./fills.js";
import { outlineUnits, paintLand } from "./land.js";
import { areaLabels, layoutPlaces } from "./layout.js";
import { pagePalette, paintGround, paintLines } from "./lines.js";
import { bordersOn, makeDayBook, makeFiller } from "./scenery.js";
import { canvasStack } from "./stack.js";
import { makeSigns } from "./signs.js";
import { shadeClasses } from "../figures/evidence.js";
import { holderColour } from "../../library/paint/colours.js";

/** @import { Frame } from "./shapes.js" */
/** @import { Palette } from "./lines.js" */

const SETTLE = 250; // ms after a step until seams of what was painted over are made clean
const REACH = { mouse: 4, touch: 12 }; // px around a dot in which it is hit

/**
 * @param {any} L @param {any} map Leaflet's
 * @param {any} scenery
 * @param {import("./scenery.js").Look} first
 * @param {{pane?: string, zIndex?: number, wait?: boolean}} [place] where in the map; whether to draw
 *   only after start()
 */
export function mapView(L, map, scenery, first, { pane = "mapper-atlas", zIndex = 350, wait = false } = {}) {
  const { data, shapes, lenses, order } = scenery;
  const dayBook = makeDayBook(scenery);
  const { book } = dayBook;
  /** @type {Record<string, boolean>} */
  const shown = { areas: true, towns: true, borders: true, rivers: true };
  /** @type {{kind: string, index: number}} */
  let chosen = { kind: "", index: -1 };
  let look = { ...first };
  dayBook.compareWith(look.since);
  dayBook.follow(look);
  /** @type {any} */
  let drawing = null; // frame, palette, fills of the present canvases
  /** @type {ReturnType<typeof layoutPlaces>} */
  let layout = { dots: [], names: [], scale: 1 };
  let settling = 0;
  let waiting = wait;
  const { signs, besieged, update } = makeSigns(scenery, dayBook);
  update(look, null);
  /** @param {number} index */
  const signOf = (index) => signs[index];

  /** @param {string} kind @param {number} index */
  const stateOf = (kind, index) => {
    const code = kind === "place" ? book.places[index] : book.units[index];
    return code < 0 ? null : lenses(look.by, look.day).state(code);
  };
  const borders = () => bordersOn(data.geometry.frames, look.day);

  /** @param {Frame} frame */
  const arrangeNames = (frame) => {
    const names = areaLabels(data.geometry, borders());
    return layoutPlaces(frame, { places: data.places, order, signOf, names, chosen: chosen.kind === "place" ? chosen.index : -1 });
  };
  /** @param {CanvasRenderingContext2D} ctx @param {Frame} frame @param {any} fills @param {number[]} units */
  const drawLand = (ctx, frame, fills, units) => {
    if (shown.areas) paintLand(ctx, shapes, frame, units, fills(look));
  };
  /** @param {CanvasRenderingContext2D} ctx @param {Frame} frame @param {Palette} palette */
  const drawLines = (ctx, frame, palette) => {
    paintLines(ctx, shapes, frame, palette, borders(), { rivers: shown.rivers, borders: shown.borders, mesh: shown.areas });
    const { actors } = lenses(look.by, look.day);
    for (const unit of shown.areas && !look.shade ? besieged : []) {
      const colour = holderColour(actors, stateOf("unit", unit)?.besieged_by[0]);
      outlineUnits(ctx, shapes, frame, [unit], { colour, width: 2.5, dash: [6, 4] });
    }
  };
  /** @param {CanvasRenderingContext2D} ctx @param {Frame} frame @param {Palette} palette @param {any} laid */
  const drawMarks = (ctx, frame, palette, laid) => {
    if (chosen.kind === "unit") {
      outlineUnits(ctx, shapes, frame, [chosen.index], { colour: palette.halo, width: 5 });
      outlineUnits(ctx, shapes, frame, [chosen.index], { colour: palette.ink, width: 2.6 });
    }
    if (!shown.towns) return;
    const classes = look.shade ? shadeClasses(data, look.shade, look.dark) : [];
    const { actors } = look.shade ? { actors: Object.fromEntries(classes.map(({ key, colour }) => [key, { colour }])) } : lenses(look.by, look.day);
    /** @param {number} index */
    const quiet = (index) => look.since !== null && !dayBook.changedHands("places", index, look);
    for (const { index, x, y } of [...laid.dots].reverse()) {
      const where = { x, y, scale: laid.scale, odd: signOf(index) === "odd", chosen: chosen.kind === "place" && chosen.index === index };
      const state = stateOf("place", index);
      const plain = { ...state, holder: look.shade ? classes[book.placeClasses[index]].key : "none", status: "held", besieged_by: [], claimed_by: [], uncertain_with: [] };
      paintPlace(ctx, where, data.places[index], look.shade || quiet(index) ? plain : state, actors, palette);
    }
    for (const name of laid.names) paintName(ctx, name, palette);
  };
  /** @param {number[]} units */
  const landNow = (units) => drawLand(stack.context("land"), drawing.frame, drawing.fills, units);
  const linesNow = () => drawLines(stack.clear("lines"), drawing.frame, drawing.palette);
  /** @param {boolean} [again] arrange names anew */
  const marksNow = (again = true) => {
    if (again) layout = arrangeNames(drawing.frame);
    drawMarks(stack.clear("marks"), drawing.frame, drawing.palette, layout);
  };
  const wholeLand = () => {
    const ctx = stack.clear("land");
    paintGround(ctx, shapes, drawing.frame, drawing.palette);
    landNow(shapes.all);
  };
  /** @param {Frame} frame */
  const drawAll = (frame) => {
    if (waiting) return;
    const fresh = !drawing || drawing.frame.ratio !== frame.ratio;
    const fills = fresh ? makeFiller(scenery, dayBook, fillBook(frame.ratio)) : drawing.fills;
    drawing = { frame, fills, palette: pagePalette(map.getContainer()) };
    wholeLand();
    linesNow();
    marksNow();
  };
  const stack = canvasStack(L, { pane, zIndex, names: ["land", "lines", "marks"], onFrame: drawAll });

  /** Show something else; a step in time repaints only what changed. @param {Partial<typeof look>} patch */
  const show = (patch) => {
    const before = look;
    look = { ...look, ...patch };
    dayBook.compareWith(look.since);
    const changed = dayBook.follow(look);
    const [lens, old] = [look, before].map((some) => lenses(some.by, some.day).key);
    const whole = look.dark !== before.dark || lens !== old || look.since !== before.since || look.fade !== before.fade || look.shade !== before.shade;
    const turned = update(look, whole || look.since !== null ? null : changed);
    if (!drawing) return { units: changed.units.length };
    window.clearTimeout(settling);
    if (whole || (look.since !== null && look.day !== before.day)) drawAll(drawing.frame);
    else if (look.day !== before.day) {
      const moved = borders().some((frame) => !bordersOn(data.geometry.frames, before.day).includes(frame));
      landNow(changed.units);
      if (changed.units.length) settling = window.setTimeout(wholeLand, SETTLE);
      if (moved || turned.siege) linesNow();
      if (changed.units.length || changed.places.length || moved) marksNow(moved || turned.signs);
    }
    return { units: changed.units.length };
  };

  /** What is drawn under a point. @param {{lat: number, lng: number}} latlng @param {boolean} [touch] */
  const under = (latlng, touch = false) => {
    const { frame } = drawing;
    const point = map.project(latlng, frame.zoom);
    const [x, y] = [point.x - frame.left, point.y - frame.top];
    const reach = touch ? REACH.touch : REACH.mouse;
    let best = { kind: "", index: -1, gap: Infinity };
    for (const dot of shown.towns ? layout.dots : []) {
      const gap = Math.hypot(dot.x - x, dot.y - y) - dot.r;
      if (gap < reach && gap < best.gap) best = { kind: "place", index: dot.index, gap };
    }
    if (best.kind) return { kind: best.kind, index: best.index };
    const unit = shown.areas ? scenery.unitAt(latlng.lat, latlng.lng) : -1;
    return unit < 0 ? { kind: "", index: -1 } : { kind: "unit", index: unit };
  };
  map.addLayer(stack.layer);
  return {
    map,
    remove: () => {
      window.clearTimeout(settling);
      map.removeLayer(stack.layer);
    },
    show,
    under,
    /** Whether the shapes can be merged by now: pictures taken before and after differ by a hair. */
    prepared: () => shapes.merger() !== null,
    stateOf,
    signOf,
    start: () => {
      waiting = false;
      stack.redraw();
    },
    look: () => look,
    book,
    changedHands: (/** @type {string} */ kind, /** @type {number} */ index) => dayBook.changedHands(kind, index, look),
    choose: (/** @type {string} */ kind, /** @type {number} */ index) => {
      if (chosen.kind === kind && chosen.index === index) return;
      chosen = { kind, index };
      if (drawing) marksNow();
    },
    toggle: (/** @type {string} */ name, /** @type {boolean} */ on) => {
      shown[name] = on;
      if (drawing) drawAll(drawing.frame);
    },
    redraw: () => drawAll(drawing.frame),
    names: () => layout.names,
    dots: () => layout.dots,
    frame: () => drawing.frame,
    /** Draw everything into a context of another size or sharpness. */
    paintInto: (/** @type {CanvasRenderingContext2D} */ ctx, /** @type {Frame} */ frame, /** @type {Palette} */ palette) => {
      const fills = makeFiller(scenery, dayBook, fillBook(frame.ratio));
      ctx.setTransform(frame.ratio, 0, 0, frame.ratio, 0, 0);
      paintGround(ctx, shapes, frame, palette);
      drawLand(ctx, frame, fills, shapes.all);
      drawLines(ctx, frame, palette);
      ctx.setTransform(frame.ratio, 0, 0, frame.ratio, 0, 0);
      drawMarks(ctx, frame, palette, arrangeNames(frame));
    },
  };
}
