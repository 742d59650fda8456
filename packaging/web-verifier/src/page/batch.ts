/** What of the chosen files can be checked, one after the other, and what belongs to which of it. */

import { NC, type Translator } from "../i18n/translator";
import { VERDICT_WORDS } from "../i18n/verdicts";
import { visible } from "../i18n/visible";
import { LIST_SUFFIX } from "../parcel/parcel_list";
import type { Verdict } from "../verify/codes";
import type { StartGiven, TrustGiven } from "../work/messages";
import { card, h, mono } from "./dom";
import type { Folder, Given } from "./intake";
import { OF_VERDICT, shape } from "./shapes";

export interface Choice {
  readonly main: StartGiven["main"];
  readonly path: string;
  readonly within: string | null;
  /** Whom the user trusts for this one. */
  trust: TrustGiven[];
  /** Of its last check. */
  verdict: Verdict | null;
}

export interface Found {
  readonly bundles: Given[];
  readonly folders: Folder[];
  readonly seals: Given[];
  readonly addenda: Given[];
}

const ofFile = ({ file, path, within }: Given): Choice => ({ main: { kind: "file", file }, path, within, trust: [], verdict: null });
const ofFolder = ({ name, files, path, within }: Folder): Choice => ({ main: { kind: "folder", name, files }, path, within, trust: [], verdict: null });

/** Bundles and parcels; and seals, or else addenda, in whose folder there is none that they could belong to. */
export function choicesOf({ bundles, folders, seals, addenda }: Found): Choice[] {
  const whole = [...bundles.map(ofFile), ...folders.map(ofFolder)];
  const alone = seals.filter((one) => !whole.some((other) => mayBelong(one, other)));
  const addendaAlone = addenda.filter((one) => ![...whole, ...alone].some((other) => mayBelong(one, other)));
  return [...whole, ...alone.map(ofFile), ...addendaAlone.map(ofFile)];
}

interface Placed {
  readonly within: string | null;
}

/** A file belongs to what lies beside it, as in the program; what somebody chose by itself, to whatever is checked. */
export const mayBelong = (file: Placed, to: Placed): boolean => file.within === null || to.within === null || file.within === to.within;

const INSTRUCTIONS = /^(.+)\.OPEN\.[A-Za-z_-]{2,10}\.txt$/;

/** Whether this is the text that tells how to open one of these parcels, any of whose files may be there. */
export function opens(name: string, files: readonly string[]): boolean {
  const parcel = INSTRUCTIONS.exec(name)?.[1];
  return parcel !== undefined && files.some((one) => one !== name && one.startsWith(`${parcel}.`));
}

/** The instructions for a parcel, in the user's language where they are there in it; else the name that they have. */
export function instructionsOf(list: Choice, given: readonly Given[], words: Translator): string {
  const name = list.main.kind === "file" ? list.main.file.name : list.main.name;
  const parcel = name.endsWith(LIST_SUFFIX) ? name.slice(0, -LIST_SUFFIX.length) : name;
  const own = given.filter((one) => mayBelong(one, list) && INSTRUCTIONS.exec(one.file.name)?.[1] === parcel);
  const spoken = own.find(({ file }) => file.name.endsWith(`.OPEN.${words.language}.txt`)) ?? own[0];
  return spoken?.path ?? `${parcel}.OPEN.*.txt`;
}

const IN_SIGHT = 6;

/** Every one with its path, its verdict so far, and a button; null where there is one alone. */
export function batchCard(choices: readonly Choice[], chosen: number, check: (number: number) => void, words: Translator): HTMLElement | null {
  if (choices.length < 2) return null;
  const rows = choices.map(({ path, verdict }, number) => {
    const label = words.tr(NC("button", "Check"));
    return h(
      "li",
      { class: "choice", "aria-current": number === chosen ? "true" : null },
      verdict === null ? h("span", {}) : shape(OF_VERDICT[verdict]),
      mono(visible(path)),
      h("span", { class: "small muted" }, verdict === null ? words.tr("not checked yet") : words.tr(VERDICT_WORDS[verdict])),
      number === chosen
        ? h("strong", { class: "small" }, words.tr("shown below"))
        : h("button", { type: "button", class: "small-button no-print", "aria-label": `${label}: ${visible(path)}`, click: () => { check(number); } }, label),
    );
  });
  // the one that is shown is in sight
  const first = chosen < IN_SIGHT ? IN_SIGHT : IN_SIGHT - 1;
  const seen = rows.filter((_, number) => number < first || number === chosen);
  const rest = rows.filter((_, number) => number >= first && number !== chosen);
  return card(
    words.tr("To be checked one by one"),
    words.number(choices.length),
    h("ul", { class: "plain choices" }, ...seen),
    rest.length > 0 && h("details", {}, h("summary", {}, words.trn("and {count} more", "and {count} more", rest.length)), h("ul", { class: "plain choices" }, ...rest)),
  );
}
