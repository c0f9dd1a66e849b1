// The sign of a place: a dot in its holder's colour, its rim, and the ring of a siege.
import { BASE_KINDS } from "../words/vocabulary.js";
import { svg } from "../dom/elements.js";
import { holderColour } from "./colours.js";
import { partiesOf } from "../states/states.js";

/** @import { Colours } from "../data/types.js" */

const RADIUS = [5.6, 5.6, 4.3, 3.5, 2.9, 3.3]; // by rank, 0 is not used

/** @param {{rank: number}} place */
export function markRadius(place) {
  return RADIUS[Math.min(Math.max(place.rank, 1), 5)];
}

/** Outline of a mark: square for capitals, diamond for bases and sites, else a circle. @param {string} kind @param {number} r @param {Record<string, any>} attributes */
function outline(kind, r, attributes) {
  if (kind === "capital") {
    const half = r * 0.92;
    return svg("rect", { x: -half, y: -half, width: 2 * half, height: 2 * half, ...attributes });
  }
  if (BASE_KINDS.includes(kind)) {
    const d = r * 1.2;
    return svg("path", { d: `M0 ${-d}L${d} 0L0 ${d}L${-d} 0Z`, ...attributes });
  }
  return svg("circle", { r, ...attributes });
}

/** A slice of a disc, from share `a` to share `b` of the turn. @param {number} r @param {number} a @param {number} b @param {string} colour */
function slice(r, a, b, colour) {
  /** @param {number} share */
  const point = (share) => {
    const angle = (share - 0.25) * 2 * Math.PI;
    return `${(r * Math.cos(angle)).toFixed(2)} ${(r * Math.sin(angle)).toFixed(2)}`;
  };
  return svg("path", { d: `M0 0L${point(a)}A${r} ${r} 0 ${b - a > 0.5 ? 1 : 0} 1 ${point(b)}Z`, fill: colour });
}

/**
 * @param {{kind: string, rank: number}} place
 * @param {import("../states/states.js").ControlState} state
 * @param {Colours} actors
 * @param {boolean} odd the land around it has another holder
 * @returns {Element[]}
 */
export function placeMark(place, state, actors, odd) {
  const r = markRadius(place);
  /** @param {string} id */
  const colour = (id) => holderColour(actors, id);
  const nodes = [];
  if (state.besieged_by.length) {
    nodes.push(svg("circle", { r: r + 4.6, class: "mapper-siege-halo" }));
    nodes.push(svg("circle", { r: r + 4.6, class: "mapper-siege", stroke: colour(state.besieged_by[0]) }));
  }
  nodes.push(outline(place.kind, r + (odd ? 2.6 : 1.8), { class: "mapper-dot-halo" }));
  nodes.push(outline(place.kind, r, { fill: colour(state.holder), class: "mapper-dot-fill" }));
  const parties = partiesOf(state);
  if (parties.length > 1) {
    parties.forEach((id, i) => nodes.push(slice(r * 0.98, i / parties.length, (i + 1) / parties.length, colour(id))));
  }
  const doubt = [...state.claimed_by, ...state.uncertain_with].find((id) => id !== state.holder);
  if (doubt !== undefined) nodes.push(svg("circle", { r: r * 0.45, fill: colour(doubt) }));
  nodes.push(outline(place.kind, r, { class: odd ? "mapper-dot-rim mapper-dot-odd" : "mapper-dot-rim" }));
  return nodes;
}
