// One map of one day: canvases over a Leaflet map, what is under the pointer, what is chosen.
import { fillBook } from "./fills.js";
import { earthOf, underGlobe } from "./globe.js";
import { pagePalette, paintGround } from "./lines.js";
import { makePainter } from "./painter.js";
import { makeDayBook, makeFiller } from "./scenery.js";
import { canvasStack } from "./stack.js";
import { quickPicture } from "./quick.js";
import { GROUPS } from "../figures/groups.js";
import { controlBoxes } from "../../library/map/controls.js";

/** @import { Frame } from "./shapes.js" */
/** @import { Look } from "./scenery.js" */
/** @import { Layout, Sight } from "./painter.js" */
/** @import { Changed } from "./signs.js" */
/** @typedef {{lat: number, lng: number}} LatLng */

const SETTLE = 250; // ms after a step until seams of what was painted over are made clean
const PREPARE = 400; // ms after a drawing until the quick one of the same view is made ready
const REACH = { mouse: 4, touch: 12 }; // px around a dot in which it is hit

/** The dot that is hit, the nearest if there are several. @param {Layout["dots"]} dots @param {number} x @param {number} y @param {number} reach px */
function dotAt(dots, x, y, reach) {
  let best = { index: -1, gap: Infinity };
  for (const dot of dots) {
    const gap = Math.hypot(dot.x - x, dot.y - y) - dot.r;
    if (gap < reach && gap < best.gap) best = { index: dot.index, gap };
  }
  return best.index;
}

/** What is drawn under a point. @param {any} map @param {any} scenery @param {Sight} sight @param {Frame} frame @param {Layout} layout @param {LatLng} latlng @param {boolean} touch */
function underPoint(map, scenery, { shown }, frame, layout, latlng, touch) {
  const point = map.project(latlng, frame.zoom);
  const place = dotAt(shown.towns ? layout.dots : [], point.x - frame.left, point.y - frame.top, touch ? REACH.touch : REACH.mouse);
  if (place >= 0) return { kind: "place", index: place };
  const unit = shown.areas ? scenery.unitAt(latlng.lat, latlng.lng) : -1;
  return unit < 0 ? { kind: "", index: -1 } : { kind: "unit", index: unit };
}

/** Every layer, and nothing chosen. @param {Look} look @returns {Sight} */
function firstSight(look) {
  return { look: { ...look }, shown: { areas: true, towns: true, borders: true, rivers: true }, chosen: { kind: "", index: -1 } };
}

/**
 * @param {any} L @param {any} map Leaflet's
 * @param {any} scenery
 * @param {import("./scenery.js").Look} first
 * @param {{pane?: string, zIndex?: number, wait?: boolean, globe?: boolean}} [place] where in the map; whether to draw
 *   only after start(); whether a globe stands in the corner
 */
