// The drawing itself: ground, land by holder, rivers, borders, towns, inside a Leaflet map.
import { arcLine, decodeArcs, flatLine, polygonRings, neighbourRuns } from "./topology.js";
import { groundColour, holderColour } from "../paint/colours.js";
import { landPaint, staleness } from "../states/states.js";
import { areaLabel } from "../words/texts.js";
import { el, nameNode } from "../dom/elements.js";
import { tooltipNode } from "../card/tooltip.js";
import { townsLayer } from "./towns.js";

/** @import { DayData, Geometry, Place, PlaceEntry, Row, TargetKind } from "../data/types.js" */
/** @import { PatternBook } from "../paint/patterns.js" */
/** @import { Texts } from "../words/texts.js" */
/** @import { LatLng } from "./topology.js" */
/** @import { AreaName } from "./towns.js" */

const PANES = { ground: 210, areas: 400, rivers: 410, borders: 420, chosen: 430, towns: 440 };
const MESH_ZOOM = 7; // borders of single units are drawn from here on

/**
 * The frames of borders that are valid on a day.
 * @template {import("../data/types.js").Span} F
 * @param {F[]} frames @param {number} day @returns {F[]}
 */
export function framesOn(frames, day) {
  /** @param {F} frame */
  const holds = (frame) =>
    (frame.valid_from === null || frame.valid_from <= day) && (frame.valid_to === null || day < frame.valid_to);
  return frames.filter(holds);
}

/** Places of the day with their state, most important first. @param {DayData} data @returns {PlaceEntry[]} */
export function placesOf(data) {
  const { geometry, state } = data;
  /** @type {PlaceEntry[]} */
  const entries = [];
  geometry.places.forEach((place, index) => {
    const row = state.places[index];
    if (!row) return;
    entries.push({ place, row, index, state: state.states[row.s], odd: isOdd(data, place, row) });
  });
  /** @param {PlaceEntry} entry */
  const weight = ({ place, odd }) => place.rank - (odd && place.rank > 1 && place.rank < 4 ? 0.5 : 0);
  /** @param {PlaceEntry} entry */
  const people = ({ place }) => place.population || 0;
  return entries.sort((a, b) => weight(a) - weight(b) || people(b) - people(a) || a.index - b.index);
}

/** Whether a town is held by another than the land around it. @param {DayData} data @param {Place} place @param {Row} row */
function isOdd({ state }, place, row) {
  if (place.unit === null || place.unit === undefined || place.rank > 4) return false;
  const land = state.units[place.unit];
  const held = land && state.states[land.s].holder;
  return Boolean(land) && held !== "no_data" && held !== state.states[row.s].holder;
}

/** Ground: borders of the neighbours, quiet. @param {any} L @param {Geometry} geometry @param {any} renderer */
function groundLayer(L, geometry, renderer) {
  const lines = neighbourRuns(geometry.neighbours).map((run) => flatLine(run));
  return L.polyline(lines, { renderer, pane: "mapper-ground", className: "mapper-neighbour", interactive: false });
}

/** Rivers with a light casing, so that they read over every colour. @param {any} L @param {Geometry} geometry @param {any} renderer */
function riverLayer(L, geometry, renderer) {
  const group = L.layerGroup();
  const options = { renderer, pane: "mapper-rivers", interactive: false };
  for (const part of ["case", "line"]) {
    for (const river of geometry.rivers) {
      const size = river.rank <= 4 ? "major" : "minor";
      const className = `mapper-river-${part} mapper-river-${size}`;
      group.addLayer(L.polyline(river.lines.map((line) => flatLine(line)), { ...options, className }));
    }
  }
  return group;
}

/** Borders of the regions of that day, and of the country. @param {any} L @param {DayData} data @param {LatLng[][]} arcs @param {any} renderer */
function borderLayer(L, data, arcs, renderer) {
  const options = { renderer, pane: "mapper-borders", interactive: false };
  /** @param {number[]} indices */
  const lines = (indices) => indices.map((index) => arcLine(arcs, index));
  const group = L.layerGroup();
  for (const frame of framesOn(data.geometry.frames, data.state.day)) {
    group.addLayer(L.polyline(lines(frame.arcs), { ...options, className: "mapper-border" }));
  }
  const outline = lines(data.geometry.outline);
  group.addLayer(L.polyline(outline, { ...options, className: "mapper-outline-case" }));
  group.addLayer(L.polyline(outline, { ...options, className: "mapper-outline" }));
  return group;
}

/**
 * One polygon for each unit; colours come later.
 * @param {any} L @param {DayData} data @param {LatLng[][]} arcs @param {any} renderer
 * @param {{onSelect: (kind: "unit", index: number) => void, onHover: (kind: "unit", index: number | null) => void}} hooks
 * @returns {any[]}
 */
