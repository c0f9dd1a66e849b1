// Before, changes, after: what the map shows in each view, and the switch between them.
import { el } from "../library/dom/elements.js";
import { longDay } from "../library/words/dates.js";
import { RENAMED_STATE, STILL_STATE, stillActors } from "../library/paint/still.js";

/** @import { DayData, DayState, Settings, TargetKind } from "../library/data/types.js" */
/** @import { Texts } from "../library/words/texts.js" */

/**
 * @typedef {object} Pair what went from one holder to another
 * @property {string} from
 * @property {string} to
 * @property {string} kind "hands", or a mere new name
 * @property {number} area_km2
 * @property {number} towns
 * @property {number[]} units
 * @property {number[]} places the most important first
 */

/** @typedef {{day: number, from: string, to: string, kind: string, claim: string | null, after?: import("../library/data/types.js").Side}} Step after: where it says more than the holder */
/** @typedef {{from: number, to: number, total_km2: number, ways: import("../library/words/changed.js").WaySums, pairs: Pair[], unit_steps: Record<number, Step[]>, place_steps: Record<number, Step[]>}} Changes */
/** @typedef {Pick<DayData, "geometry" | "evidence"> & {before: DayState, after: DayState, changes: Changes}} ChangesData */
/** @typedef {ChangesData & Settings} ChangesPage what a page of changes carries */

export const VIEWS = ["before", "changes", "after"];

/** All units and places of some pairs, by index. @param {Pair[]} pairs @param {"units" | "places"} kind @returns {Map<number, Pair>} */
export function byTarget(pairs, kind) {
  return new Map(pairs.flatMap((pair) => pair[kind].map((index) => [index, pair])));
}

/** What did not change hands stands back; the rest is shown as on the second day. @param {ChangesData} data @param {Texts} texts @param {boolean} dark @returns {DayState} */
function changesState({ after, changes }, texts, dark) {
  const units = byTarget(changes.pairs, "units");
  const places = byTarget(changes.pairs, "places");
  const still = after.states.length;
  /** @template {import("../library/data/types.js").Row | null} R @param {R[]} list @param {Map<number, Pair>} changed @param {number} renamed */
  const rows = (list, changed, renamed) =>
    list.map((row, index) => {
      const kind = changed.get(index)?.kind;
      return row && { ...row, last: after.day, s: kind === "hands" ? row.s : kind ? renamed : still };
    });
  return {
    ...after,
    actors: { ...after.actors, ...stillActors(dark, texts.t("changes_still")) },
    states: [...after.states.map((state) => ({ ...state, besieged_by: [], claimed_by: [], uncertain_with: [] })), STILL_STATE, RENAMED_STATE],
    units: rows(after.units, units, still + 1),
    places: rows(after.places, places, still),
  };
}

/** The state that a view draws. @param {ChangesData} data @param {string} view @param {Texts} texts @param {boolean} dark @returns {DayState} */
export function stateOfView(data, view, texts, dark) {
  if (view === "changes") return changesState(data, texts, dark);
  return view === "before" ? data.before : data.after;
}

/**
 * Three buttons of which one is pressed; 1, 2 and 3 press them from anywhere but a text field.
 * @param {ChangesData} data @param {Texts} texts @param {(view: string) => void} onView
 */
export function viewSwitch(data, texts, onView) {
  /** @type {Record<string, number>} */
  const days = { before: data.before.day, after: data.after.day };
  const boxes = new Map();
  /** @param {string} view @param {number} i */
  const choice = (view, i) => {
    const box = el("input", { type: "radio", name: "mapper-view", value: view, "aria-keyshortcuts": String(i + 1), onchange: () => box.checked && onView(view) });
    boxes.set(view, box);
    const when = view in days ? el("span", { class: "mapper-view-day", text: longDay(days[view], texts) }) : null;
    return el("label", { class: "mapper-view" }, box, el("span", {}, texts.t(`view_${view}`), when ? " " : null, when));
  };
  const node = el("fieldset", { class: "mapper-views" }, el("legend", { text: texts.t("changes_views") }), ...VIEWS.map(choice));
  document.addEventListener("keydown", (event) => {
    const view = VIEWS[Number(event.key) - 1];
    const field = event.target instanceof HTMLInputElement && event.target.type !== "radio" && event.target.type !== "checkbox";
    if (!view || field || event.ctrlKey || event.metaKey || event.altKey) return;
    onView(view);
  });
  /** @param {string} view */
  const press = (view) => {
    boxes.get(view).checked = true;
  };
  return { node, press };
}
