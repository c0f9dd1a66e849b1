// What a page of one day carries, as payload.py writes it: only types, no code.
// Days are counted from 1970-01-01; null is an open or unknown date.

/** @typedef {import("../states/states.js").ControlState} ControlState */
/** @typedef {"unit" | "place"} TargetKind */

/** @typedef {{name: string, short_name: string, colour: string, kind?: string, bloc?: string | null, forms?: string[]}} Actor forms: how sentences of a language name it: that language, article, name behind it, gender, number */
/** @typedef {Record<string, Actor>} Actors by id */
/** @typedef {Record<string, {colour: string, texture?: number}>} Colours of actors, by id */

/** @typedef {{name: string, lon: number, lat: number, room: number, spots: [number, number, number][]}} Label where the name of an area stands best, half the width in degrees that it may have there, and other spots */

/**
 * @typedef {object} Unit
 * @property {string} id
 * @property {string} name
 * @property {string[]} parents names of the areas around it, finest first
 * @property {number[][][]} polygons rings of arcs; `~i` is arc i backwards
 * @property {number} area_km2
 * @property {string[]} [alt_names]
 */

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
 * @property {string[]} parents
 * @property {number | null} unit position of the unit that it lies in
 */

/** @typedef {{valid_from: number | null, valid_to: number | null}} Span half open */

/** @typedef {Span & {level: string, arcs: number[], names: Label[]}} Frame borders of the regions between two days */

/**
 * @typedef {object} Geometry
 * @property {number} scale degrees of a grid step
 * @property {number[][]} arcs
 * @property {Unit[]} units
 * @property {Place[]} places
 * @property {Frame[]} frames
 * @property {number[]} outline arcs around the country
 * @property {({name: string, polygons: number[][][]} & Partial<Label>)[]} neighbours
 * @property {{name: string, rank: number, lines: number[][]}[]} rivers
 * @property {[number, number, number, number]} bounds west, south, east, north; east may be beyond 180
 * @property {number[]} [seams] arcs where parts of one unit meet, on land across the 180th meridian
 * @property {[string, string][]} area_forms what may stand before and after the bare name of an area
 */

/**
 * @typedef {object} Claim
 * @property {string} id
 * @property {string} date as written (EDTF)
 * @property {number} earliest
 * @property {number} best
 * @property {number} latest
 * @property {string} target
 * @property {string} target_name
 * @property {string} scope
 * @property {string} type
 * @property {string} confidence
 * @property {string} note
 * @property {string[]} gained_by
 * @property {string[]} lost_by
 * @property {string[]} opposed_by
 * @property {string[]} sources
 * @property {string[]} excepted_names of what a claim on an area leaves out
 */

/** @typedef {Record<string, {outlet?: string, title?: string, published?: string, archive?: string}>} Sources what is known of sources, by source */

/** @typedef {{open?: [number, number | null] | null, claimed?: number | null}} Doubt the days of a doubt */

/**
 * @typedef {object} Beginning since when something is so
 * @property {string[]} parties of whom it is said
 * @property {number | null} since null: since before the first day
 * @property {number | null} se earliest day
 * @property {number | null} sl latest day
 */

/**
 * @typedef {object} Beginnings of the parts of what is said of a target
 * @property {Beginning} state of the verdict as it stands: holder, company and contest together
 * @property {Beginning[]} held of the holder, then under the names that it had before, the last first
 * @property {Beginning[]} contested of each opponent
 * @property {Beginning[]} besieged of each besieger
 */

/** @typedef {{s: number, last: number | null}} LandRow what the legend asks of a unit: its state, day of its last report */

/**
 * @typedef {object} Told what is said of a target on the day
 * @property {number | null} since null: since before the first day
 * @property {number | null} [se] earliest day of the change
 * @property {number | null} [sl] latest day of it
 * @property {string} cause
 * @property {string} level of the evidence
 * @property {number | null} by position of the place that decides
 * @property {string | null} [seat] area whose seat decides
 * @property {number[]} made positions of claims
 * @property {number[]} confirms
 * @property {number[]} dissents
 * @property {string[]} [parents] of that day
 * @property {Beginnings} [begun] missing where all began with the holder
 */

/** @typedef {LandRow & Doubt & Told} Row of a unit or place in the state of a day */

/**
 * @typedef {object} LegendRow what a holder has, or what several share
 * @property {string} holder "shared": what those of `with` share
 * @property {string[]} [with] the one first that governs most of it
 * @property {number} towns that it governs
 * @property {Record<string, number[]>} parts km² and, where they are known, people; those that are zero are left out
 * @property {Record<string, number>} [places] of who has neither land nor towns: how many places it holds, shares, contests, besieges or may hold
 */

/**
 * @typedef {object} CaseNotes
 * @property {string} title
 * @property {string} description
 * @property {string} licence
 * @property {string[]} attribution
 * @property {string} model
 * @property {Record<string, string | number>} [model_options]
 * @property {number} first_day
 * @property {number | null} last_day
 */

/** @typedef {Pick<ControlState, "holder" | "status" | "companions" | "contested_by">} Side */
/** @typedef {{kind: string, name: string, from: string, to: string, before?: Side, after?: Side, parties?: string[], date?: string}} News before, after: where they say more than the holder; date: as written, where it names no day */

/**
 * @typedef {object} DayState
 * @property {CaseNotes} case
 * @property {number} day
 * @property {number} first_day of the record
 * @property {News[]} news
 * @property {Actors} actors
 * @property {Record<string, {name: string, colour: string}>} blocs
 * @property {ControlState[]} states
 * @property {Row[]} units
 * @property {(Row | null)[]} places null: not there yet
 * @property {LegendRow[]} legend
 * @property {number} total_km2
 * @property {number} [total_people] of units that have a figure; missing where the case has none
 * @property {string} [prev] day of the page before
 * @property {string} [next]
 * @property {string[]} [cited] ids of the claims of the day, where pages share the evidence
 */

/** @typedef {{url: string, attribution: string}} Tiles an online background */
/** @typedef {{texts: Record<string, string>, tiles: Tiles | null, reading?: string}} Settings */
/** @typedef {{geometry: Geometry, evidence: {claims: Claim[], sources?: Sources}, state: DayState}} DayData */
/** @typedef {{place: Place, row: Row, index: number, state: ControlState, odd: boolean}} PlaceEntry a place of the day */

/** @typedef {Pick<DayState, "day" | "first_day" | "states" | "actors" | "legend" | "total_km2" | "total_people"> & {units: LandRow[]}} LegendState */
/** @typedef {{place: {kind: string, rank: number}, state: ControlState, odd: boolean}} LegendPlace */

/**
 * @typedef {object} CardData what a card asks of a page
 * @property {{units: ArrayLike<Pick<Unit, "id" | "name"> & {area_km2?: number, parents?: string[], alt_names?: string[]}>, places: ArrayLike<Omit<Place, "parents"> & {parents?: string[]}>}} geometry
 * @property {{claims: Claim[], sources?: Sources}} evidence
 * @property {Pick<DayState, "case" | "day" | "actors" | "blocs" | "states"> & {units: Record<number, Row | null>, places: Record<number, Row | null>}} state
 */

export {};
