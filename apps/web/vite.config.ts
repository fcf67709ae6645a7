import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompress, constants, gzip } from "node:zlib";
import { promisify } from "node:util";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const server = "http://127.0.0.1:4318";

export default defineConfig({
  plugins: [react(), precompressed()],
  resolve: { conditions: ["@goldloop/source", "module", "browser", "development|production"] },
  build: {
    outDir: "../../packages/server/dist/web",
    emptyOutDir: true,
    target: ["chrome125", "firefox128", "safari17.5"],
    // The content-security policy of the server allows nothing that is not a file of its own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // `vite` beside a running `goldloop serve`.
  server: { proxy: Object.fromEntries(["/api", "/v1", "/healthz"].map((path) => [path, server])) },
});

/** Writes a `.br` and a `.gz` beside every text file: the server sends them as they are. */
function precompressed(): Plugin {
  return {
    name: "precompressed",
    apply: "build",
    async writeBundle({ dir = "" }) {
      for (const name of await readdir(dir, { recursive: true })) {
        if (!/\.(js|css|svg|html)$/.test(name)) continue;
        const file = join(dir, name);
        const bytes = await readFile(file);
        const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
        await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, quality));
        await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
      }
    },
  };
}
