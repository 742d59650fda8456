/**
 * The seal code, compared with what the cover sheet says: typed or pasted, group by group.
 *
 * The cover sheet has it twice: in full, in four lettered rows of hexadecimal digits, and as a short form, which is
 * the beginning of the same digits with two check characters. Either counts.
 */

import type { Translator } from "../i18n/translator";
import type { ReportFields } from "../verify/report";
import { card, h, mono } from "./dom";
import { fingerprintRows, ROWS, rowOf } from "./phone";
import { shape } from "./shapes";

const SEPARATORS = /[\s.:_\u2010-\u2015-]/g;
/** Digits that no code in its short form holds, and the letters they are taken for. */
const MISREAD: Readonly<Record<string, string>> = { 0: "O", 1: "I", 8: "B" };
const GROUP = 4;

/** What was typed as a short code is written, without separators. */
function shortForm(text: string): string {
  return text.replace(SEPARATORS, "").toUpperCase().replace(/[018]/g, (digit) => MISREAD[digit]!);
}

/** The digits of a code typed in full, without the letters before its rows; empty where it is something else. */
function fullForm(text: string): string {
  const parts = text.split(/\s+/).map((part) => part.replace(SEPARATORS, ""));
  const digits = parts.filter((part) => !/^[A-D]$/i.test(part)).join("").toLowerCase();
  return /^[0-9a-f]+$/.test(digits) ? digits : "";
}

/** Numbers (from 1) of the groups that are complete and not those of the code; what is longer is wrong behind its last. */
function wrongGroups(typed: string, code: string): number[] {
  const wrong: number[] = [];
  for (let at = 0; at < typed.length; at += GROUP) {
    const piece = typed.slice(at, at + GROUP);
    if (piece !== code.slice(at, at + GROUP) && (piece.length === GROUP || at >= code.length)) wrong.push(at / GROUP + 1);
  }
  return wrong;
}

interface Answer {
  readonly look: "ok" | "bad" | "warn" | null;
  readonly sentence: string;
}

/** `shown` and `code`: the code in its short form and in full; `others` are rows that stand beside it on the cover sheet. */
function compared(text: string, shown: string, code: string, others: readonly string[], words: Translator): Answer {
  if (text.replace(SEPARATORS, "") === "") return { look: null, sentence: "" };
  const [short, full] = [shortForm(text), fullForm(text)];
  const inFull = full !== "" && (code.startsWith(full) || full.length > shown.length) && !shown.startsWith(short);
  const [typed, meant] = inFull ? [full, code] : [short, shown];
  if (typed === meant) return { look: "ok", sentence: words.tr("Match: what you typed is the code of this seal.") };
  const wrong = wrongGroups(typed, meant);
  if (wrong.length === 0) {
    return { look: null, sentence: words.trn("{count} character left", "{count} characters left", meant.length - typed.length) };
  }
  if (others.some((row) => full.includes(row))) {
    return { look: "warn", sentence: words.tr("What you typed are rows of the signer’s certificate. Here the seal code is compared, which has rows of its own.") };
  }
  return {
    look: "bad",
    sentence: words.trn(
      "Group {groups} differs. Check the cover sheet again; if it still differs, this is another seal.",
      "Groups {groups} differ. Check the cover sheet again; if they still differ, this is another seal.",
      wrong.length,
      { groups: wrong.join(", ") },
    ),
  };
}

export function codeCard(report: ReportFields, words: Translator): HTMLElement | null {
  const { code, code_shown: shown, signers } = report.seal;
  if (code === null || shown === null || report.bundle.scope === "addendum") return null;
  const others = signers.flatMap(({ fingerprint }) => ROWS.map((_, row) => rowOf(fingerprint, row)));
  const letters = shown.replace(SEPARATORS, "");
  const answer = h("p", { class: "small with-shape", role: "status" });
  const input = h("input", {
    type: "text", class: "mono wide", dir: "ltr", id: "seal-code", autocomplete: "off", spellcheck: "false", maxlength: 200,
    placeholder: words.tr("{count} characters", { count: letters.length }), "aria-label": words.tr("Seal code from the cover sheet"),
    input: () => {
      const { look, sentence } = compared(input.value, letters, code, others, words);
      answer.classList.toggle("bad-text", look === "bad");
      answer.replaceChildren(...(look === null ? [] : [shape(look)]), h("span", {}, sentence));
    },
  });
  return card(
    words.tr("Seal code"),
    null,
    h("p", { class: "code" }, mono(shown)),
    h("p", { class: "small muted" }, words.tr("The same code in full, in four rows")),
    fingerprintRows(code, words),
    h("label", { class: "small no-print", for: "seal-code" }, words.tr("Type or paste the code from the cover sheet, which reaches you separately from the bundle.")),
    h("div", { class: "no-print" }, input, answer),
    report.seal.outer_identical === true && h("p", { class: "small with-shape" }, shape("ok"), h("span", {}, words.tr("The seal file next to the bundle is the seal inside it, byte for byte."))),
  );
}
