/** What an addendum states beyond its kind, time and signer: the rows of the window and of the printed report. */

import { ADDENDUM_WORDS } from "../i18n/program_words";
import { NC, type Translator } from "../i18n/translator";
import { readable, visible } from "../i18n/visible";
import type { ReportAddendum, ReportPerson } from "../verify/report";
import { h } from "./dom";

const SHORT = 8; // hex digits by which a person tells one event from another
const FILES_NAMED = 6;

/** Rows of labels and values; null where it states nothing more. `known` are the records it may refer to. */
export function statements(one: ReportAddendum, known: readonly ReportAddendum[], words: Translator): HTMLElement | null {
  const rows: HTMLElement[] = [];
  const add = (label: string, value: string | null | undefined): void => {
    if (value === null || value === undefined || value === "") return;
    rows.push(h("dt", {}, label), h("dd", {}, h("bdi", { class: "lines" }, value)));
  };
  const text = (value: string | null): string => (value === null ? "" : visible(value));
  if (one.refers_to !== null) add(words.tr(one.event === "correction" ? NC("addendum", "Corrects") : NC("addendum", "Refers to")), referred(one.refers_to, known, words));
  add(words.tr("How it was sent"), text(one.dispatch?.channel ?? null));
  add(words.tr("Files sent"), sent(one.dispatch?.files ?? [], words));
  add(words.tr(NC("label", "Reason")), text(one.reason));
  add(words.tr(NC("label", "Place")), text(one.place));
  add(words.tr(NC("label", "Reference")), text(one.authority_reference));
  add(words.tr("Physical seal before"), text(one.physical_seal_before));
  add(words.tr("Physical seal after"), text(one.physical_seal_after));
  add(words.tr("People involved"), one.persons.map((person) => named(person, words)).join("; "));
  add(words.tr(NC("label", "Witness")), one.witness === null ? null : named(one.witness, words));
  for (const note of one.notes) add(words.tr(NC("label", "Note")), note.text.split("\n").map(visible).join("\n"));
  return rows.length === 0 ? null : h("dl", { class: "facts small statements" }, ...rows);
}

/** The record of this digest: its kind and time where it is here. */
function referred(digest: string, known: readonly ReportAddendum[], words: Translator): string {
  const found = known.find((one) => one.event_sha256 === digest);
  if (found?.event == null || found.time === null) return words.tr("a record that is not here, with the digest {digest}", { digest: readable(digest) });
  const kind = Object.hasOwn(ADDENDUM_WORDS, found.event) ? words.tr(ADDENDUM_WORDS[found.event]!) : visible(found.event);
  return words.tr("{event}, {time} (digest {digest}…)", { event: kind, time: readable(found.time), digest: digest.slice(0, SHORT) });
}

/** Their names and sizes; a parcel has many, of which the first few are named. */
function sent(files: NonNullable<ReportAddendum["dispatch"]>["files"], words: Translator): string {
  const shown = files.slice(0, FILES_NAMED).map(({ name, size }) => `${words.isolate(visible(name))} (${words.size(Number(size))})`);
  const left = files.length - shown.length;
  if (left > 0) shown.push(words.trn("and {count} more file", "and {count} more files", left));
  return shown.join(" · ");
}

const named = ({ name, organisation, country }: ReportPerson, words: Translator): string =>
  [name, organisation, country].filter((part): part is string => typeof part === "string" && part !== "").map((part) => words.isolate(visible(part))).join(" · ");
