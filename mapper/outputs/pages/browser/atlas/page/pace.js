// What a page shows at once and what can wait: all of a state that stays, of one on the way only what can be followed.

/** @import { View } from "./store.js" */

const REST = 150; // ms after the frame of a step without another one: what moved has come to rest
const OFTEN = 400; // ms: what takes longer to read follows what moves no more often

/** Whether a change is a step on the way to another day. @param {View} view @param {View} before @param {import("./store.js").How} how */
export function isMove(view, before, how) {
  const other = /** @type {(keyof View)[]} */ (Object.keys(view)).filter((key) => view[key] !== before[key]);
  return how === "move" && other.every((key) => key === "day" || key === "other");
}

/**
 * @param {ReturnType<typeof import("./store.js").makeStore>} store
 * @param {object} page
 * @param {(view: View) => void} page.move date, colours, figures: at each step on the way
 * @param {(view: View) => void} page.stay the same and more, of a state that stays
 * @param {(view: View, moving: boolean) => void} page.follow lists and sentences: with the next frame of a state that stays
 */
export function makePace(store, { move, stay, follow }) {
  let pending = 0;
  let [shown, resting] = [0, 0]; // a step on the way has its frame; it may have been the last one
  let told = 0;
  const rest = () => {
    window.cancelAnimationFrame(shown);
    window.clearTimeout(resting);
    [shown, resting] = [0, 0];
  };
  const followNow = () => {
    pending = 0;
    told = window.performance.now();
    follow(store.get(), shown > 0 || store.get().playing);
  };
  const followSoon = () => {
    pending ||= window.requestAnimationFrame(followNow);
  };
  /** @param {View} view */
  const staying = (view) => {
    rest();
    stay(view);
    followSoon();
  };
  /** @param {View} view */
  const moving = (view) => {
    if (!shown) told = window.performance.now();
    rest();
    shown = window.requestAnimationFrame(() => (resting = window.setTimeout(() => staying(store.get()), REST)));
    move(view);
    if (window.performance.now() - told > OFTEN) followSoon();
  };
  const stop = () => {
    window.cancelAnimationFrame(pending);
    pending = 0;
    rest();
  };
  return { staying, moving, followNow, stop };
}
