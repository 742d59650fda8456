/** Where the damage is: for every file that differs its map, the bytes, and both digests. */

import { NC, type Translator } from "../i18n/translator";
import { readable, visible } from "../i18n/visible";
import type { Damage } from "../verify/content_check";
import type { ReportFields } from "../verify/report";
import { card, h, mono } from "./dom";
import { shape } from "./shapes";

const MOST_CELLS = 208;
const SHOWN_FILES = 50;
const SHOWN_RANGES = 12;

type Cell = "sound" | "differs" | "missing" | "added";
interface Cells {
  readonly cells: readonly Cell[];
  readonly bytesACell: number;
}

/** Few enough cells to be seen at once; one with any damage is drawn as damaged. Null where nothing is located. */
function cellsOf(damage: Damage): Cells | null {
  const { block_bytes: block, sealed_bytes: sealed, size_bytes: found } = damage;
  if (block === null || sealed === null) return null;
  const blocks = Math.ceil(Math.max(found, sealed) / block);
  if (blocks === 0) return null;
  const step = Math.ceil(blocks / MOST_CELLS) * block;
  const cells = new Array<Cell>(Math.ceil(Math.max(found, sealed) / step)).fill("sound");
  for (const [first, last] of damage.ranges) {
    for (let i = Math.floor(first / step); i <= Math.min(Math.floor(last / step), cells.length - 1); i++) {
      cells[i] = i * step >= found ? "missing" : i * step >= sealed ? "added" : "differs";
    }
  }
  return { cells, bytesACell: step };
}

function mapOf(damage: Damage, { cells, bytesACell }: Cells, words: Translator): HTMLElement[] {
  const legend: Record<Cell, string> = {
    sound: words.tr("as sealed"),
    differs: words.tr(NC("state", "differs")),
    missing: words.tr(NC("state", "missing")),
    added: words.tr("was not present"),
  };
  const bad = cells.filter((cell) => cell !== "sound").length;
  const told = words.trn("Map of {file}: {count} of {total} cells is not as sealed.", "Map of {file}: {count} of {total} cells are not as sealed.", bad, {
    file: damage.path, total: words.number(cells.length),
  });
  return [
    h("p", { class: "small muted" }, words.tr("{size}; each cell represents {cell}.", { size: words.size(damage.size_bytes), cell: words.size(bytesACell) })),
    h("div", { class: "blocks", role: "img", "aria-label": told }, ...cells.map((cell) => h("span", { class: `block ${cell}` }))),
    h(
      "p",
      { class: "small muted legend" },
      ...(Object.keys(legend) as Cell[]).filter((cell) => cells.includes(cell)).map((cell) => h("span", {}, h("span", { class: `block ${cell}`, "aria-hidden": "true" }), " ", legend[cell])),
    ),
  ];
}

function where(damage: Damage, words: Translator): string {
  if (damage.block_bytes === null) return words.tr("The hash of the file is not the one that was sealed. Which of its bytes differ is not known.");
  const ranges = damage.ranges.slice(0, SHOWN_RANGES).map(([first, last]) => `${first}-${last}`).join(" ");
  return words.tr("Bytes differ in these blocks of {size}: {ranges}. Which bytes within a block differ is not known; all other blocks are as sealed.", {
    size: words.size(damage.block_bytes), ranges: damage.ranges.length > SHOWN_RANGES || damage.cut ? `${ranges} …` : ranges,
  });
}

export function damageCard(report: ReportFields, words: Translator): HTMLElement | null {
  if (report.damage.length === 0) return null;
  const parts = report.damage.slice(0, SHOWN_FILES).map((damage) => {
    const cells = cellsOf(damage);
    return h(
      "div",
      { class: "damage" },
      h("p", { class: "strong" }, mono(visible(damage.path))),
      ...(cells === null ? [] : mapOf(damage, cells, words)),
      h("p", { class: "with-shape" }, shape("bad"), h("span", {}, where(damage, words))),
      h(
        "dl",
        { class: "facts" },
        h("dt", {}, words.tr("SHA-256 as sealed")),
        h("dd", {}, mono(readable(damage.sealed_sha256))),
        h("dt", {}, words.tr("SHA-256 found")),
        h("dd", { class: "bad-text" }, mono(readable(damage.found_sha256))),
      ),
    );
  });
  const more = report.damage.length - SHOWN_FILES;
  return card(
    words.tr("Location of the damage"),
    null,
    ...parts,
    more > 0 && h("p", { class: "small muted" }, words.trn("and {count} more file", "and {count} more files", more)),
  );
}
