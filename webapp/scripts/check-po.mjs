// Fails when a message is missing, unused, takes other values in another language, or lacks a plural of its language;
// and when the languages that the app offers, those it has messages for and those the server names are not the same.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import { readPo } from "./po.mjs";

const root = new URL("../src/", import.meta.url).pathname;
const problems = [];

const list = readFileSync(join(root, "kit", "languages.ts"), "utf8").match(/uiLanguages: UiLang\[\] = \[([^\]]+)\]/)[1];
const languages = [...list.matchAll(/"([^"]+)"/g)].map(([, tag]) => tag);
const files = readdirSync(join(root, "locales")).filter((name) => name.endsWith(".po")).map((name) => name.slice(0, -3));
for (const one of files) if (!languages.includes(one)) problems.push(`${one}.po: not among the languages the app offers`);

const sources = readdirSync(root, { recursive: true })
  .filter((name) => /\.(svelte|ts)$/.test(name))
  .map((name) => readFileSync(join(root, name), "utf8"))
  .join("\n");

// A key is written whole ("feed.empty") or as a template whose beginning is known (`error.${code}`).
const whole = new Set();
for (const [, key] of sources.matchAll(/["'`]([a-z]+(?:\.[a-z0-9_]+)+)["'`]/g)) whole.add(key);
const beginnings = [...sources.matchAll(/`([a-z]+(?:\.[a-z0-9_]+)*[._])\$\{/g)].map((m) => m[1]);
const called = [...sources.matchAll(/\b(?:t|tr)\(\s*["']([^"']+)["']/g)].map((m) => m[1]);

function values(sentence) {
  const names = new Set();
  const walk = (parts) => {
    if (!Array.isArray(parts)) return;
    for (const part of parts) {
      if (typeof part === "string" || !Array.isArray(part)) continue;
      names.add(part[0]);
      const forms = part[2];
      if (forms && typeof forms === "object") for (const form of Object.values(forms)) walk(form);
    }
  };
  walk(compileMessage(sentence));
  names.delete("#");
  return [...names].sort().join(" ");
}

/** Forms of a plural that this language has and the sentence lacks, or has and the language does not. */
function misfits(sentence, language) {
  const known = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const wanted = known.filter((form) => form !== "zero"); // none is said by =0, or counted like the others
  const found = new Set();
  const walk = (parts) => {
    for (const part of Array.isArray(parts) ? parts : []) {
      if (!Array.isArray(part)) continue;
      const forms = part[2] && typeof part[2] === "object" ? part[2] : {};
      if (part[1] === "plural") {
        const named = Object.keys(forms).filter((form) => form !== "offset" && !/^\d+$/.test(form));
        for (const form of wanted) if (!named.includes(form)) found.add(`no "${form}"`);
        for (const form of named) if (!known.includes(form)) found.add(`"${form}", which it has not`);
      }
      for (const form of Object.values(forms)) walk(form);
    }
  };
  walk(compileMessage(sentence));
  return [...found];
}

const books = Object.fromEntries(languages.map((l) => [l, readPo(join(root, "locales", `${l}.po`))]));
const keys = new Set(languages.flatMap((l) => Object.keys(books[l])));
for (const key of called) {
  if (!keys.has(key)) problems.push(`${key}: used, but in no PO file`);
}
for (const key of keys) {
  for (const language of languages) {
    const sentence = books[language][key];
    if (!sentence) problems.push(`${key}: missing in ${language}`);
    else if (books.en[key] && values(sentence) !== values(books.en[key])) {
      problems.push(`${key}: ${language} takes {${values(sentence)}}, en takes {${values(books.en[key])}}`);
    }
    for (const misfit of sentence ? misfits(sentence, language) : []) problems.push(`${key}: in ${language} a plural has ${misfit}`);
  }
  if (!whole.has(key) && !beginnings.some((start) => key.startsWith(start))) {
    problems.push(`${key}: in the PO files, but used nowhere`);
  }
}

// Every refusal that the server can give has a sentence, when the server's source stands beside the app.
const server = new URL("../../src/qiao/", import.meta.url).pathname;
if (existsSync(server)) {
  const named = readFileSync(join(server, "translate", "api.py"), "utf8").match(/^UI_LANGS = (\[[^\]]+\])/m)[1];
  if (JSON.parse(named.replace(/,\s*\]/, "]")).join() !== languages.join()) problems.push(`UI_LANGS in translate/api.py is not ${languages.join()}`);
  const python = readdirSync(server, { recursive: true }).filter((name) => name.endsWith(".py"));
  for (const name of python) {
    for (const [, code] of readFileSync(join(server, name), "utf8").matchAll(/^    code = "([a-z_]+)"$/gm)) {
      if (!keys.has(`error.${code}`)) problems.push(`error.${code}: the server refuses with it (${name})`);
    }
  }
}

for (const problem of problems) console.error(problem);
console.log(`${keys.size} messages in ${languages.length} languages, ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
