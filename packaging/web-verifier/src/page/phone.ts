/** A fingerprint compared by telephone: two of its four rows are hidden and typed as they are read out. */

import type { Translator } from "../i18n/translator";
import { h } from "./dom";
import { shape } from "./shapes";

export const ROWS = ["A", "B", "C", "D"] as const;
const DIGITS = 16;

/** The digits of one row. */
export const rowOf = (fingerprint: string, row: number): string => fingerprint.slice(row * DIGITS, (row + 1) * DIGITS);
const grouped = (digits: string): string => digits.match(/.{4}/g)!.join(" ");

/** Which two rows are hidden: by chance, so that nobody knows beforehand which ones to match. */
function chooseHidden(): [number, number] {
  const pairs: [number, number][] = [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]];
  let drawn: number;
  do drawn = crypto.getRandomValues(new Uint8Array(1))[0]!;
  while (drawn >= 252); // a multiple of six, so that no pair is likelier
  return pairs[drawn % 6]!;
}

/** Of each fingerprint, as long as the page is open: if every look drew others, two looks would show all four rows. */
const HIDDEN = new Map<string, [number, number]>();

/** Those of a fingerprint that is compared by telephone, also where it stands elsewhere. */
export function hiddenRows(fingerprint: string): [number, number] {
  const rows = HIDDEN.get(fingerprint) ?? chooseHidden();
  HIDDEN.set(fingerprint, rows);
  return rows;
}

export function fingerprintRows(fingerprint: string, words: Translator, hidden: readonly number[] = []): HTMLElement {
  const list = h("dl", { class: "rows" });
  for (const [i, name] of ROWS.entries()) {
    const digits = hidden.includes(i)
      ? h("dd", { class: "mono hidden-row", dir: "ltr" }, h("span", { "aria-hidden": "true" }, "···· ···· ···· ····"), h("span", { class: "visually-hidden" }, words.tr("row {row}, hidden", { row: name })))
      : h("dd", { class: "mono", dir: "ltr" }, grouped(rowOf(fingerprint, i)));
    list.append(h("dt", {}, name), digits);
  }
  return list;
}

/** What can be done once the typed rows are right. `said`: the label for who doesn't see what it stands next to. */
export interface Trusting {
  readonly label: string;
  readonly said?: string;
  readonly primary?: boolean;
  readonly act: () => void;
}

/** `place` tells the fields of one fingerprint from those of another on the page. */
export function phoneCompare(fingerprint: string, words: Translator, acts: readonly Trusting[], place = ""): HTMLElement {
  const hidden = hiddenRows(fingerprint);
  const status = h("p", { class: "small muted", role: "status" });
  const buttons = acts.map(({ label, said, primary, act }) => h("button", { type: "button", class: primary === true && "primary", disabled: true, click: act, "aria-label": said }, label));
  const marks: HTMLElement[] = [];
  const inputs = hidden.map((row) => {
    const name = ROWS[row]!;
    const input = h("input", {
      type: "text", class: "mono", dir: "ltr", autocomplete: "off", spellcheck: "false", maxlength: 40, size: 19,
      id: `row-${place}${name}`, placeholder: words.tr("16 characters"), "aria-label": words.tr("Row {row} as read out", { row: name }),
    });
    input.addEventListener("input", typed);
    const mark = h("span", { class: "mark-slot" });
    marks.push(mark);
    return { row, name, input };
  });
  function typed(): void {
    let missing = 0;
    const wrong: string[] = [];
    inputs.forEach(({ row, name, input }, i) => {
      const digits = input.value.replace(/\s+/g, "").toLowerCase();
      missing += Math.max(0, DIGITS - digits.length);
      const right = digits === rowOf(fingerprint, row);
      if (digits.length >= DIGITS && !right) wrong.push(name);
      marks[i]!.replaceChildren(...(right ? [shape("ok")] : digits.length >= DIGITS ? [shape("bad")] : []));
    });
    const done = missing === 0 && wrong.length === 0;
    status.textContent =
      wrong.length > 0
        ? wrong.length > 1
          ? words.tr("Rows {first} and {second} do not match. Have them read out again; if they still differ, do not trust the certificate.", { first: wrong[0] ?? "", second: wrong[1] ?? "" })
          : words.tr("Row {row} does not match. Have it read out again; if it still differs, do not trust the certificate.", { row: wrong[0] ?? "" })
        : done
          ? words.tr("Both rows match.")
          : words.trn("{count} character left", "{count} characters left", missing);
    status.classList.toggle("bad-text", wrong.length > 0);
    for (const button of buttons) button.disabled = !done;
  }
  typed();
  const [first, second] = inputs as [(typeof inputs)[0], (typeof inputs)[0]];
  return h(
    "div",
    { class: "phone" },
    fingerprintRows(fingerprint, words, hidden),
    h("p", { class: "small" }, words.tr("Call the laboratory on a number you already have. Type rows {first} and {second} as they read them out; they are deliberately hidden here.", { first: first.name, second: second.name })),
    ...inputs.map(({ name, input }, i) => h("div", { class: "phone-row" }, h("label", { for: input.id }, name), input, marks[i])),
    status,
    ...buttons,
  );
}
