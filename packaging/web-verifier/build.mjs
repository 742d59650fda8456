// Builds the page and the Node runner. The same source gives the same bytes.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");

/** Axis, severity and sentence of every finding, from the table of section 10.2 of the format. */
function findings() {
  const page = readFileSync(join(root, "docs/bundle-format.md"), "utf-8");
  const rows = [...page.matchAll(/^\| `([a-z0-9-]+)` \| (\w+) \| (fatal|contradiction|missing|doubt|note) \| (.*) \|$/gm)];
  const table = rows.map(([, code, axis, severity, sentence]) => [
    code,
    { axis, severity, sentence: sentence.replaceAll("`{", "{").replaceAll("}`", "}") },
  ]);
  if (table.length < 100) throw new Error("the table of findings was not found");
  return Object.fromEntries(table);
}

mkdirSync(join(here, "generated"), { recursive: true });
writeFileSync(join(here, "generated/findings.json"), `${JSON.stringify(findings(), null, 1)}\n`);

const common = { bundle: true, target: "es2022", legalComments: "none", absWorkingDir: here, charset: "utf8" };
await build({
  ...common,
  entryPoints: ["src/node/cli.ts"],
  outfile: "dist/cli.js",
  platform: "node",
  format: "esm",
});
