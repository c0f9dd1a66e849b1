// The steps of the story: those that the case tells, else its milestones.

/** @import { AtlasData } from "../data/data.js" */

/** @typedef {{day: number, view: string, selection: string, title: string, text: string, sources: string[], said: Record<string, [string, string]>}} Step view, selection: words of an address; said: title and text by language */

/** All steps in a language, in their order. @param {AtlasData} data @param {string} lang @returns {Step[]} */
export function stepsOf(data, lang) {
  if (data.steps.length) {
    return data.steps.map((step) => {
      const [title, text] = Object.hasOwn(step.said, lang) ? step.said[lang] : [step.title, step.text];
      return { ...step, title, text };
    });
  }
  const within = data.milestones.filter(({ day }) => day >= data.firstDay && day <= data.lastDay);
  return within.map(({ day, title, note, sources }) => ({ day, view: "", selection: "", title, text: note, sources, said: {} }));
}

/** The place of the map that a view names; null if it names none, or something else. @param {string} view */
export function placeOfView(view) {
  const [lat, lng, zoom, more] = view.split(",").map(Number);
  return more === undefined && [lat, lng, zoom].every(Number.isFinite) ? { lat, lng, zoom } : null;
}
