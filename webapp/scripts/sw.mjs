// Tells the service worker which files this build is made of, and what to call it.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const dist = new URL("../dist/", import.meta.url).pathname;
const assets = readdirSync(join(dist, "assets")).filter((name) => /\.(js|css)$/.test(name)).sort();
const page = readFileSync(join(dist, "index.html"));
const source = readFileSync(new URL("../public/sw.js", import.meta.url).pathname, "utf8");
// the names of assets are hashes of what is in them
const build = createHash("sha256").update(page).update(assets.join("\n")).update(source).digest("hex").slice(0, 12);
const words = {};
for (const name of assets) {
  const lang = /^([\w-]+?)-(?:first|rest|names)-/.exec(name)?.[1] ?? (name.startsWith("standin-") ? "lo" : undefined);
  if (lang) (words[lang] ??= []).push(`/assets/${name}`);
}
const others = assets.map((name) => `/assets/${name}`).filter((path) => !Object.values(words).flat().includes(path));
const files = ["/index.html", "/first.js", "/favicon.svg", "/momo.svg", "/icon-192.png", "/manifest.webmanifest", ...others];
const told = source
  .replace('const build = "dev";', `const build = "${build}";`)
  .replace("const files = [];", `const files = ${JSON.stringify(files)};`)
  .replace("const words = {};", `const words = ${JSON.stringify(words)};`);
if (!told.includes(build) || !assets.every((name) => told.includes(name))) throw new Error("sw.js has no place for the build's files");
writeFileSync(join(dist, "sw.js"), told);
console.log(`service worker: ${files.length} files of build ${build}`);
