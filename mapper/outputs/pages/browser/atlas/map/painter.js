// What a map of a day looks like, into any canvas: land, lines, signs of places and names.
import { paintName, paintPlace } from "./dots.js";
import { fillBook } from "./fills.js";
import { outlineUnits, paintLand } from "./land.js";
import { areaLabels, layoutPlaces } from "./layout.js";
import { paintGround, paintHighlight, paintLines } from "./lines.js";
import { GROUPS, groupUnits } from "../figures/groups.js";
import { bordersOn, makeFiller } from "./scenery.js";
import { makeDots, makeSigns } from "./signs.js";
import { MANY, pixelsOf, stamper } from "./stamps.js";
import { holderColour } from "../../library/paint/colours.js";
import { stateText } from "../../library/states/states.js";

/** @import { Frame } from "./shapes.js" */
/** @import { Palette } from "./lines.js" */
/** @import { Look } from "./scenery.js" */

/**
 * @typedef {object} Sight what a map shows at this moment
 * @property {Look} look
 * @property {Record<string, boolean>} shown layers: areas, towns, borders, rivers
 * @property {{kind: string, index: number}} chosen
 */

/** @typedef {ReturnType<typeof layoutPlaces>} Layout */
/**
 * How a drawing keeps things apart.
 * @typedef {object} Layers
 * @property {(name: string, words?: string) => void} layer what follows belongs to it; words: what it is, where a layer has many things
 * @property {(paint: any) => string} fill
 */

