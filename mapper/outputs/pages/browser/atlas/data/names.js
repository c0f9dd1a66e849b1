// The atlas with its names in another language; what has no name in it keeps its own.

/** @import { AtlasData } from "./data.js" */

/** @typedef {Record<string, Record<string, string[]>>} Names name, short name and what sentences need (see Actor), by kind and id */

/**
 * @param {AtlasData} data
 * @param {Names | undefined} names of place, area, actor, bloc, background, milestone, case
 * @param {string} lang their language
 * @returns {AtlasData} the same for no names; downloads are made from its `plain`
 */
export function spokenData(data, names, lang) {
  if (!names) return data;
  /** @param {string} kind @param {string} id @param {string} name */
  const named = (kind, id, name) => names[kind]?.[id]?.[0] || name;
  const own = Object.create(data);
  own.plain = data;
  own.places = data.places.map((place) => {
    const name = named("place", place.id, place.name);
    const known = name === place.name || place.alt_names.includes(place.name);
    return { ...place, name, alt_names: known ? place.alt_names : [...place.alt_names, place.name] };
  });
  /** @type {Map<string, string>} */
  const areas = new Map();
  own.frames = data.frames.map((frame) => {
    const texts = frame.ids.map((id, i) => named("area", id, frame.names[i]));
    frame.names.forEach((name, i) => areas.set(name, texts[i]));
    return { ...frame, names: texts };
  });
  const { seats } = data;
  own.seats = seats && { ...seats, names: seats.ids.map((id, i) => named("area", id, seats.names[i])) };
  own.geometry = {
    ...data.geometry,
    frames: data.geometry.frames.map((/** @type {any} */ frame) => ({
      ...frame,
      names: frame.names.map((/** @type {any} */ label) => ({ ...label, name: areas.get(label.name) || label.name })),
    })),
    neighbours: data.geometry.neighbours.map((/** @type {any} */ land) => ({ ...land, name: named("background", land.name, land.name) })),
  };
  own.actorList = data.actorList.map((actor) => {
    const [name, short, ...forms] = names.actor?.[actor.id] || [];
    return { ...actor, name: name || actor.name, short_name: short || actor.short_name, forms: forms.length ? [lang, ...forms] : actor.forms };
  });
  own.actors = Object.fromEntries(own.actorList.map((/** @type {any} */ actor) => [actor.id, actor]));
  own.blocList = data.blocList.map((bloc) => ({ ...bloc, name: named("bloc", bloc.id, bloc.name) }));
  own.blocs = Object.fromEntries(own.blocList.map((/** @type {any} */ bloc) => [bloc.id, bloc]));
  own.case = { ...data.case, description: named("case", "description", data.case.description) };
  own.milestones = data.milestones.map((milestone) => ({ ...milestone, title: named("milestone", milestone.title, milestone.title) }));
  own.claims = data.claims.map((claim) => ({
    ...claim,
    target_name: named("place", claim.target, named("area", claim.target, claim.target_name)),
    excepted_names: claim.excepted.map((id, i) => named("place", id, named("area", id, claim.excepted_names[i]))),
  }));
  return own;
}
