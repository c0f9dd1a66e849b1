// A view in words for other people's texts: its address, a sentence with its figures, and entries for bibliographies.
import { longDay, isoDay } from "../../library/words/dates.js";
import { figureOf, partsWords, rowName, shareWords, sortedRows } from "../../library/legend/holders.js";
import { unmarked } from "../../library/words/isolate.js";
import { stateText } from "../../library/states/states.js";
import { areasOf, inside } from "../data/areas.js";
import { GROUPS, groupsOf } from "../figures/groups.js";
import { legendData, tableState } from "../panels/facade.js";
import { caseTitle, headWords } from "../panels/headline.js";
import { whatIfWords } from "../panels/whatif.js";

/** @import { AtlasData } from "../data/data.js" */
/** @import { View } from "../page/store.js" */
/** @import { Texts } from "../../library/words/texts.js" */

const SEEN = 0.005; // of the whole: rows that round to nothing make a sentence only longer

/** The address at which others see a view; "" where it has none, as for a page opened from disk. @param {AtlasData} data @param {string} hash of the view */
export function permalink(data, hash) {
  const { url } = data.case;
  if (url) return `${url}${hash}`;
  return window.location.protocol.startsWith("http") ? new URL(hash, window.location.href).href : "";
}

/** The element with which another page shows this view; beside a page from disk its file has to lie there. @param {AtlasData} data @param {string} hash of the embedded view @param {string} title */
export function embedCode(data, hash, title) {
  const page = permalink(data, "").split("#")[0] || window.location.pathname.split("/").pop() || "";
  /** @param {string} text */
  const safe = (text) => unmarked(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  return `<iframe src="${safe(page + hash)}" title="${safe(title)}" width="640" height="420" style="border:0;max-width:100%" loading="lazy"><${"/"}iframe>`; // written so, a page can hold it in a script
}

/** Who holds how much, in the order of the legend. @param {AtlasData} data @param {any} scenery @param {any} view of mapview.js @param {View} state @param {Texts} texts @param {import("../data/areas.js").Inside | null} [only] what lies in one area */
function shares(data, scenery, view, state, texts, only = null) {
  const { day, by } = view.look();
  const legend = only ? tableState(data, scenery, day, by, only) : legendData(data, scenery, view).state;
  const counted = figureOf(legend, state.figure);
  /** @param {any} row */
  const most = ({ parts }) => Math.max(0, ...Object.values(parts).map((part) => part[counted.figure === "people" ? 1 : 0] || 0));
  const rows = sortedRows(legend.legend, counted.figure).filter((row) => most(row) >= SEEN * counted.total);
  const words = rows.map((row) => {
    const said = { name: rowName(row, legend.actors, texts), share: shareWords(row, counted, texts), parts: partsWords(row, counted, texts) };
    return texts.t(said.parts ? "cite_row_parts" : "cite_row", said);
  });
  return { rows: words.join(texts.t("list_semicolon")), key: counted.figure === "people" ? "cite_people" : "cite_area" };
}

/**
 * What the view says, as one sentence that can be quoted: of what is selected, of what changed hands, or of the day.
 * @param {AtlasData} data @param {any} scenery @param {any} happenings @param {any} view of mapview.js @param {View} state @param {Texts} texts
 */
export function quotable(data, scenery, happenings, view, state, texts) {
  const said = viewWords(data, scenery, happenings, view, state, texts);
  return data.without ? `${whatIfWords(data, texts)} ${said}` : said;
}

/** The same but for what a what-if leaves out. @param {AtlasData} data @param {any} scenery @param {any} happenings @param {any} view @param {View} state @param {Texts} texts */
function viewWords(data, scenery, happenings, view, state, texts) {
  const date = longDay(state.day, texts);
  const title = caseTitle(data, texts);
  if (state.mode === "changes") {
    const { title: when, change: news } = headWords(data, happenings, state, texts);
    return `${when}${texts.t("colon")} ${news}`;
  }
  if (GROUPS.includes(state.kind)) {
    const { name } = groupsOf(data, state.kind)[state.index];
    const only = state.kind === "area" ? inside(data, areasOf(data)[state.index], state.day) : null;
    const { rows, key } = shares(data, scenery, view, state, texts, only);
    if (only) return texts.t(key, { title: texts.list([title, name]), date, rows });
  } else if (state.kind) {
    const target = state.kind === "unit" ? state.index : data.unitTotal + state.index;
    const about = data.describe(target, state.day);
    const name = (state.kind === "unit" ? data.units : data.places)[state.index].name;
    const said = about ? stateText(data.states[about.state], data.actors, texts) : texts.t("not_yet");
    return texts.t("cite_target", { title, date, name, state: said });
  }
  const { rows, key } = shares(data, scenery, view, state, texts);
  return texts.t(key, { title, date, rows });
}

/**
 * What bibliographies need to know of a view.
 * @typedef {object} Reference
 * @property {string} id
 * @property {string} title
 * @property {string} address "" if it has none
 * @property {string} edition "" if it is not known
 * @property {string} record its last day
 * @property {string} licence
 * @property {string} year of the last day of the record
 * @property {string} today when it was looked at
 * @property {string} todayWords the same in words
 */

/** @param {AtlasData} data @param {string} title of the view @param {string} hash of the view @param {View} state @param {Texts} texts @returns {Reference} */
export function referenceOf(data, title, hash, state, texts) {
  const { edition = "", last_day: last, licence, id } = data.case;
  const now = new Date();
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) / 864e5;
  return {
    id: `${id}-${isoDay(state.day)}`, title: unmarked(title), address: permalink(data, hash), edition, licence,
    record: longDay(last, texts), year: isoDay(last).slice(0, 4), today: isoDay(today), todayWords: longDay(today, texts),
  };
}

