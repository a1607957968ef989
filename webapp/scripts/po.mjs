// PO files as JavaScript modules: messages are compiled while building, so no parser is shipped.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import PO from "pofile";
import { firstWords } from "./firstwords.mjs";

/** Read one PO file into {key: sentence}; an empty sentence counts as missing. */
export function readPo(path) {
  const po = PO.parse(readFileSync(path, "utf8"));
  const sentences = {};
  for (const item of po.items) {
    if (item.obsolete) continue;
    if (item.msgid in sentences) throw new Error(`${path}: ${item.msgid} stands twice`);
    sentences[item.msgid] = item.msgstr[0] ?? "";
  }
  return sentences;
}

/** Compile ICU sentences into what @lingui/core reads; what nobody has said in this language yet is English, not a key. */
export function compilePo(path, wanted = () => true) {
  const compiled = {};
  const english = readPo(join(dirname(path), "en.po"));
  const sentences = readPo(path);
  for (const [key, sentence] of Object.entries(english)) {
    if (wanted(key) && (sentences[key] || sentence)) compiled[key] = compileMessage(sentences[key] || sentence);
  }
  return compiled;
}

/** `fr.po?first` are the sentences of the first screen, `fr.po?rest` all others. */
export function poFiles() {
  return {
    name: "qiao-po",
    load(id) {
      const [path, part] = id.split("?");
      if (!path.endsWith(".po")) return null;
      this.addWatchFile(path);
      const early = firstWords();
      const wanted = { first: (key) => early.has(key), rest: (key) => !early.has(key) }[part];
      return { code: `export default ${JSON.stringify(compilePo(path, wanted))}`, moduleType: "js", map: null };
    },
  };
}
