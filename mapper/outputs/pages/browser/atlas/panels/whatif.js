// What if a claim, a source or a kind of claims were not so: the question, its banner over the map, its menu.
import { el, nameNode, webAddress } from "../../library/dom/elements.js";
import { edtfWords, longDay } from "../../library/words/dates.js";
import { differing, differingDay } from "../data/whatif.js";
import { isTown } from "../figures/statistics.js";
import { menuAction } from "./menus.js";

/** @import { AtlasData } from "../data/data.js" */
/** @import { Texts } from "../../library/words/texts.js" */

const M2_PER_KM2 = 1e6;

/** What a source is called in a sentence. @param {AtlasData} data @param {string} source */
function sourceName(data, source) {
  const info = data.sources && Object.hasOwn(data.sources, source) ? data.sources[source] : null;
  return [info?.outlet, info?.title].filter(Boolean).join(": ") || webAddress(source)?.hostname.replace(/^www\./, "") || source;
}

/** "without the claim of 6 April 2012 on Timbuktu (capture)"; "" for the record itself. @param {AtlasData} data @param {Texts} texts */
export function withoutWords(data, texts) {
  if (!data.without) return "";
  const { what, id, claims } = data.without;
  if (what === "kind") return texts.t(`whatif_kind_${id}`);
  if (what === "source") return texts.t("whatif_source", { source: sourceName(data, id) });
  const claim = data.claims[claims[0]];
  const key = `event_${claim.type}`;
  return texts.t("whatif_claim", { date: edtfWords(claim.date, texts), target: claim.target_name, what: texts.has(key) ? texts.t(key) : claim.type });
}

/** The same as a sentence that begins with "What if". @param {AtlasData} data @param {Texts} texts */
export function whatIfWords(data, texts) {
  return data.without ? texts.t("whatif_sentence", { without: withoutWords(data, texts) }) : "";
}

/** What differs from the record on a day, in figures. @param {AtlasData} data @param {number} day @param {Texts} texts */
function differsWords(data, day, texts) {
  const { units, places } = differing(data, day);
  const km2 = units.reduce((sum, unit) => sum + data.units[unit].m2, 0) / M2_PER_KM2;
  const towns = places.filter((index) => isTown(data.places[index])).length;
  const others = places.length - towns;
  const parts = [
    ...(km2 ? [texts.t("area", { n: texts.number(km2, 3) })] : []),
    ...(towns ? [texts.plural("whatif_towns", towns)] : []),
    ...(others ? [texts.plural("whatif_places", others)] : []),
  ];
  return parts.length ? texts.t("whatif_differs", { what: texts.join(parts) }) : "";
}

/**
 * The line over the map that says that it is not the record.
 * @param {AtlasData} data @param {any} store @param {Texts} texts
 */
export function whatIfBanner(data, store, texts) {
  const figures = el("span", { class: "mapper-whatif-figures" });
  const end = el("button", { type: "button", class: "mapper-button mapper-word", "data-whatif": "end", text: texts.t("whatif_end"), onclick: () => store.set({ without: "", playing: false }) });
  const go = el("button", { type: "button", class: "mapper-button mapper-word", "data-whatif": "go" });
  const words = el("p", {}, el("strong", { role: "status", text: whatIfWords(data, texts) }), " ", figures);
  const node = el("section", { class: "mapper-whatif", "aria-label": texts.t("whatif"), dir: texts.direction, hidden: !data.without }, words, go, end);
  /** @param {import("../page/store.js").View} view */
  const show = ({ day }) => {
    if (!data.without) return;
    const found = differsWords(data, day, texts);
    const other = found ? null : differingDay(data, day);
    figures.textContent = found || texts.t(other === null ? "whatif_never" : "whatif_same");
    go.hidden = other === null;
    go.textContent = other === null ? "" : texts.t("whatif_go", { date: longDay(other, texts) });
    go.onclick = () => store.set({ day: Number(other) });
  };
  return { node, show, words: whatIfWords(data, texts), focus: () => end.focus() };
}

/**
 * A quiet question below a claim: what would be so without it, or without one of its sources.
 * @param {AtlasData} data @param {string} id of the claim @param {Texts} texts @param {(asked: string) => void} onWithout
 */
export function whatIfAsk(data, id, texts, onWithout) {
  const claim = data.claims.find((one) => one.id === id);
  /** @param {string} asked @param {Node | string} words */
  const choice = (asked, words) => el("button", { type: "button", class: "mapper-whatif-choice", "data-without": asked, "aria-pressed": data.without?.asked === asked ? "true" : "false", onclick: () => onWithout(asked) }, words);
  const node = el("details", { class: "mapper-whatif-ask" }, el("summary", { text: texts.t("whatif_ask") }));
  node.addEventListener("toggle", () => {
    if (!node.open || node.childElementCount > 1) return;
    node.append(choice(`claim:${id}`, texts.t("whatif_this")));
    for (const source of new Set(claim?.sources)) node.append(choice(`source:${source}`, texts.phrase("whatif_without_source", { source: nameNode(sourceName(data, source)) })));
  });
  return node;
}

/** Rows of a menu: the kinds of claims that can be left out; none where the page has no room for it. @param {AtlasData} data @param {Texts} texts @param {(asked: string) => void} onWithout */
export function whatIfRows(data, texts, onWithout) {
  if (!data.whatif) return [];
  const rows = Object.entries(data.whatif.kinds).map(([kind, claims]) => menuAction(`without-${kind}`, texts.t(`whatif_kind_${kind}`), texts.plural("whatif_claims", claims.length), () => onWithout(`kind:${kind}`)));
  return [el("h3", { class: "mapper-menu-part", text: texts.t("whatif") }), ...rows, ...(data.whatif.single ? [el("p", { class: "mapper-small", text: texts.t("whatif_about") })] : [])];
}
