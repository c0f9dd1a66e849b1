// What the pointer does on a map: a name beside it, a card on a click.
import { lastWords } from "../../library/card/card.js";
import { tooltipNode } from "../../library/card/tooltip.js";
import { GROUPS, groupUnits } from "../figures/groups.js";
import { classWords, shadeClasses } from "../figures/evidence.js";

/** What the colour of a target says while colours show the evidence, else "". @param {any} data @param {number} target @param {any} view @param {any} texts */
function evidenceWords(data, target, view, texts) {
  const { shade, day, dark } = view.look();
  if (!shade) return "";
  const about = data.describe(target, day);
  if (shade === "age") return `${texts.t("last")}${texts.t("colon")} ${lastWords({ last: about.lastEvidence }, day, texts)}`;
  const { unitClasses, placeClasses } = view.book;
  const at = target < data.unitTotal ? unitClasses[target] : placeClasses[target - data.unitTotal];
  return classWords(shadeClasses(data, shade, dark)[at], texts);
}

/**
 * @param {any} L @param {any} map
 * @param {(point: any) => any} viewAt the view drawn at a point of the map
 * @param {any} data @param {any} scenery @param {any} texts
 * @param {(kind: "place" | "unit" | "", index: number, view: any) => void} onSelect
 * @returns {() => void} ends it
 */
export function answerPointer(L, map, viewAt, data, scenery, texts, onSelect) {
  const tooltip = L.tooltip({ direction: "top", offset: [0, -8], className: "mapper-tooltip", opacity: 1 });
  const canHover = window.matchMedia("(hover: hover)").matches;
  let last = "";
  const hide = () => {
    last = "";
    map.closeTooltip(tooltip);
  };
  /** @param {any} event */
  const find = (event) => {
    const view = viewAt(event.containerPoint);
    const touch = event.originalEvent?.pointerType === "touch" || !canHover;
    return { view, ...view.under(event.latlng, touch) };
  };
  /** @param {any} event */
  const click = (event) => {
    if (event.originalEvent && /** @type {Element} */ (event.originalEvent.target).closest?.(".mapper-swipe")) return;
    const { view, kind, index } = find(event);
    hide();
    onSelect(kind, index, view);
  };
  /** @param {any} event */
  const move = (event) => {
    const { view, kind, index } = find(event);
    map.getContainer().classList.toggle("mapper-over", Boolean(kind));
    if (!kind) return hide();
    const key = `${kind} ${index} ${view.look().day}`;
    if (key !== last) {
      const target = (kind === "place" ? data.places : data.units)[index];
      const state = view.stateOf(kind, index);
      const { actors } = scenery.lenses(view.look().by, view.look().day);
      const number = kind === "place" ? data.unitTotal + index : index;
      const { day } = view.look();
      const when = { open: data.openDays(number, day), claimed: data.disputedSince(number, day) };
      tooltip.setContent(tooltipNode(target.name, state, actors, texts, when, evidenceWords(data, number, view, texts), kind === "place" ? data.places[index].kind : kind));
      last = key;
    }
    const place = kind === "place" ? data.places[index] : null;
    tooltip.setLatLng(place ? [place.lat, place.lon] : event.latlng);
    if (!map.hasLayer(tooltip)) tooltip.addTo(map);
    return undefined;
  };
  /** @type {Record<string, (event: any) => void>} */
  const events = { click, movestart: hide, zoomstart: hide, mouseout: hide };
  if (canHover) events.mousemove = move;
  map.on(events);
  return () => {
    hide();
    map.off(events);
  };
}

/** Bring what is selected into view; the map of a party stays where it shows any of its land. @param {any} map @param {any} data @param {string} kind @param {number} index @param {any} boundsOf @param {boolean} animate @param {number} day */
export function flyTo(map, data, kind, index, boundsOf, animate, day) {
  const options = animate ? {} : { animate: false };
  if (GROUPS.includes(kind)) {
    const units = groupUnits(data, { kind, index }, day);
    if (!units.length) return;
    const all = units.map(boundsOf);
    const seen = map.getBounds();
    const whole = all.slice(1).reduce((sum, one) => sum.extend(one), all[0].pad(0));
    const wanted = kind === "area" ? !seen.contains(whole) || map.getBoundsZoom(whole) > map.getZoom() + 1.5 : !all.some((one) => seen.intersects(one));
    if (wanted) map.fitBounds(whole, { maxZoom: 9, ...options });
    return;
  }
  if (kind === "place") {
    const place = data.places[index];
    const zoom = Math.max(map.getZoom(), place.rank <= 2 ? 0 : 6.5);
    if (zoom > map.getZoom() || !map.getBounds().pad(-0.12).contains([place.lat, place.lon])) map.setView([place.lat, place.lon], zoom, options);
    return;
  }
  const bounds = boundsOf(index);
  if (!map.getBounds().contains(bounds)) map.fitBounds(bounds, { maxZoom: 8, ...options });
  else if (map.getZoom() < 6.5) map.setView(bounds.getCenter(), 6.5, options);
}
