// A script without remarks and spaces says the same as before, by TypeScript's parser: `make lint-scripts`.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import ts from "typescript";

const folder = new URL("../../output/joined/", import.meta.url);
const REMARKS = /^\s*\/\/.*$/gm;

/**
 * Kinds of all nodes in order, with the words of those that have none below them.
 * @param {string} code
 * @returns {string[]}
 */
function nodes(code) {
  const file = ts.createSourceFile("page.js", code, ts.ScriptTarget.ESNext, false, ts.ScriptKind.JS);
  /** @type {string[]} */
  const found = [];
  /** @param {ts.Node} node */
  const walk = (node) => {
    let below = 0;
    ts.forEachChild(node, (child) => {
      below += 1;
      walk(child);
    });
    const words = code.slice(node.getStart(file), node.end);
    // A block with nothing but a remark in it has nothing below it either.
    found.push(`${node.kind} ${below ? "" : ts.isBlock(node) ? words.replace(REMARKS, "").replace(/\s/g, "") : words}`);
  };
  walk(file);
  return found;
}

for (const page of ["day", "changes", "atlas"]) {
  test(`${page}: the same nodes`, () => {
    const { joined, smaller } = JSON.parse(readFileSync(new URL(`${page}.json`, folder), "utf-8"));
    const before = nodes(joined);
    const after = nodes(smaller);
    const at = before.findIndex((node, i) => node !== after[i]);
    if (at >= 0) assert.deepEqual(after.slice(at, at + 3), before.slice(at, at + 3));
    assert.equal(after.length, before.length);
    assert.ok(before.length > 20_000 && smaller.length < 0.92 * joined.length);
  });
}
