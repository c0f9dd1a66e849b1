// Where the parts of the page stand around the map, and how they leave again.
import { el } from "../../library/dom/elements.js";
import { readingNode } from "../../library/page/page.js";

/** @import { Texts } from "../../library/words/texts.js" */

/**
 * @param {HTMLElement} frame of the map
 * @param {Record<"header" | "bar" | "caption" | "transport" | "line" | "panel" | "live", any>} nodes header: those in it
 * @param {Texts} texts
 */
export function frameNodes(frame, nodes, texts) {
  const header = el("header", { class: "mapper-header" }, ...nodes.header);
  const mapBox = el("div", { class: "mapper-frame" });
  const stage = el("main", { class: "mapper-stage" }, nodes.bar, mapBox, nodes.caption);
  const foot = el("section", { class: "mapper-time", "aria-label": texts.t("time_title") }, nodes.transport, nodes.line);
  document.body.prepend(header, stage, foot, nodes.panel, nodes.live);
  mapBox.append(frame);
  frame.setAttribute("role", "application");
  for (const way of ["in", "out"]) {
    const button = frame.querySelector(`.leaflet-control-zoom-${way}`);
    button?.setAttribute("title", texts.t(`zoom_${way}`));
    button?.setAttribute("aria-label", texts.t(`zoom_${way}`));
  }
  const remove = () => {
    document.body.append(frame);
    for (const node of [header, stage, foot, nodes.panel, nodes.live]) node.remove();
  };
  return { stage, mapBox, remove };
}

/**
 * What stands in the panel while no card does: search, legend, events, places, notes.
 * @param {any} panel @param {Node} finder @param {Node[]} lists events, places @param {Texts} texts
 * @param {{more?: string | null, reading?: string | null}} pages beside this one
 */
export function fillPanel(panel, finder, lists, texts, { more, reading }) {
  const about = panel.about.node;
  panel.home.append(finder, panel.legendBox, el("h2", { class: "mapper-part", text: texts.t("events_title") }), ...lists, about);
  if (reading) about.querySelector(".mapper-misleads")?.after(readingNode(reading, texts));
  if (more) about.append(el("p", {}, el("a", { href: more, text: texts.t("more_files") })));
  about.append(el("h4", { text: texts.t("keys_title") }), el("p", { text: texts.t("keys") }));
}
