// Where the map stands while comparisons begin and end: as it was, unless what was in view would leave it.
import { fitWithin, holdView, sameView, viewOf } from "../../library/map/sizes.js";
import { landInView } from "./looks.js";

const MARGIN = 12; // px around what has to be in view

/**
 * @param {any} L @param {any} map @param {number[]} bounds of the country
 * @returns {(from: string, to: string, show: () => void) => void} shows another mode
 */
export function keepExtent(L, map, bounds) {
  /** @type {{before: any, since: any} | null} the view before a comparison, and the one that it began with */
  let apart = null;
  return (from, to, show) => {
    const untouched = apart !== null && sameView(map, apart.since);
    const before = from !== "one" && apart && untouched ? apart.before : viewOf(map);
    const whole = landInView(L, map, bounds, false);
    const part = landInView(L, map, bounds, true);
    holdView(map, () => {
      show();
      map.invalidateSize({ animate: false });
      if (to === "one" && untouched) map.setView(before.center, before.zoom, { animate: false });
      else if (to === "side") fitWithin(map, part, MARGIN);
      else if (whole && !map.getBounds().contains(whole)) fitWithin(map, whole, MARGIN);
    });
    apart = to === "one" ? null : { before, since: viewOf(map) };
  };
}
