// Snapshots as GeoJSON (RFC 7946): what `mapper snapshot --layer units|places` writes, feature by feature.
import { NEUTRAL_COLOURS, NEUTRAL_WORDS as WORDS } from "../../library/words/vocabulary.js";
import { isoDay } from "../../library/words/dates.js";
import { isTown } from "../figures/statistics.js";

/** @typedef {import("../data/data.js").AtlasData} AtlasData */
/** @typedef {import("../data/decode.js").ControlState} ControlState */
/** @typedef {[number, number]} Position longitude, latitude */
/** @typedef {[number, number, number, number]} Box west, south, east, north */
/** @typedef {{type: string, coordinates: any}} Geometry */
/** @typedef {{properties: Record<string, any>, id: string, geometry: Geometry, box: Box}} Feature */

/** @type {Record<number, string>} */
const MARKER_SIZES = { 1: "large", 2: "medium", 3: "medium" };

/** To three decimals as Python's round does: to the even neighbour where it is exactly half way. @param {number} value */
export function roundedTo3(value) {
  if (!Number.isInteger(value * 16)) return Number(value.toFixed(3)); // no exact half
  const thousandths = value * 1000;
  const down = Math.floor(thousandths);
  const up = thousandths - down > 0.5 || (thousandths - down === 0.5 && down % 2 === 1);
  return (up ? down + 1 : down) / 1000;
}

const HALF = 180; // degrees: land across the 180th meridian is drawn beyond it, and saved before it
const TURN = 360;
const STEPS = 1e6; // decimals of longitudes

/** A longitude of the map as files have it. @param {number} lon */
const atHome = (lon) => Math.round((lon - TURN) * STEPS) / STEPS;

/** A box of the map as RFC 7946 (5.2) has it: across the meridian west is the larger number. @param {Box} box @param {boolean} beyond whether the map goes on beyond 180° @returns {Box} */
function savedBox([west, south, east, north], beyond) {
  return [beyond && west >= HALF ? atHome(west) : west, south, beyond && east > HALF ? atHome(east) : east, north];
}

/** A polygon where files have it. @param {Position[][]} rings @param {boolean} beyond @returns {Position[][]} */
function savedRings(rings, beyond) {
  if (!beyond || rings[0].some(([lon]) => lon < HALF)) return rings;
  return rings.map((ring) => ring.map(([lon, lat]) => /** @type {Position} */ ([atHome(lon), lat])));
}

/** Lines of [longitude, latitude] of all arcs, on the grid of the page; beyond 180° where the map is. @param {{scale: number, arcs: number[][]}} geometry @returns {Position[][]} */
export function arcPositions({ scale, arcs }) {
  const steps = Math.round(1 / scale); // dividing by 1e6 gives the nearest number to six decimals
  return arcs.map((flat) => {
    /** @type {Position[]} */
    const line = [];
    let [x, y] = [0, 0];
    for (let i = 0; i < flat.length; i += 2) {
      x += flat[i];
      y += flat[i + 1];
      line.push([x / steps, y / steps]);
    }
    return line;
  });
}

/**
 * A closed ring as in the file that it came from: from its own first point on, with points that rounding made equal.
 * @param {Position[][]} lines @param {number[]} arcs @param {number} turn @param {number[]} repeats
 */
function ringPositions(lines, arcs, turn, repeats) {
  const points = arcs.flatMap((arc) => (arc >= 0 ? lines[arc] : [...lines[~arc]].reverse()).slice(0, -1));
  const ring = [...points.slice(turn), ...points.slice(0, turn), points[turn]];
  for (const at of repeats) ring.splice(at, 0, ring[at - 1]);
  return ring;
}

/** Twice the area, positive if counter-clockwise. @param {Position[]} ring */
function signedArea(ring) {
  const [x0, y0] = ring[0];
  let sum = 0;
  for (let i = 1; i < ring.length; i += 1) {
    const [[ax, ay], [bx, by]] = [ring[i - 1], ring[i]];
    sum += (ax - x0) * (by - y0) - (bx - x0) * (ay - y0);
  }
  return sum;
}

/** @param {Position[]} points @returns {Box} */
function boxOf(points) {
  /** @type {Box} */
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return box;
}

/** Polygons of a unit, outer rings counter-clockwise, holes clockwise. @param {Position[][]} lines @param {import("../data/decode.js").Unit} unit @param {boolean} beyond */
function unitGeometry(lines, unit, beyond) {
  let at = 0;
  const drawn = unit.polygons.map((rings) =>
    rings.map((arcs, hole) => {
      const ring = ringPositions(lines, arcs, unit.turns[at], unit.repeats[at]);
      at += 1;
      return signedArea(ring) > 0 === (hole > 0) ? ring.reverse() : ring;
    }),
  );
  const polygons = drawn.map((rings) => savedRings(rings, beyond));
  const geometry = unit.multi
    ? { type: "MultiPolygon", coordinates: polygons }
    : { type: "Polygon", coordinates: polygons[0] };
  return { geometry, box: boxOf(drawn.flat(2)) };
}

/** What is said of a target on a day, without the target. @param {AtlasData} data @param {ControlState} state @param {number} day */
function stateProperties(data, state, day) {
  const actor = data.actors[state.holder];
  return {
    date: isoDay(day),
    holder: state.holder,
    holder_name: actor ? actor.name : WORDS[state.holder] || state.holder,
    holders: [state.holder, ...state.companions],
    status: state.status,
    bloc: data.blocOf(state.holder, day),
    opposed_by: [...new Set([...state.contested_by, ...state.besieged_by])],
    claimed_by: state.claimed_by,
    besieged: state.besieged_by.length > 0,
    disputed: state.claimed_by.length > 0,
    uncertain: state.uncertain_with.length > 0,
    uncertain_with: state.uncertain_with,
    ...(data.without ? { without: data.without.asked } : {}), // a what-if
  };
}

