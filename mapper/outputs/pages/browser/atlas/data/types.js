// Words of the atlas that are only types: no code.

/** @typedef {{id: string, name: string, short_name: string, kind: string, colour: string, from?: number, to?: number, wikidata?: string, forms?: string[]}} Actor from, to: its first and last day, where they are known */
/** @typedef {{id: string, name: string, colour: string}} Bloc */
/** @typedef {{day: number, title: string, kind: string, actors: string[], sources: string[], note: string}} Milestone */

/**
 * @typedef {object} Place
 * @property {string} id
 * @property {string} name
 * @property {string[]} alt_names
 * @property {string} kind capital, town, village, base, site
 * @property {number} rank 1 to 3 are towns, 4 villages, 5 bases and sites
 * @property {number} lon
 * @property {number} lat
 * @property {number | null} population
 * @property {number | null} unit position of the unit that it lies in
 */

/**
 * @typedef {object} Case
 * @property {string} id
 * @property {string} title
 * @property {Record<string, string>} titles by language
 * @property {string} description
 * @property {string} licence
 * @property {string[]} attribution
 * @property {string} model
 * @property {Record<string, string | number>} [model_options]
 * @property {string[]} levels finest first
 * @property {number} first_day
 * @property {number} last_day
 * @property {string} baseline
 * @property {string} [url] where the case is published: a folder, or the page itself
 * @property {string} [edition] of the files of the case: the beginning of their SHA-256
 */

/**
 * @typedef {object} Frame the areas of a level between two days
 * @property {string} level
 * @property {string} frame
 * @property {number | null} valid_from
 * @property {number | null} valid_to
 * @property {string[]} ids
 * @property {string[]} names
 * @property {Int32Array} unitArea position of each unit's area in ids; -1 outside all
 * @property {Int32Array | null} placeArea the same for places, where it is not that of their unit
 */

/**
 * @typedef {object} Description what is said of a target on a day, and why
 * @property {number} state
 * @property {number | null} since day on which the holder took it; null for the baseline
 * @property {number | null} startEarliest
 * @property {number | null} startLatest
 * @property {string} cause
 * @property {number | null} lastEvidence
 * @property {number | null} ageDays days since the last evidence
 * @property {string} level of the evidence
 * @property {number | null} decidedBy position of the place that decides it
 * @property {number[]} made positions in claims
 * @property {number[]} confirms
 * @property {number[]} dissents
 */

/** @typedef {{start: number, end: number | null, state: number, since: number | null, cause: string, claim: number | null, open: string}} Chapter */
/** @typedef {{day: number, target: number, from: number, to: number, cause: string, claim: number | null, open: string}} ControlEvent open: the date of its claim as written if that names no day, else "" */

export {};
