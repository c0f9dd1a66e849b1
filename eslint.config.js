// Rules for the scripts of the pages: plain modules that run in browsers.
import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  { files: ["tests/**/*.test.js"], languageOptions: { globals: globals.node } },
  {
    files: ["mapper/**/*.js", "tests/**/*.js"],
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: globals.browser },
    rules: {
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "max-lines": ["error", { max: 450 }],
      "max-lines-per-function": ["error", { max: 100, skipBlankLines: true, skipComments: true }],
      "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      // rjsmin, which takes remarks and spaces away, does not tell such texts apart.
      "no-restricted-syntax": [
        "error",
        { selector: "TemplateLiteral TemplateLiteral", message: "Give the text within the text a name of its own." },
      ],
      // Strings from data become text nodes, never markup.
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Build elements with el(); data is never markup." },
        { property: "outerHTML", message: "Build elements with el(); data is never markup." },
        { property: "insertAdjacentHTML", message: "Build elements with el(); data is never markup." },
        { object: "document", property: "write", message: "Build elements with el(); data is never markup." },
      ],
    },
  },
];
