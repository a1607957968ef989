// Prints what the first screen costs to load, and fails above the promise.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";

const limitKib = 60;
const dist = new URL("../dist/", import.meta.url).pathname;
const page = readFileSync(join(dist, "index.html"), "utf8");

// What index.html names, and what those files import at once; the messages of the reader's language come with them.
const scripts = new Set();
const follow = (path) => {
  if (scripts.has(path) || !existsSync(path)) return;
  scripts.add(path);
  for (const [, name] of readFileSync(path, "utf8").matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) {
    follow(join(dist, "assets", name));
  }
};
for (const [, src] of page.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)) follow(join(dist, src));
const languages = JSON.parse(`[${/uiLanguages: UiLang\[\] = \[([^\]]+)\]/.exec(readFileSync(new URL("../src/kit/languages.ts", import.meta.url), "utf8"))[1]}]`);
const names = readdirSync(join(dist, "assets"));
const spoken = languages.map((lang) => [lang, names.find((name) => name.startsWith(`${lang}-first-`))]);
const house = [...scripts];
for (const [lang, file] of spoken) if (!file) throw new Error(`no messages of ${lang} in the build`);
const sheets = [...page.matchAll(/href="\/([^"]+\.css)"/g)].map(([, href]) => join(dist, href));

const kib = (bytes) => (bytes / 1024).toFixed(1);
const measure = (paths) => {
  const texts = [...paths].map((path) => readFileSync(path));
  const sum = (pack) => texts.reduce((total, text) => total + pack(text).length, 0);
  return { gzip: sum((t) => gzipSync(t, { level: 9 })), brotli: sum((t) => brotliCompressSync(t)) };
};
// Lao comes with its days and names, for browsers that were built without it
const beside = (lang) => (lang === "lo" ? names.filter((name) => name.startsWith("standin-")) : []);
const screens = spoken.map(([lang, file]) => ({ lang, ...measure([...house, ...[file, ...beside(lang)].map((name) => join(dist, "assets", name))]) }));
const css = measure(sheets);
const most = screens.reduce((a, b) => (b.gzip > a.gzip ? b : a));
for (const js of [screens.find((one) => one.lang === "en"), most]) {
  console.log(`first screen JS in ${js.lang}: ${kib(js.gzip)} KiB gzip, ${kib(js.brotli)} KiB brotli (${house.length + 1} files)`);
}
console.log(`first screen CSS: ${kib(css.gzip)} KiB gzip, ${kib(css.brotli)} KiB brotli`);
if (most.gzip > limitKib * 1024) {
  console.error(`first screen JS is over ${limitKib} KiB in ${most.lang}`);
  process.exit(1);
}
