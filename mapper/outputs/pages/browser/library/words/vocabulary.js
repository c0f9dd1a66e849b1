// Words that Python and the scripts share. Written from mapper/core/vocabulary.json by
// tests/scripts/vocabulary.py: change them there.

/** @type {Record<string, string>} */
export const NEUTRAL_COLOURS = {"none": "#b9b6ae", "unknown": "#8d8b86", "shared": "#66645f", "no_data": "#dcdad4"};
/** @type {{light: string, dark: string}} */
export const GROUNDS = {"light": "#fdfcf9", "dark": "#23262b"};
/** @type {Record<string, number>} */
export const LAND_PAINT = {"fill": 0.74, "stale": 0.46, "silent": 0.24, "min_contrast": 1.5, "keep": 0.94};
/** @type {Record<string, string>} */
export const NEUTRAL_WORDS = {"none": "nobody", "unknown": "unknown", "shared": "shared", "no_data": "no data"};
/** @type {string[]} */
export const BASE_KINDS = ["base", "site"];
/** @type {Record<string, string[]>} */
export const HANDS_WAYS = {"force": ["capture"], "agreement": ["handover"], "unopposed": ["entry", "withdrawal"], "untold": []};
/** @type {number} */
export const TOWN_RANK = 3;
/** @type {string[]} */
export const PARTS = ["alone", "shared", "contested", "doubt", "contests", "may"];
/** @type {string[]} */
export const EVIDENCE_LEVELS = ["own place", "own area", "deciding place", "seat", "baseline", "none"];
/** @type {Record<string, Record<string, string[]>>} */
export const ARTICLES = {"en": {"the": ["", ""], "a": ["", "sg"], "an": ["", "sg"]}, "fr": {"le": ["m", "sg"], "la": ["f", "sg"], "l’": ["", "sg"], "les": ["", "pl"], "un": ["m", "sg"], "une": ["f", "sg"], "des": ["", "pl"]}};
/** @type {Record<string, Record<string, string>>} */
export const CONTRACTIONS = {"fr": {"de le": "du", "de les": "des", "de un": "d’un", "de une": "d’une", "de des": "de", "à le": "au", "à les": "aux"}};
/** @type {Record<string, string[]>} */
export const ELIDED = {"fr": ["de"]};
/** @type {number} */
export const OPEN_DAYS = 14;
/** @type {number} */
export const STALE_DAYS = 730;
/** @type {number[]} */
export const AGE_LIMITS_DAYS = [30, 182, 365, 1095];