/** One line for a list of sources. @param {Reference} one @param {Texts} texts */
export function sourceLine(one, texts) {
  const parts = [one.title, texts.t("cite_record", { day: one.record }), one.edition && texts.t("cite_edition", { edition: one.edition }), one.licence];
  const where = one.address && texts.t("cite_seen", { address: one.address, day: one.todayWords });
  return unmarked([...parts, where].filter(Boolean).map((part) => `${part}`.replace(/[.]$/, "")).join(". "));
}

/** @type {Record<string, string>} */
const TEX = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };

/** A text that TeX prints as it is. @param {string} text */
export function texText(text) {
  return text.replace(/[\\{}$&%#_~^]/g, (sign) => TEX[sign] || `\\${sign}`);
}

/** An entry for BibTeX. @param {Reference} one */
export function bibtex(one) {
  const note = [`Record to ${one.record}`, one.edition && `edition ${one.edition}`, one.licence].filter(Boolean).join(", ");
  const fields = [
    ["title", `{${texText(one.title)}}`],
    ["year", one.year],
    ...(one.address ? [["howpublished", `\\url{${one.address.replace(/[{}\\]/g, encodeURIComponent)}}`], ["urldate", one.today]] : []),
    ["note", texText(unmarked(note))],
  ];
  const key = one.id.replace(/[^A-Za-z0-9-]/g, "-");
  return `@misc{${key},\n${fields.map(([name, text]) => `  ${name} = {${text}}`).join(",\n")}\n}`;
}

/** A citation template of encyclopaedias; "" without an address. @param {Reference} one @param {Texts} texts */
export function wikiTemplate(one, texts) {
  if (!one.address) return "";
  const [name, url, title, website, access] = texts.t("cite_template").split("|");
  /** @param {string} text what would end a field or begin another thing is written as a number */
  const safe = (text) => text.replace(/[{}[\]|<>&']/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const address = one.address.replace(/[|{}[\]<>"' ]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const fields = [[url, address], [title, safe(one.title)], [website, safe(new URL(one.address).hostname)], [access, one.today]];
  return `${"{".repeat(2)}${name} ${fields.map(([key, text]) => `|${key}=${text}`).join(" ")}${"}".repeat(2)}`;
}

