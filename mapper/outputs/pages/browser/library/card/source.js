// A source as a link: its outlet, title and date where they are known, else its host.
import { el, nameNode, sourceNode, webAddress } from "../dom/elements.js";
import { edtfWords } from "../words/dates.js";

/** @import { Sources } from "../data/types.js" */
/** @import { Texts } from "../words/texts.js" */

/** Link to a web address, in letters of any direction. @param {URL} url @param {string} text @param {string} [kind] class of the link */
function link(url, text, kind) {
  return el("a", { class: kind, href: url.href, target: "_blank", rel: "noopener noreferrer", title: url.href }, nameNode(text));
}

/** A source with what `sources.csv` says of it. @param {string} source @param {Sources | undefined} known @param {Texts} texts @returns {HTMLElement} */
export function describedSource(source, known, texts) {
  const info = known && Object.hasOwn(known, source) ? known[source] : null;
  if (!info) return sourceNode(source);
  const [url, archive] = [webAddress(source), webAddress(info.archive ?? "")];
  const words = [info.outlet, info.title].filter(Boolean).join(": ") || (url ? url.hostname.replace(/^www\./, "") : source);
  return el(
    "span",
    { class: "mapper-source" },
    url ? link(url, words) : nameNode(words, "span"),
    info.published ? ` (${edtfWords(info.published, texts)})` : null,
    archive ? " · " : null,
    archive ? link(archive, texts.t("source_archived"), "mapper-archived") : null,
  );
}
