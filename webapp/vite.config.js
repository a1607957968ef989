// How the app is built: Svelte, PO files as modules, no inline script, no outside host.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";
import { ways } from "./scripts/cldr.mjs";
import { poFiles } from "./scripts/po.mjs";

const server = process.env.QIAO_DEV_SERVER ?? "http://localhost:8000";

// the server takes changes only from pages of its own host, so the host stays as the browser said it
const target = { target: server, changeOrigin: false };
const proxy = { "/api": target, "/media": target, "/stickers": target };

export default defineConfig({
  plugins: [svelte({ compilerOptions: { runes: true } }), poFiles(), ways()],
  build: {
    target: "es2022",
    sourcemap: false,
    assetsInlineLimit: 0, // the page's policy allows no data: addresses
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // fr-first-….js and fr-rest-….js
        chunkFileNames: ({ facadeModuleId: id }) => {
          const [, lang, part] = /\/([\w-]+)\.po\?(\w+)$/.exec(id?.replace(/^\0virtual:names(\/\w+)$/, "$1.po?names") ?? "") ?? [];
          return lang ? `assets/${lang}-${part}-[hash].js` : "assets/[name]-[hash].js";
        },
        // what every page needs comes in one file, not in thirty; charts are for two pages
        codeSplitting: { groups: [{ name: "house", test: /node_modules\/(?!uplot)|\/src\/kit\/|\/src\/ui\/(?!LostPage)/ }] },
      },
    },
  },
  server: { proxy },
  preview: { proxy },
});
