// The map while something moves: land and signs as pixels of one view, of which a step changes only those that differ.
import { fillRuns, runsOf } from "./runs.js";
import { tileBook } from "./fills.js";
import { GROUPS } from "../figures/groups.js";
import { paintGround } from "./lines.js";
import { makeFiller } from "./scenery.js";
import { pixelsOf, stamper } from "./stamps.js";

/** @import { Frame } from "./shapes.js" */
/** @import { Palette } from "./lines.js" */
/** @import { Layout, Sight } from "./painter.js" */
/** @typedef {ReturnType<typeof quickPicture>} QuickPicture */

/**
 * @param {any} scenery @param {any} dayBook @param {Sight} sight
 * @param {ReturnType<typeof import("./painter.js").makePainter>} painter
 * @param {ReturnType<typeof import("./stack.js").canvasStack>} stack with canvases "quick" for land, "dots" for signs
 */
export function quickPicture(scenery, dayBook, sight, painter, stack) {
  const { shapes } = scenery;
  const fills = makeFiller(scenery, dayBook, tileBook());
  /** @type {any} */
  let view = null; // frame, pixels of land and of signs, stamps and what they are made for
  let shown = false;
  const stamp = stamper();

  /** What does not change with time; it can be made before it is needed. @param {Frame} frame */
  const prepare = (frame) => {
    if (view?.frame === frame) return view;
    view = { frame, runs: runsOf(shapes, frame), anchor: shapes.anchorIn(frame), land: pixelsOf(frame.width, frame.height), signs: pixelsOf(frame.width, frame.height) };
    return view;
  };
  /** @param {string} name @param {ImageData} image @param {number} top @param {number} bottom rows that changed */
  const put = (name, image, top, bottom) => {
    if (bottom > top) stack.context(name).putImageData(image, 0, 0, 0, top, image.width, bottom - top);
  };
  /** @param {number[] | null} units null for all */
  const land = (units) => {
    const { runs, anchor } = view;
    const { image, out } = view.land;
    const tileOf = fills(sight.look);
    let [top, bottom] = units ? [image.height, 0] : [0, image.height];
    for (const unit of units || shapes.all) {
      const [from, to] = [runs.offset[unit], runs.offset[unit + 1]];
      if (from === to) continue;
      fillRuns(out, runs, unit, tileOf(unit), anchor);
      top = Math.min(top, Math.floor(runs.ends[from] / image.width));
      bottom = Math.max(bottom, Math.floor(runs.ends[to - 2] / image.width) + 1);
    }
    put("quick", image, top, bottom);
  };
  /** The pixels take the place of the land and of the signs. @param {Frame} frame @param {Layout} layout @param {Palette} palette */
  const begin = (frame, layout, palette) => {
    prepare(frame);
    paintGround(stack.clear("land"), shapes, frame, palette);
    painter.names(stack.clear("marks"), palette, layout);
    stack.toggle("quick", sight.shown.areas);
    stack.toggle("dots", sight.shown.towns);
  };
  /**
   * Show the present day, on the way to another one.
   * @param {{frame: Frame, palette: Palette}} drawing @param {Layout} layout
   * @param {import("./signs.js").Changed | null} changed since the day before; null for all
   * @param {import("./signs.js").Turned} turned @param {number} from day before
   */
  const show = ({ frame, palette }, layout, changed, turned, from) => {
    if (!shown) begin(frame, layout, palette);
    const party = !shown && GROUPS.includes(sight.chosen.kind);
    if (party || turned.siege || painter.bordersMoved(from)) painter.lines(stack.clear("lines"), frame, palette, () => {}, true);
    const some = shown && changed;
    if (sight.shown.areas) land(some ? some.units : null);
    if (sight.shown.towns) put("dots", view.signs.image, ...stamp(view.signs, 1, layout, palette, painter.dotsNow(), some ? turned.places : null));
    shown = true;
  };
  const hide = () => {
    if (shown) for (const name of ["quick", "dots"]) stack.toggle(name, false);
    shown = false;
  };
  return { prepare, show, hide, shown: () => shown };
}
