// Which sentences the first screen needs: those of the modules that `main.ts` imports at once.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const source = new URL("../src/", import.meta.url).pathname;

function resolved(from, name) {
  const path = join(dirname(from), name);
  return [path, `${path}.ts`, `${path}.svelte.ts`, join(path, "index.ts")].find((one) => /\.(ts|svelte)$/.test(one) && existsSync(one));
}

/** Tell which keys are on the first screen; a failure's sentence (`error.…`) only where it is named in full. */
export function firstWords(entry = join(source, "main.ts")) {
  const whole = new Set();
  const beginnings = new Set();
  const seen = new Set();
  const read = (path) => {
    if (seen.has(path)) return;
    seen.add(path);
    const text = readFileSync(path, "utf8");
    for (const [, key] of text.matchAll(/["'`]([a-z]+(?:\.[a-z0-9_]+)+)["'`]/g)) whole.add(key);
    for (const [, start] of text.matchAll(/`([a-z]+(?:\.[a-z0-9_]+)*[._])\$\{/g)) if (start !== "error.") beginnings.add(start);
    // what is imported when it is needed stands in brackets, and is not followed
    for (const [, name] of text.matchAll(/^\s*(?:import|export)\s(?!type\s)[^;(]*?["'](\.{1,2}\/[^"']+)["']/gms)) {
      const next = resolved(path, name);
      if (next) read(next);
    }
  };
  read(entry);
  const starts = [...beginnings];
  return { modules: seen, has: (key) => whole.has(key) || starts.some((start) => key.startsWith(start)) };
}