export function mapView(L, map, scenery, first, { pane = "mapper-atlas", zIndex = 350, wait = false, globe = false } = {}) {
  const { data, shapes, lenses } = scenery;
  const dayBook = makeDayBook(scenery);
  const sight = firstSight(first);
  dayBook.compareWith(first.since);
  dayBook.follow(sight.look);
  /** @type {any} */
  let drawing = null; // frame, palette, fills of the present canvases
  /** @type {Layout} */
  let layout = { dots: [], names: [], scale: 1 };
  let settling = 0;
  let preparing = 0;
  let waiting = wait;
  const earth = earthOf(L, map, scenery, globe);
  const painter = makePainter(scenery, dayBook, sight);
  painter.updateSigns(sight.look, null);

  /** @param {number[]} units */
  const landNow = (units) => painter.land(stack.context("land"), drawing.frame, drawing.fills, units);
  const linesNow = () => painter.lines(stack.clear("lines"), drawing.frame, drawing.palette);
  /** @param {boolean} [again] arrange names anew */
  const marksNow = (again = true) => {
    if (again) layout = painter.arrange({ ...drawing.frame, covered: controlBoxes(map, drawing.frame.inner) });
    painter.marksOnScreen(stack.clear("marks"), drawing.frame, drawing.palette, layout);
  };
  const wholeLand = () => painter.land(stack.clear("land"), drawing.frame, drawing.fills, shapes.all);
  /** @param {Frame} frame */
  const drawAll = (frame) => {
    if (waiting) return;
    const fresh = !drawing || drawing.frame.ratio !== frame.ratio;
    const fills = fresh ? makeFiller(scenery, dayBook, fillBook(frame.ratio)) : drawing.fills;
    drawing = { frame, fills, palette: pagePalette(map.getContainer()) };
    earth.show(drawing.palette);
    quick.hide();
    paintGround(stack.clear("ground"), shapes, frame, drawing.palette);
    wholeLand();
    linesNow();
    marksNow();
    window.clearTimeout(preparing);
    preparing = window.setTimeout(() => quick.prepare(frame), PREPARE);
  };
  const stack = canvasStack(L, { pane, zIndex, names: ["ground", "land", "quick", "lines", "dots", "marks"], quick: ["quick", "dots"], onFrame: drawAll });
  const quick = quickPicture(scenery, dayBook, sight, painter, stack);

  /** Repaint what a step in time changed. @param {Changed} changed @param {import("./signs.js").Turned} turned @param {number} from day before */
  const stepNow = (changed, turned, from) => {
    const moved = painter.bordersMoved(from);
    landNow(changed.units);
    if (changed.units.length) settling = window.setTimeout(wholeLand, SETTLE);
    if (moved || turned.siege || data.without || (changed.units.length && GROUPS.includes(sight.chosen.kind))) linesNow();
    if (changed.units.length || changed.places.length || moved || data.without) marksNow(moved || turned.signs);
  };
  /** Show something else; a step in time repaints only what changed. @param {Partial<Look>} patch @param {boolean} [moving] on the way to another day */
  const show = (patch, moving = false) => {
    const before = sight.look;
    const look = { ...before, ...patch };
    sight.look = look;
    dayBook.compareWith(look.since);
    const changed = dayBook.follow(look);
    const [lens, old] = [look, before].map((some) => lenses(some.by, some.day).key);
    const whole = look.dark !== before.dark || lens !== old || look.since !== before.since || look.fade !== before.fade || look.textures !== before.textures || look.shade !== before.shade;
    const turned = painter.updateSigns(look, whole || look.since !== null ? null : changed);
    if (!drawing) return { units: changed.units.length };
    window.clearTimeout(settling);
    const all = whole || (look.since !== null && look.day !== before.day);
    if (moving) quick.show(drawing, layout, all ? null : changed, turned, before.day);
    else if (all || quick.shown()) drawAll(drawing.frame);
    else if (look.day !== before.day) stepNow(changed, turned, before.day);
    return { units: changed.units.length };
  };

  map.addLayer(stack.layer);
  return {
    map,
    remove: () => {
      [settling, preparing].forEach((timer) => window.clearTimeout(timer));
      earth.remove();
      map.removeLayer(stack.layer);
    },
    show,
    under: (/** @type {LatLng} */ latlng, touch = false) => underPoint(map, scenery, sight, drawing.frame, layout, latlng, touch),
    /** Whether the shapes can be merged by now: pictures taken before and after differ by a hair. */
    prepared: () => shapes.merger() !== null,
    stateOf: painter.stateOf,
    signOf: painter.signOf,
    start: () => {
      waiting = false;
      stack.redraw();
    },
    look: () => sight.look,
    book: dayBook.book,
    changedHands: (/** @type {string} */ kind, /** @type {number} */ index) => dayBook.changedHands(kind, index, sight.look),
    choose: (/** @type {string} */ kind, /** @type {number} */ index) => {
      if (sight.chosen.kind === kind && sight.chosen.index === index) return;
      sight.chosen = { kind, index };
      if (!drawing || quick.shown()) return; // all is drawn when the movement ends
      linesNow();
      marksNow();
    },
    toggle: (/** @type {string} */ name, /** @type {boolean} */ on) => {
      sight.shown[name] = on;
      if (drawing) drawAll(drawing.frame);
    },
    redraw: () => drawAll(drawing.frame),
    names: () => layout.names,
    dots: () => layout.dots,
    frame: () => drawing.frame,
    /** @type {typeof painter.whole} */
    paintInto: (ctx, frame, ...how) => painter.whole(ctx, { ...frame, covered: earth.paint ? underGlobe(frame) : [] }, ...how),
    paintGlobe: earth.paint,
  };
}
