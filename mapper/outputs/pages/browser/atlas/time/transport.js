// Buttons below the map: play, steps, the date field, speed, zoom in time.
import { el, setWords, svg } from "../../library/dom/elements.js";
import { dateField } from "./datefield.js";
import { SPEEDS } from "./player.js";

const ICONS = {
  play: "M5 3.2v11.6L14.6 9z",
  pause: "M4.5 3.5h3.2v11H4.5zM10.3 3.5h3.2v11h-3.2z",
  back: "M12 3.2v11.6L5 9z",
  on: "M6 3.2v11.6L13 9z",
  backChange: "M13.5 3.2v11.6L7 9zM4.5 3.5h2v11h-2z",
  onChange: "M4.5 3.2v11.6L11 9zM11.5 3.5h2v11h-2z",
  closer: "M8 3.5h2V8h4.5v2H10v4.5H8V10H3.5V8H8z",
  farther: "M3.5 8h11v2h-11z",
  whole: "M2.5 8h13v2h-13zM2.5 4.5h2v9h-2zM13.5 4.5h2v9h-2z",
};
const STEPS = ["day", "month", "year"];

/** A small picture of a button. @param {keyof typeof ICONS} name */
function icon(name) {
  return svg("svg", { width: 18, height: 18, viewBox: "0 0 18 18", "aria-hidden": "true" }, svg("path", { d: ICONS[name], fill: "currentColor" }));
}

/**
 * @param {any} data @param {any} texts
 * @param {object} hooks
 * @param {(unit: import("./steps.js").Step, way: 1 | -1) => void} hooks.onStep
 * @param {(day: number) => void} hooks.onDay
 * @param {(asked: number) => void} [hooks.onOutside] a day was asked for that lies outside the record
 * @param {() => void} hooks.onPlay
 * @param {(speed: string) => void} hooks.onSpeed
 * @param {{zoomIn: () => void, zoomOut: () => void, zoomAll: () => void}} hooks.line
 */
export function transportBar(data, texts, { onStep, onDay, onOutside, onPlay, onSpeed, line }) {
  const button = (/** @type {string} */ name, /** @type {any} */ picture, /** @type {any} */ onclick, extra = {}) =>
    el("button", { type: "button", class: "mapper-button", "aria-label": texts.t(name), title: texts.t(name), onclick, ...extra }, icon(picture));
  const play = button("play", "play", onPlay, { class: "mapper-button mapper-play" });
  const unit = el("select", { class: "mapper-select", "aria-label": texts.t("step_unit"), name: "mapper-step" }, ...STEPS.map((name) => el("option", { value: name, text: texts.t(`step_${name}`) })));
  const speed = el(
    "select",
    { class: "mapper-select", "aria-label": texts.t("speed"), name: "mapper-speed", onchange: () => onSpeed(speed.value) },
    ...Object.keys(SPEEDS).map((name) => el("option", { value: name, selected: name === "month", text: texts.t(`speed_${name}`) })),
  );
  const field = dateField(data, texts, "mapper-date", texts.t("date_field"), onDay, onOutside);
  const caption = el("span", { class: "mapper-spring" });
  /** @param {string} label @param {...Node} nodes */
  const group = (label, ...nodes) => el("div", { class: "mapper-group-bar", role: "group", "aria-label": texts.t(label) }, ...nodes);
  const node = el(
    "div",
    { class: "mapper-transport", role: "toolbar", "aria-label": texts.t("transport") },
    group("transport_changes", button("step_change_back", "backChange", () => onStep("change", -1)), play, button("step_change_on", "onChange", () => onStep("change", 1))),
    field.node,
    group("transport_steps", button("step_back", "back", () => onStep(unit.value, -1)), unit, button("step_on", "on", () => onStep(unit.value, 1))),
    el("label", { class: "mapper-speed" }, el("span", { text: texts.t("speed_short") }), speed),
    caption,
    group("transport_zoom", button("time_zoom_out", "farther", line.zoomOut), button("time_zoom_in", "closer", line.zoomIn), button("time_zoom_all", "whole", line.zoomAll, { class: "mapper-button mapper-time-whole" })),
  );
  /** @param {any} view */
  const show = (view) => {
    setWords(caption, texts.t(view.figure === "people" ? `chart_people_${view.by}` : `chart_${view.by}`));
    field.show(view.day);
    const words = texts.t(view.playing ? "pause" : "play");
    if (play.getAttribute("aria-label") === words) return;
    play.replaceChildren(icon(view.playing ? "pause" : "play"));
    play.setAttribute("aria-label", words);
    play.setAttribute("title", words);
  };
  /** @param {string} name */
  const setSpeed = (name) => {
    speed.value = name;
    onSpeed(name);
  };
  return { node, show, setSpeed };
}
