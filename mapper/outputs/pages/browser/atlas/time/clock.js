// What moves the page through time: going to a day, stepping, playing.
import { makePlayer } from "./player.js";
import { stepDay } from "./steps.js";

/** @import { AtlasData } from "../data/data.js" */

/** @param {AtlasData} data @param {ReturnType<typeof import("../page/store.js").makeStore>} store */
export function makeClock(data, store) {
  const player = makePlayer(data, {
    day: () => store.get().day,
    onDay: (day) => store.set({ day }, "move"),
    onEnd: () => store.set({ playing: false }),
  });
  /** @param {number} day */
  const goTo = (day, done = true) => {
    player.stop();
    store.set({ day, playing: false }, done ? "step" : "move");
  };
  /** @param {import("./steps.js").Step} unit @param {1 | -1} way */
  const step = (unit, way) => goTo(stepDay(data, store.get().day, unit, way));
  const toggle = () => {
    const playing = !store.get().playing;
    store.set({ playing }, playing ? "move" : "step");
    if (playing) player.start();
    else player.stop();
  };
  return { goTo, step, toggle, stop: player.stop, setSpeed: player.setSpeed };
}