/** @param {any} scenery @param {any} dayBook states of the day @param {Sight} sight which its owner changes */
export function makePainter(scenery, dayBook, sight) {
  const { data, shapes, lenses, order, texts } = scenery;
  const { book } = dayBook;
  const { signs, besieged, update } = makeSigns(scenery, dayBook);
  /** @param {number} index */
  const signOf = (index) => signs[index];
  /** @param {string} kind @param {number} index */
  const stateOf = (kind, index) => {
    const code = kind === "place" ? book.places[index] : book.units[index];
    return code < 0 ? null : lenses(sight.look.by, sight.look.day).state(code);
  };
  const borders = () => bordersOn(data.geometry.frames, sight.look.day);
  /** Whether other borders are valid. @param {number} from day before */
  const bordersMoved = (from) => borders().some((frame) => !bordersOn(data.geometry.frames, from).includes(frame));

  /** @param {Frame} frame @returns {Layout} */
  const arrange = (frame) => {
    const { kind, index } = sight.chosen;
    const names = areaLabels(data.geometry, borders());
    return layoutPlaces(frame, { places: data.places, order, signOf, names, chosen: kind === "place" ? index : -1 });
  };
  /** @param {CanvasRenderingContext2D} ctx @param {Frame} frame @param {any} fills @param {number[]} units */
  const land = (ctx, frame, fills, units) => {
    if (sight.shown.areas) paintLand(ctx, shapes, frame, units, fills(sight.look));
  };
  /** What is chosen. @param {CanvasRenderingContext2D} ctx @param {Frame} frame @param {Palette} palette @param {boolean} moving the land of a party is another one with each step */
  const highlight = (ctx, frame, palette, moving) => {
    const { kind, index } = sight.chosen;
    if (kind === "unit") {
      outlineUnits(ctx, shapes, frame, [index], { colour: palette.halo, width: 5 });
      outlineUnits(ctx, shapes, frame, [index], { colour: palette.ink, width: 2.6 });
    } else if (GROUPS.includes(kind) && !(moving && kind !== "area")) paintHighlight(ctx, shapes, frame, shapes.around(groupUnits(data, sight.chosen, sight.look.day)), palette);
  };
  /** @param {CanvasRenderingContext2D} ctx @param {Frame} frame @param {Palette} palette @param {Layers["layer"]} [layer] @param {boolean} [moving] on the way to another day */
  const lines = (ctx, frame, palette, layer = () => {}, moving = false) => {
    const { look, shown } = sight;
    paintLines(ctx, shapes, frame, palette, borders(), { rivers: shown.rivers, borders: shown.borders, mesh: shown.areas }, layer);
    layer("sieges");
    const { actors } = lenses(look.by, look.day);
    for (const unit of shown.areas && !look.shade ? besieged : []) {
      const colour = holderColour(actors, stateOf("unit", unit)?.besieged_by[0]);
      outlineUnits(ctx, shapes, frame, [unit], { colour, width: 2.5, dash: [6, 4] });
    }
    layer("chosen");
    highlight(ctx, frame, palette, moving);
  };
  const stamp = stamper();
  const dotsNow = makeDots(scenery, dayBook, sight, signOf, stateOf);
  /** @param {CanvasRenderingContext2D} ctx @param {Palette} palette @param {Layout} laid @param {Layers["layer"]} layer */
  const places = (ctx, palette, laid, layer) => {
    const { signFor } = dotsNow();
    for (const { index, x, y } of [...laid.dots].reverse()) {
      layer("towns", data.places[index].name);
      const { odd, chosen, place, state, actors } = signFor(index);
      paintPlace(ctx, { x, y, scale: laid.scale, odd, chosen }, place, state, actors, palette);
    }
  };
  /** @param {CanvasRenderingContext2D} ctx @param {Palette} palette @param {Layout} laid */
  const names = (ctx, palette, laid) => {
    if (sight.shown.towns) for (const name of laid.names) paintName(ctx, name, palette);
  };
  /** @param {CanvasRenderingContext2D} ctx @param {Palette} palette @param {Layout} laid @param {Layers["layer"]} [layer] */
  const marks = (ctx, palette, laid, layer = () => {}) => {
    if (!sight.shown.towns) return;
    places(ctx, palette, laid, layer);
    layer("labels");
    names(ctx, palette, laid);
  };
  /** The same on a screen, where many signs need not be drawn one by one. @param {CanvasRenderingContext2D} ctx @param {Frame} frame @param {Palette} palette @param {Layout} laid */
  const marksOnScreen = (ctx, frame, palette, laid) => {
    if (!sight.shown.towns || laid.dots.length < MANY) return marks(ctx, palette, laid);
    const target = pixelsOf(ctx.canvas.width, ctx.canvas.height);
    stamp(target, frame.ratio, laid, palette, dotsNow(), null);
    ctx.putImageData(target.image, 0, 0);
    return names(ctx, palette, laid);
  };
  /** Units in groups of one state, each with its words. @returns {{words: string, units: number[]}[]} */
  const landGroups = () => {
    const { actors } = lenses(sight.look.by, sight.look.day);
    /** @type {Map<number, number[]>} */
    const groups = new Map();
    for (const unit of shapes.all) groups.set(book.units[unit], [...(groups.get(book.units[unit]) || []), unit]);
    return [...groups.values()].map((units) => ({ words: stateText(stateOf("unit", units[0]), actors, texts), units }));
  };
  /**
   * Everything into a context of another size or sharpness.
   * @param {CanvasRenderingContext2D} ctx @param {Frame} frame @param {Palette} palette
   * @param {Layers} [layers] of a drawing that keeps them apart
   */
  const whole = (ctx, frame, palette, layers) => {
    const { layer, fill } = layers || { layer: () => {}, fill: fillBook(frame.ratio) };
    const fills = makeFiller(scenery, dayBook, fill);
    const plain = () => ctx.setTransform(frame.ratio, 0, 0, frame.ratio, 0, 0);
    plain();
    layer("neighbours");
    paintGround(ctx, shapes, frame, palette);
    for (const { words, units } of layers ? landGroups() : [{ words: "", units: shapes.all }]) {
      layer("land", words);
      land(ctx, frame, fills, units);
    }
    lines(ctx, frame, palette, layer);
    plain();
    marks(ctx, palette, arrange(frame), layer);
  };
  return { signOf, stateOf, borders, bordersMoved, arrange, land, lines, marksOnScreen, names, dotsNow, whole, updateSigns: update };
}