/** The claims of a description, if the page carries them. @param {AtlasData} data @param {import("../data/types.js").Description} said */
function claimProperties(data, said) {
  if (!data.hasClaims) return {};
  const claims = [...said.made, ...said.confirms, ...said.dissents].map((position) => data.claims[position]);
  return {
    events: claims.map((claim) => claim.id),
    sources: [...new Set(claims.flatMap((claim) => claim.sources))],
  };
}

/** @param {AtlasData} data @param {number} target @param {number} day @param {import("../data/types.js").Description} said */
function targetProperties(data, target, day, said) {
  const iso = (/** @type {number | null} */ one) => (one === null ? null : isoDay(one));
  return {
    ...stateProperties(data, data.states[said.state], day),
    parents: data.parents(target, day),
    since: iso(said.since),
    start_earliest: iso(said.startEarliest),
    start_latest: iso(said.startLatest),
    cause: said.cause,
    last_evidence: iso(said.lastEvidence),
    evidence_age_days: said.ageDays,
    evidence_level: said.level,
    decided_by: said.decidedBy === null ? null : data.places[said.decidedBy].id,
    ...claimProperties(data, said),
  };
}

/** @param {AtlasData} data @param {string} holder */
function colourOf(data, holder) {
  const own = data.actors[holder] || data.blocs[holder];
  return own ? own.colour : NEUTRAL_COLOURS[holder] || NEUTRAL_COLOURS.unknown;
}

/** simplestyle of a polygon. @param {AtlasData} data @param {Record<string, any>} row */
function areaStyle(data, row) {
  const doubtful = row.status === "contested" || row.status === "shared" || row.disputed;
  return {
    fill: colourOf(data, row.holder),
    "fill-opacity": doubtful || row.uncertain ? 0.4 : 0.65,
    stroke: "#ffffff",
    "stroke-width": 1,
    "stroke-opacity": 0.8,
  };
}

/** Whether the land of the map goes on beyond 180°. @param {AtlasData} data */
function isBeyond(data) {
  return data.geometry.bounds[2] > HALF;
}

/** @param {AtlasData} data @param {number} day @returns {Feature[]} */
function unitFeatures(data, day) {
  const lines = arcPositions(data.geometry);
  const beyond = isBeyond(data);
  return data.units.map((unit) => {
    const said = /** @type {import("../data/types.js").Description} */ (data.describe(unit.index, day));
    const head = { unit_id: unit.id, name: unit.name, area_km2: roundedTo3(unit.area_km2) };
    const properties = { ...head, ...targetProperties(data, unit.index, day, said) };
    return { id: unit.id, properties: { ...properties, ...areaStyle(data, properties) }, ...unitGeometry(lines, unit, beyond) };
  });
}

/** @param {AtlasData} data @param {number} day @returns {Feature[]} */
function placeFeatures(data, day) {
  return data.places.flatMap((place, index) => {
    const said = data.describe(data.unitTotal + index, day);
    if (!said) return [];
    const properties = {
      place_id: place.id,
      name: place.name,
      kind: place.kind,
      rank: place.rank,
      population: place.population,
      unit_id: place.unit === null ? "" : data.units[place.unit].id,
      ...targetProperties(data, data.unitTotal + index, day, said),
    };
    const style = {
      "marker-color": colourOf(data, properties.holder),
      "marker-size": isTown(place) ? MARKER_SIZES[place.rank] || "small" : "small",
    };
    /** @type {Box} */
    const box = [place.lon, place.lat, place.lon, place.lat];
    const lon = isBeyond(data) && place.lon > HALF ? atHome(place.lon) : place.lon;
    const geometry = { type: "Point", coordinates: [lon, place.lat] };
    return [{ id: place.id, properties: { ...properties, ...style }, geometry, box }];
  });
}

/** @param {Feature} feature @param {boolean} beyond */
function featureText({ id, properties, geometry, box }, beyond) {
  const point = box[0] === box[2] && box[1] === box[3];
  return JSON.stringify({ type: "Feature", id, ...(point ? {} : { bbox: savedBox(box, beyond) }), properties, geometry });
}

/**
 * The snapshot of a day as the text of a GeoJSON file.
 * @param {AtlasData} data @param {number} day @param {"units" | "places"} layer
 */
export function geojsonText(data, day, layer) {
  const features = layer === "units" ? unitFeatures(data, day) : placeFeatures(data, day);
  const corners = features.flatMap(({ box }) => /** @type {Position[]} */ ([[box[0], box[1]], [box[2], box[3]]]));
  const head = {
    type: "FeatureCollection",
    ...(features.length ? { bbox: savedBox(boxOf(corners), isBeyond(data)) } : {}),
    title: `${data.case.title}, ${isoDay(day)}`,
    date: isoDay(day),
    layer,
    area_model: data.case.model,
    ...(data.case.model_options ? { area_model_options: data.case.model_options } : {}),
    licence: data.case.licence,
    attribution: data.case.attribution,
    ...(data.hasClaims ? {} : { evidence: "left out of the page that made this file" }),
  };
  const body = features.map((feature) => featureText(feature, isBeyond(data))).join(",\n");
  return `${JSON.stringify(head).slice(0, -1)},"features":[\n${body}\n]}\n`;
}
