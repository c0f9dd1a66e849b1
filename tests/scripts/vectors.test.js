// The very modules of the pages, run by `node --test` on what Python answers: `make lint-scripts`.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { wrongAnswers } from "./answers.js";

const folder = new URL("../../output/vectors/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));

test("there are vectors", () => {
  assert.deepEqual(files.sort(), ["awkward.json", "mali.json", "meridian.json", "people.json", "rules.json", "silent.json", "wordless.json"]);
});

for (const name of files) {
  const vector = JSON.parse(readFileSync(new URL(name, folder), "utf-8"));
  /** @type {Map<string, any[]>} */
  const kinds = new Map();
  for (const question of vector.questions) kinds.set(question.ask, [...(kinds.get(question.ask) || []), question]);
  for (const [ask, questions] of kinds) {
    test(`${name}: ${questions.length} × ${ask}`, () => {
      assert.deepEqual(wrongAnswers({ ...vector, questions }), []);
    });
  }
}