function unitLayers(L, data, arcs, renderer, hooks) {
  return data.geometry.units.map((unit, index) => {
    const shape = L.polygon(polygonRings(arcs, unit.polygons), {
      renderer,
      pane: "mapper-areas",
      className: "mapper-unit",
      fillOpacity: 1,
      weight: 0.8,
      smoothFactor: 0.6,
    });
    shape.on("click", (/** @type {any} */ event) => {
      L.DomEvent.stopPropagation(event);
      hooks.onSelect("unit", index);
    });
    shape.on("mouseover", () => hooks.onHover("unit", index));
    shape.on("mouseout", () => hooks.onHover("unit", null));
    return shape;
  });
}

/** Names of regions and neighbours. @param {DayData} data @returns {AreaName[]} */
function areaNames(data) {
  /** @type {AreaName[]} */
  const names = [];
  for (const frame of framesOn(data.geometry.frames, data.state.day)) {
    for (const { name, ...where } of frame.names) {
      names.push({ name: areaLabel(name, data.geometry.area_forms), ...where, kind: "area" });
    }
  }
  for (const { name, lon, lat, room, spots } of data.geometry.neighbours) {
    if (lon !== undefined && lat !== undefined && room !== undefined && spots !== undefined) names.push({ name, lon, lat, room, spots, kind: "country" });
  }
  return names;
}

/**
 * Draw a day into a Leaflet map. When `data.state` speaks of another day, `turn` draws that one.
 * @param {any} L @param {any} map
 * @param {DayData} data @param {Texts} texts
 * @param {PatternBook} book
 * @param {object} hooks
 * @param {(kind: TargetKind | "none", index: number) => void} hooks.onSelect
 * @param {(kinds: Set<string>) => void} hooks.onKinds told the kinds of the dots that are drawn
 * @param {(kind: TargetKind, index: number) => string | null} [hooks.words] beside the pointer, in place of the holder
 */
export function drawScene(L, map, data, texts, book, hooks) {
  const arcs = decodeArcs(data.geometry);
  /** @type {Record<string, any>} */
  const renderers = {};
  for (const [name, z] of Object.entries(PANES)) {
    const pane = map.createPane(`mapper-${name}`);
    pane.style.zIndex = String(z);
    if (name !== "towns") renderers[name] = L.svg({ pane: `mapper-${name}`, padding: 0.6 });
  }
  const tooltip = L.tooltip({ direction: "top", offset: [0, -8], className: "mapper-tooltip", opacity: 1 });
  map.on("click movestart zoomstart", () => map.closeTooltip(tooltip));
  /** @param {TargetKind} kind @param {number | null} index */
  const hover = (kind, index) => {
    const words = index === null || !hooks.words ? null : hooks.words(kind, index);
    showTooltip(map, tooltip, data, texts, kind, index, words);
  };
  const units = unitLayers(L, data, arcs, renderers.areas, { ...hooks, onHover: hover });
  const left = new Set([...data.geometry.outline, ...(data.geometry.seams || [])]);
  const mesh = L.polyline(
    arcs.filter((_, index) => !left.has(index)),
    { renderer: renderers.areas, pane: "mapper-areas", className: "mapper-mesh", interactive: false },
  );
  const ofTheDay = () => {
    const places = placesOf(data);
    const towns = townsLayer(L, {
      pane: "mapper-towns",
      places,
      names: areaNames(data),
      actors: data.state.actors,
      onSelect: (index) => hooks.onSelect("place", index),
      onHover: (index) => hover("place", index),
      onKinds: hooks.onKinds,
    });
    const sieges = siegeLayer(L, data, units, renderers.borders);
    return { places, towns, sieges, borders: borderLayer(L, data, arcs, renderers.borders) };
  };
  let today = ofTheDay();
  /** @type {Record<string, any>} */
  const layers = {
    ground: groundLayer(L, data.geometry, renderers.ground),
    areas: L.layerGroup([...units, today.sieges]),
    rivers: riverLayer(L, data.geometry, renderers.rivers),
    borders: today.borders,
    towns: today.towns,
  };
  for (const layer of Object.values(layers)) map.addLayer(layer);
  const showMesh = () => {
    const wanted = map.getZoom() >= MESH_ZOOM && map.hasLayer(layers.areas);
    if (wanted) map.addLayer(mesh);
    else map.removeLayer(mesh);
  };
  map.on("zoomend", showMesh);
  map.whenReady(showMesh); // whatever the first view is: a small country begins as near as that
  map.on("click", () => hooks.onSelect("none", -1));

  /** @param {boolean} dark */
  const paint = (dark) => {
    const ground = groundColour(dark);
    units.forEach((shape, index) => {
      const row = data.state.units[index];
      const held = data.state.states[row.s];
      const look = landPaint(held, data.state.actors, ground, staleness(row.last, held, data.state.day, data.state.first_day));
      const fill = book.fill(look);
      shape.setStyle({ fillColor: fill, color: fill });
    });
  };
  /** @param {string} name @param {boolean} on */
  const show = (name, on) => {
    if (on) map.addLayer(layers[name]);
    else map.removeLayer(layers[name]);
    showMesh();
  };
  /** @param {boolean} dark */
  const turn = (dark) => {
    const before = today;
    today = ofTheDay();
    layers.areas.removeLayer(before.sieges).addLayer(today.sieges);
    for (const name of /** @type {const} */ (["borders", "towns"])) {
      const shown = map.hasLayer(layers[name]);
      map.removeLayer(layers[name]);
      layers[name] = today[name];
      if (shown) map.addLayer(layers[name]);
    }
    paint(dark);
  };
  const select = chooser(L, map, data, units, (index) => today.towns.select(index), renderers.chosen);
  return { paint, show, turn, select, places: () => today.places };
}

