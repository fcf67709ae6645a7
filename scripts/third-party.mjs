// The licences of what the package's JavaScript contains of others: their terms ask that the notices go with it.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const bundled = [
  "canonicalize",
  "commander",
  "csv-parse",
  "eventsource-parser",
  "fastest-levenshtein",
  "fdir",
  "jsonc-parser",
  "linkify-it",
  "picomatch",
  "tinyglobby",
  "uc.micro",
  "yaml",
  "zod",
];
const require = createRequire(join(process.cwd(), "package.json"));

function folderOf(name) {
  for (let folder = dirname(require.resolve(name)); ; folder = dirname(folder)) {
    const files = readdirSync(folder);
    if (files.includes("package.json") && JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).name === name)
      return folder;
  }
}

const notices = bundled.map((name) => {
  const folder = folderOf(name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence file`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
});
writeFileSync("dist/THIRD-PARTY-LICENSES.txt", notices.join("\n----\n\n"));
