/** What the signed list of a parcel states to whoever carries it. */

import { NC, type Translator } from "../i18n/translator";
import { visible } from "../i18n/visible";
import type { ReportFields, ReportParcel } from "../verify/report";
import { card, h, mono } from "./dom";

/** Null of all that is no parcel, and of a parcel whose list could not be read. `instructions`: where they are. */
export function parcelCard({ parcel, verdict }: ReportFields, instructions: string | null, words: Translator): HTMLElement | null {
  if (parcel === null) return null;
  const size = parcel.volumes.reduce((sum, one) => sum + one.size, 0);
  const rows: HTMLElement[] = [];
  const add = (name: string, ...values: (HTMLElement | string)[]): void => {
    rows.push(h("dt", {}, name), h("dd", {}, ...values));
  };
  add(words.tr("Parcel number"), mono(grouped(parcel.number)));
  add(words.tr(NC("label", "Size")), words.trn("{count} volume, {size} with padding", "{count} volumes, {size} with padding", parcel.volumes.length, { size: words.size(size) }));
  add(words.tr(NC("step", "Recipients")), recipients(parcel, words));
  for (const { sha256 } of parcel.recipients) {
    if (sha256 !== null) add(words.tr(NC("label", "Certificate")), mono(grouped(sha256)));
  }
  if (parcel.handling.length > 0) {
    add(words.tr("Handling codes"), ...parcel.handling.map(({ scheme, value }) => h("span", { class: "tag" }, mono(visible(`${scheme}:${value}`)))));
  }
  add(words.tr("Seal code of the bundle inside"), h("span", { class: "code" }, mono(parcel.seal_shown)));
  return card(
    words.tr(NC("heading", "Parcel")),
    words.tr("according to its signed list"),
    h("dl", { class: "facts" }, ...rows),
    h("p", { class: "small muted" }, words.tr("The size is that of the encrypted files, with padding: the bundle is smaller. Compare the seal code with the one the sender gave you through another channel.")),
    verdict === "unconfirmed" && instructions !== null && h("h3", {}, words.tr("How to open it")),
    verdict === "unconfirmed" && instructions !== null && h("div", { class: "opening" }, ...opening(instructions, words)),
  );
}

const grouped = (text: string): string => text.match(/.{1,8}/g)!.join(" ");

function recipients({ recipients: all, shares }: ReportParcel, words: Translator): string {
  const certificates = all.filter((one) => one.kind === "certificate").length;
  const phrases = all.length - certificates;
  const parts = [
    certificates > 0 && words.trn("{count} certificate", "{count} certificates", certificates),
    phrases > 0 && words.trn("{count} passphrase", "{count} passphrases", phrases),
    shares !== null && words.tr("any {needed} of {count} shares", { needed: words.number(shares.threshold), count: words.number(shares.count) }),
  ];
  return words.listed(parts.filter((text) => text !== false));
}

/** What opens it; this page has no keys. Nobody signed the instructions. */
function opening(instructions: string, words: Translator): HTMLElement[] {
  return [
    h("p", {}, words.tr("Keep the files of the parcel in one folder. Drop it on the Verify page of Sealwright and choose “Open parcel…”, or use “sealwright parcel open”. Without Sealwright, with bash and OpenSSL 3: see {file}.", { file: instructions })),
    h("p", { class: "small muted" }, words.tr("This page opens no parcel. The instructions are not signed: rely on the bundle that comes out only after it has been verified, here or with the program.")),
  ];
}