/** Dashed outlines of land that is itself besieged. @param {any} L @param {DayData} data @param {any[]} units @param {any} renderer */
function siegeLayer(L, data, units, renderer) {
  const group = L.layerGroup();
  units.forEach((shape, index) => {
    const { besieged_by: by } = data.state.states[data.state.units[index].s];
    if (!by.length) return;
    const color = holderColour(data.state.actors, by[0]);
    const options = { renderer, pane: "mapper-borders", className: "mapper-siege-land", interactive: false };
    group.addLayer(L.polyline(closed(shape), { ...options, color }));
  });
  return group;
}

/** Rings of a polygon layer as closed lines. @param {any} shape @returns {any[][]} */
function closed(shape) {
  return shape.getLatLngs().flatMap((/** @type {any[][]} */ rings) => rings.map((ring) => [...ring, ring[0]]));
}

/**
 * Mark what is chosen and bring it into view.
 * @param {any} L @param {any} map @param {DayData} data @param {any[]} units
 * @param {(index: number | null) => void} selectTown @param {any} renderer
 * @returns {(kind: TargetKind | "none", index: number, move: boolean) => void}
 */
function chooser(L, map, data, units, selectTown, renderer) {
  /** @type {any} */
  let outline = null;
  return (kind, index, move) => {
    if (outline) map.removeLayer(outline);
    outline = null;
    selectTown(kind === "place" ? index : null);
    if (kind === "unit") {
      const options = { renderer, pane: "mapper-chosen", className: "mapper-chosen", interactive: false };
      outline = L.polyline(closed(units[index]), options).addTo(map);
      const bounds = units[index].getBounds();
      if (move && !map.getBounds().contains(bounds)) map.fitBounds(bounds, { maxZoom: 8 });
      else if (move && map.getZoom() < 6.5) map.setView(bounds.getCenter(), 6.5);
    } else if (kind === "place" && move) {
      const place = data.geometry.places[index];
      const zoom = Math.max(map.getZoom(), place.rank <= 2 ? 0 : 6.5);
      if (zoom > map.getZoom() || !map.getBounds().pad(-0.1).contains([place.lat, place.lon])) {
        map.setView([place.lat, place.lon], zoom);
      }
    }
  };
}

/**
 * Name and holder beside the pointer.
 * @param {any} map @param {any} tooltip @param {DayData} data @param {Texts} texts
 * @param {TargetKind} kind @param {number | null} index @param {string | null} words in place of the holder
 */
function showTooltip(map, tooltip, data, texts, kind, index, words) {
  map.closeTooltip(tooltip);
  if (tooltip.follow) map.off("mousemove", tooltip.follow);
  if (index === null || !window.matchMedia("(hover: hover)").matches) return;
  const { geometry, state } = data;
  const target = (kind === "place" ? geometry.places : geometry.units)[index];
  const row = (kind === "place" ? state.places : state.units)[index];
  if (!row) return;
  const held = state.states[row.s];
  const node = words
    ? el("div", { dir: texts.direction }, nameNode(target.name, "strong"), el("div", { text: words }))
    : tooltipNode(target.name, held, state.actors, texts, row, "", kind === "place" ? geometry.places[index].kind : kind);
  tooltip.setContent(node);
  if (kind === "place") {
    const { lat, lon } = geometry.places[index];
    tooltip.setLatLng([lat, lon]).addTo(map);
  } else {
    tooltip.follow = (/** @type {any} */ event) => tooltip.setLatLng(event.latlng).addTo(map);
    map.once("mousemove", tooltip.follow);
  }
}
