/** The contents list: of any length, since only the rows in sight are asked for and drawn. */

import { KIND_WORDS } from "../i18n/program_words";
import { NC, type Translator } from "../i18n/translator";
import { visible } from "../i18n/visible";
import type { Query, Row } from "../work/messages";
import type { Client } from "./client";
import { h } from "./dom";

/** As high as the style has a row. */
const rowHeight = (): number => Math.max(40, 2.86 * parseFloat(getComputedStyle(document.documentElement).fontSize));
/** Browsers stop at about 17 million pixels; a longer list is scrolled in proportion. */
const MOST_PIXELS = 8_000_000;

type Sort = Query["sort"];

export function contentsList(client: Client, words: Translator, mayExtract: boolean, say: (text: string) => void): HTMLElement {
  let query: Query = { search: "", sort: "path", descending: false, from: 0, to: 0 };
  const high = rowHeight();
  let count = 0;
  let turn = 0;
  const body = h("div", { class: "rows-body", role: "rowgroup" });
  const space = h("div", { class: "rows-space" });
  const told = h("span", { class: "small muted", role: "status" });
  const heads = new Map<Sort, HTMLElement>();

  const head = (sort: Sort, text: string, className: string): HTMLElement => {
    const button = h("button", { type: "button", class: "link", click: () => { sortBy(sort); } }, text);
    const cell = h("div", { role: "columnheader", class: className, "aria-sort": "none" }, button);
    heads.set(sort, cell);
    return cell;
  };
  const header = h(
    "div",
    { role: "row", class: "line head" },
    head("path", words.tr(NC("column", "Path")), "c-path"),
    head("exhibit", words.tr(NC("column", "Exhibit")), "c-exhibit"),
    head("kind", words.tr(NC("column", "Kind")), "c-kind"),
    head("size", words.tr(NC("column", "Size")), "c-size"),
    h("div", { role: "columnheader", class: "c-act" }, h("span", { class: "visually-hidden" }, words.tr(NC("button", "Save")))),
  );
  const scroller = h("div", { class: "rows-scroll", tabindex: 0, role: "group", "aria-label": words.tr("Contents of the bundle"), scroll: () => { void draw(); } });
  const table = h("div", { role: "table", class: "table", "aria-label": words.tr("Contents of the bundle") }, h("div", { role: "rowgroup" }, header), body);
  scroller.append(table, space);
  const search = h("input", {
    type: "search", id: "search", placeholder: words.tr("Search names and folders"), "aria-label": words.tr("Search names and folders"),
    input: () => { query = { ...query, search: search.value }; scroller.scrollTop = 0; void draw(true); },
  });

  function sortBy(sort: Sort): void {
    query = { ...query, sort, descending: query.sort === sort && !query.descending };
    void draw(true);
  }

  function rowOf(row: Row, index: number): HTMLElement {
    const path = visible(row.path);
    const kind = KIND_WORDS[row.kind];
    const save =
      mayExtract && row.data !== null
        ? h("button", { type: "button", class: "small-button", "aria-label": `${words.tr("Save a copy of this file…")} ${path}`, click: () => { void extract(row); } }, words.tr(NC("button", "Save")))
        : null;
    return h(
      "div",
      { role: "row", class: "line", "aria-rowindex": index + 2 },
      h("div", { role: "cell", class: "c-path", title: path }, h("bdi", { dir: "ltr" }, path), row.deleted && h("span", { class: "tag" }, words.tr(NC("state", "deleted")))),
      h("div", { role: "cell", class: "c-exhibit", title: visible(row.exhibit) }, h("bdi", {}, visible(row.exhibit))),
      h("div", { role: "cell", class: "c-kind" }, kind === undefined ? row.kind : words.tr(kind)),
      h("div", { role: "cell", class: "c-size" }, row.size === null ? "" : words.size(row.size)),
      h("div", { role: "cell", class: "c-act" }, save),
    );
  }

  async function extract(row: Row): Promise<void> {
    const blob = await client.extract(row.data!);
    if (blob === null) say(words.tr("This file is no longer what was sealed. Nothing was saved."));
    else saveBlob(blob, row.data!.slice(row.data!.lastIndexOf("/") + 1));
  }

  async function draw(fresh = false): Promise<void> {
    const mine = ++turn;
    const height = scroller.clientHeight || 400;
    const whole = count * high;
    const scale = whole > MOST_PIXELS ? whole / MOST_PIXELS : 1;
    const from = fresh ? 0 : Math.max(0, Math.floor((scroller.scrollTop * scale) / high) - 5);
    const found = await client.rows({ ...query, from, to: from + Math.ceil(height / high) + 10 });
    if (mine !== turn) return;
    count = found.count;
    told.textContent = words.trn("{count} artifact catalogued", "{count} artifacts catalogued", count);
    table.setAttribute("aria-rowcount", String(count + 1));
    space.style.height = `${Math.min(count * high, MOST_PIXELS)}px`;
    body.style.transform = `translateY(${(from * high) / scale}px)`;
    body.replaceChildren(...found.rows.map((row, i) => rowOf(row, from + i)));
    for (const [sort, cell] of heads) {
      cell.setAttribute("aria-sort", query.sort !== sort ? "none" : query.descending ? "descending" : "ascending");
    }
  }
  queueMicrotask(() => void draw(true));
  return h("div", { class: "contents" }, h("div", { class: "contents-bar" }, search, told), scroller);
}

export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
}

