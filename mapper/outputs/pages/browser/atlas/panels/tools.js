// The tools in the header: colours, comparison, files to take away, language.
import { el } from "../../library/dom/elements.js";
import { isoDay } from "../../library/words/dates.js";
import { dateField } from "../time/datefield.js";
import { choiceNode, menuAction, menuNode } from "./menus.js";
import { whatIfRows } from "./whatif.js";
import { nameFor, saveFile, snapshotName, snapshotText, statsCsv } from "../save/download.js";

/** @import { AtlasData } from "../data/data.js" */
/** @import { Texts } from "../../library/words/texts.js" */

const GEOJSON = "application/geo+json";
const COMPARISONS = ["swipe", "side", "changes"];

/**
 * Menu of what can be taken away.
 * @param {AtlasData} data @param {any} store @param {Texts} texts
 * @param {{onPicture: (format: "png" | "svg") => void, onCite: (after: () => void) => void, onLink: () => string, tell: (words: string) => void}} hooks
 */
function takeMenu(data, store, texts, { onPicture, onCite, onLink, tell }) {
  const view = () => store.get();
  const plain = /** @type {any} */ (data).plain || data; // names as in the files of the case
  /** @param {"units" | "places"} name */
  const layer = (name) => saveFile(nameFor(data, snapshotName(view().day, name)), snapshotText(plain, view().day, name), GEOJSON);
  /** @param {any} days @param {string} name */
  const table = (days, name) => saveFile(nameFor(data, name), statsCsv(plain, days, view().by), "text/csv");
  const every = () => data.changeDays;
  const link = async () => {
    const address = onLink();
    try {
      await navigator.clipboard.writeText(address);
      field.hidden = true;
      told.hidden = false;
      tell(texts.t("link_copied"));
    } catch {
      told.hidden = true;
      field.hidden = false;
      field.value = address;
      field.select();
      tell(texts.t("link_shown"));
    }
  };
  const field = el("input", { class: "mapper-link-field", readonly: true, hidden: true, "aria-label": texts.t("take_link") });
  const told = el("p", { class: "mapper-told", "aria-hidden": "true", hidden: true, text: texts.t("link_copied") }); // others hear it
  const menu = menuNode(
    texts.t("take"),
    "take",
    menuAction("png", texts.t("take_png"), texts.t("take_png_about"), () => onPicture("png")),
    menuAction("svg", texts.t("take_svg"), texts.t("take_svg_about"), () => onPicture("svg")),
    menuAction("units", texts.t("take_units"), "GeoJSON", () => layer("units")),
    menuAction("places", texts.t("take_places"), "GeoJSON", () => layer("places")),
    menuAction("csv-day", texts.t("take_csv_day"), "CSV", () => table([view().day], `statistics-${isoDay(view().day)}.csv`)),
    menuAction("csv-all", texts.t("take_csv_all"), "CSV", () => table(every(), "statistics.csv")),
    menuAction("link", texts.t("take_link"), texts.t("take_link_about"), link),
    field,
    told,
    menuAction("cite", texts.t("cite"), texts.t("cite_about"), () => onCite(menu.focus)),
  );
  menu.node.addEventListener("toggle", () => (told.hidden = field.hidden = true)); // the next time it is asked anew
  return menu;
}

/** Menu that begins a comparison with a second date, or with what would be so without some claims. @param {AtlasData} data @param {any} store @param {Texts} texts */
function compareMenu(data, store, texts) {
  /** @param {any} mode */
  const begin = (mode) => {
    const { day, other } = store.get();
    const far = day === data.firstDay ? data.lastDay : data.firstDay;
    store.set({ mode, other: other === day ? far : other, ...plainColours(mode) });
    menu.close();
  };
  const rows = COMPARISONS.map((mode) => menuAction(mode, texts.t(`mode_${mode}`), texts.t(`mode_${mode}_about`), () => begin(mode)));
  const without = whatIfRows(data, texts, (asked) => {
    menu.close();
    store.set({ without: asked, playing: false });
  });
  const menu = menuNode(texts.t("compare"), "compare", ...rows, ...without);
  return { ...menu, show: (/** @type {any} */ view) => menu.node.classList.toggle("mapper-active", view.mode !== "one" || data.without !== null) };
}

/** What changed hands is shown in its parties' colours only. @param {string} mode */
function plainColours(mode) {
  return mode === "changes" ? { shade: "" } : {};
}

/** What the colours mean: the parties, their camps, or the evidence. @param {AtlasData} data @param {any} store @param {Texts} texts */
export function colourChoice(data, store, texts) {
  const names = ["holder", ...(data.blocList.length ? ["bloc"] : []), "age", "level"];
  /** @param {string} name */
  const choose = (name) => {
    if (name === "holder" || name === "bloc") store.set({ by: name, shade: "" });
    else store.set({ shade: name, ...(store.get().mode === "changes" ? { mode: "one" } : {}) });
  };
  const choices = names.map((name) => /** @type {[string, string]} */ ([name, texts.t(`by_${name}`)]));
  return choiceNode(texts.t("colour_by"), "mapper-by", choices, choose);
}

/**
 * @param {any} data @param {any} store @param {any} texts
 * @param {{onPicture: (format: "png" | "svg") => void, onCite: (after: () => void) => void, onLanguage: (lang: string) => void, onLink: () => string, tell: (words: string) => void, languages: Record<string, string>}} hooks what each language calls itself, by its code
 */
export function toolBar(data, store, texts, hooks) {
  const colours = colourChoice(data, store, texts);
  const take = takeMenu(data, store, texts, hooks);
  const compare = compareMenu(data, store, texts);
  const languages = Object.entries(hooks.languages)
    .filter(([lang]) => lang !== texts.lang)
    .map(([lang, name]) => el("button", { type: "button", class: "mapper-button mapper-word", lang, "aria-label": name, title: name, text: lang.toUpperCase(), onclick: () => hooks.onLanguage(lang) }));
  const node = el("div", { class: "mapper-tools" }, colours.node, compare.node, take.node, ...languages);
  /** @param {any} view */
  const show = (view) => {
    colours.set(view.shade || view.by);
    compare.show(view);
  };
  return {
    node,
    show,
    remove: () => {
      take.remove();
      compare.remove();
    },
  };
}

/** The bar over the map while two dates are compared. @param {AtlasData} data @param {any} store @param {Texts} texts @param {(asked: number) => void} onOutside */
export function compareBar(data, store, texts, onOutside) {
  const field = dateField(data, texts, "mapper-other-date", texts.t("other_date"), (other) => store.set({ other }), onOutside);
  const second = el("div", { class: "mapper-field" }, el("span", { "aria-hidden": "true", text: texts.t("other_date") }), field.node);
  const modes = choiceNode(texts.t("compare_how"), "mapper-mode", COMPARISONS.map((mode) => [mode, texts.t(`mode_${mode}`)]), (mode) => store.set({ mode, ...plainColours(mode) }));
  const swap = el("button", { type: "button", class: "mapper-button mapper-word", text: texts.t("swap"), onclick: () => store.set({ day: store.get().other, other: store.get().day }) });
  const close = el("button", { type: "button", class: "mapper-button mapper-word", text: texts.t("compare_end"), onclick: () => store.set({ mode: "one" }) });
  const node = el("div", { class: "mapper-compare-bar", role: "group", "aria-label": texts.t("compare"), hidden: true }, modes.node, second, swap, close);
  /** @param {any} view */
  const show = (view) => {
    node.hidden = view.mode === "one";
    modes.set(view.mode);
    field.show(view.other);
  };
  return { node, show };
}
