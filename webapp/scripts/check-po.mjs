// Fails when a message is missing, unused, or takes other values in another language.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import { readPo } from "./po.mjs";

const root = new URL("../src/", import.meta.url).pathname;
const languages = ["en", "zh-Hans", "ar"];
const problems = [];

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
  }
  if (!whole.has(key) && !beginnings.some((start) => key.startsWith(start))) {
    problems.push(`${key}: in the PO files, but used nowhere`);
  }
}

// Every refusal that the server can give has a sentence, when the server's source stands beside the app.
const server = new URL("../../src/qiao/", import.meta.url).pathname;
if (existsSync(server)) {
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
