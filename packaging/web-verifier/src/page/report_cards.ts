/** The cards of a report: the same questions and words as the window's page *Verify*. */

import {
  ADDENDUM_WORDS, AUTHORITY_WORDS, CUSTODY_EVENT_WORDS, CUSTODY_REASON_WORDS, FORMALITY_WORDS, INSTRUMENT_WORDS,
  DOUBT_CODES, OMISSION_SENTENCES, OUTCOME_WORDS, REQUEST_FIELD_WORDS, SCOPE_WORDS, URGENCY_WORDS,
} from "../i18n/program_words";
import type { ToldOmission } from "../i18n/omitted";
import { isSigned, requestIsAsSealed } from "../i18n/sealed_contradictions";
import { isInvalid } from "../i18n/signatures";
import { NC, type Translator } from "../i18n/translator";
import { AXIS_WORDS, CONSISTENCY_WORDS, SEVERITY_WORDS, stateWord, VERDICT_WORDS } from "../i18n/verdicts";
import { readable, visible } from "../i18n/visible";
import { AXES, type Severity } from "../verify/codes";
import { openRecords, VERIFIER, type ReportFields } from "../verify/report";
import { statements } from "./addendum_statements";
import { card, h, mono } from "./dom";
import { fingerprintRows, phoneCompare } from "./phone";
import { shownFindings, weight } from "./shown_findings";
import { OF_LATER, OF_SEVERITY, OF_STATE, OF_VERDICT, type Shape, shape } from "./shapes";

type Told = ReportFields;

const known = (table: Readonly<Record<string, string>>, key: string, words: Translator): string => {
  const message = Object.hasOwn(table, key) ? table[key] : undefined;
  return message === undefined ? visible(key) : words.tr(message);
};

/** Text that people wrote: in its own direction, with hostile characters spelled out. */
const written = (text: string): HTMLElement => h("bdi", {}, visible(text));

export function verdictBanner(report: Told, path: string | null, words: Translator, actions: HTMLElement): HTMLElement {
  const { verdict, bundle } = report;
  const facts = [bundle.reference, bundle.title].filter((text) => text !== null).map(visible);
  if (bundle.case_reference !== null) facts.splice(1, 0, words.tr("Sender's case reference: {reference}", { reference: visible(bundle.case_reference) }));
  facts.push(words.tr("Checked at {time}", { time: readable(report.verifier.checked_at) }));
  facts.push(words.tr("checked by {program}", { program: `${VERIFIER.name} ${VERIFIER.version}` }));
  return h(
    "section",
    { class: `banner ${OF_VERDICT[verdict]}`, "aria-labelledby": "verdict" },
    h("div", { class: "tile" }, shape(OF_VERDICT[verdict], "tile")),
    h(
      "div",
      { class: "banner-text" },
      h("h1", { id: "verdict", tabindex: -1 }, words.tr(VERDICT_WORDS[verdict])),
      h("p", { class: "strong" }, report.sentence),
      h("p", { class: "small muted" }, facts.map((fact) => words.isolate(fact)).join(" · ")),
      fileFacts(bundle, path, words),
    ),
    actions,
  );
}

/** What tells the file that was checked from another one of its name. */
function fileFacts({ file_bytes: bytes, file_sha256: sha256 }: Told["bundle"], path: string | null, words: Translator): HTMLElement {
  return h(
    "dl",
    { class: "facts small" },
    path !== null && h("dt", {}, words.tr(NC("label", "File"))),
    path !== null && h("dd", {}, mono(visible(path))),
    bytes !== null && h("dt", {}, words.tr("Size of the file")),
    bytes !== null && h("dd", {}, words.trn("{count} byte", "{count} bytes", bytes)),
    sha256 !== null && h("dt", {}, words.tr("SHA-256 of the file")),
    sha256 !== null && h("dd", {}, mono(sha256)),
  );
}

export function axesCard(report: Told, words: Translator): HTMLElement {
  // a closed parcel has no ledger and no record that could be asked about
  const closed = report.bundle.scope === "parcel";
  const rows = AXES.filter((axis) => !(closed && axis === "custody")).map((axis) => {
    const state = report.axes[axis];
    return h(
      "li",
      { class: `axis ${OF_STATE[state]}` },
      shape(OF_STATE[state]),
      h("strong", { class: "axis-name" }, words.tr(AXIS_WORDS[axis])),
      h("span", { class: "axis-sentence" }, report.axis_sentences[axis]),
      h("strong", { class: `axis-state ${OF_STATE[state]}-text` }, words.tr(stateWord(report, axis))),
    );
  });
  if (closed) return card(words.tr("What was checked"), null, h("ul", { class: "plain axes" }, ...rows));
  const { state, sentence } = report.consistency;
  const doubted = report.findings.some((f) => f.axis === "consistency" && f.severity === "doubt");
  const look = state === "contradicts" ? (doubted ? "warn" : "info") : state === "agrees" ? "ok" : "none";
  rows.push(
    h(
      "li",
      { class: `axis ${look}` },
      shape(look),
      h("strong", { class: "axis-name" }, words.tr(AXIS_WORDS.consistency)),
      h("span", { class: "axis-sentence" }, state === "none" ? sentence : `${sentence} ${words.tr("MD5 and SHA-1 in the catalogue were not compared with the contents.")}`),
      h("strong", { class: `axis-state ${look}-text` }, words.tr(CONSISTENCY_WORDS[state])),
    ),
  );
  return card(words.tr("What was checked"), words.tr("one answer to each question"), h("ul", { class: "plain axes" }, ...rows));
}

const isTrusted = ({ trust }: { readonly trust: string }): boolean => trust === "chosen" || trust === "authority-and-subject";

/** Two rows of this fingerprint are hidden on the card of the signer; here they could be read instead of asked for.
 * Brackets around it go with it: what stands instead has its own. */
function withoutFingerprint(text: string, fingerprint: string, instead: string): string {
  const digits = Array.from(fingerprint).join(String.raw`[\s:]*`);
  return text.replace(new RegExp(String.raw`[(（][\u2066\u2068]?${digits}\u2069?[)）]|${digits}`, "gi"), instead);
}

/** The fingerprints that are compared by telephone, two rows of which stand nowhere: of signers who are not trusted yet. */
const comparedFingerprints = (report: Told): ReadonlySet<string> =>
  new Set(report.seal.signers.filter((one, i) => !isTrusted(one) && !isInvalid(report, i + 1)).map((one) => one.fingerprint));

/** Takes the fingerprints that are compared out of a sentence. */
function covering(report: Told, words: Translator): (text: string) => string {
  const instead = words.isolate(words.tr("(rows A–D of the fingerprint)")); // the digits run from the left, the words may not
  const compared = [...comparedFingerprints(report)];
  return (sentence) => compared.reduce((text, one) => withoutFingerprint(text, one, instead), sentence);
}

const ORDER: readonly Severity[] = ["fatal", "contradiction", "missing", "doubt", "note"];

export function findingsCard(report: Told, words: Translator, copied: (text: string) => void): HTMLElement {
  const covered = covering(report, words);
  const sorted = shownFindings(report, words)
    .map((f) => ({ ...f, sentence: covered(f.sentence) }))
    .sort((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
  const rows = sorted.map((f) =>
    h(
      "li",
      { class: "finding" },
      shape(OF_SEVERITY[f.severity]),
      h("span", { class: "finding-text" }, h("span", { class: "visually-hidden" }, `${words.tr(SEVERITY_WORDS[f.severity])}: `), f.sentence),
      h("span", { class: "finding-place muted small" }, f.place),
    ),
  );
  const text = sorted.map((f) => `${f.code}: ${f.sentence}`).join("\n");
  const made = card(
    words.tr(NC("heading", "Findings")),
    words.number(sorted.length),
    rows.length > 0 ? h("ul", { class: "plain findings" }, ...rows) : h("p", { class: "muted" }, words.tr(NC("heading", "None."))),
  );
  if (rows.length > 0) {
    made.firstElementChild?.append(h("button", { type: "button", class: "link end no-print", click: () => { copied(text); } }, words.tr("Copy as text")));
  }
  return made;
}

/** What has a signature and is not the sealed bundle: a parcel, an addendum by itself. */
const isSignedOnly = ({ bundle }: Told): boolean => bundle.scope === "parcel" || bundle.scope === "addendum";

export function signerCard(report: Told, words: Translator, trust: (index: number) => void): HTMLElement {
  const { signers } = report.seal;
  const title = isInvalid(report) ? words.tr("Named as signer") : isSignedOnly(report) ? words.tr("Signed by") : words.tr("Sealed by");
  if (signers.length === 0) return card(title, null, h("p", { class: "muted" }, words.tr("There is no readable signature.")));
  const compared = comparedFingerprints(report);
  const parts = signers.map((signer, i) => {
    const trusted = isTrusted(signer);
    const { agency, country } = report.bundle;
    const origin = [agency, country].filter((text) => text !== null && text !== "").join(", ");
    const invalid = isInvalid(report, i + 1);
    const rows = compared.has(signer.fingerprint) ? phoneCompare(signer.fingerprint, words, [{ label: words.tr("Trust this signer for this check"), primary: true, act: () => { trust(i); } }]) : fingerprintRows(signer.fingerprint, words);
    return h(
      "div",
      { class: "signer" },
      h("p", { class: "strong" }, written(signer.label ?? signer.certificate_name)),
      signer.label !== null && signer.label !== signer.certificate_name && h("p", { class: "small muted" }, words.tr("Signed with a certificate in the name of: {name}", { name: signer.certificate_name })),
      signer.organisation !== undefined && h("p", { class: "small muted" }, words.tr("Organisation in the certificate"), ": ", written(signer.organisation)),
      i === 0 && origin !== "" && h("p", { class: "small muted" }, words.tr("according to the bundle: {origin}", { origin })),
      signer.demo && h("p", { class: "pill warn" }, "DEMO"),
      invalid && h("p", { class: "pill bad" }, shape("bad"), words.tr("Signature invalid")),
      !invalid && h("p", { class: `pill ${trusted ? "ok" : "warn"}` }, shape(trusted ? "ok" : "warn"), trusted ? words.tr("Trusted for this check only") : words.tr("Not on your trusted list")),
      h("p", { class: "small muted" }, words.tr("Fingerprint of the signer")),
      rows,
    );
  });
  return card(title, null, ...parts);
}

export function timeCard(report: Told, words: Translator): HTMLElement {
  const { seal, axes } = report;
  const time = seal.timestamp ?? seal.existed_by ?? seal.signed_at;
  const signed = isSignedOnly(report);
  const title =
    seal.existed_by !== null || (seal.timestamp !== null && axes.time === "pass")
      ? signed ? words.tr("Signed no later than") : words.tr("Sealed no later than")
      : signed ? words.tr("Signing time") : words.tr("Sealing time");
  if (time === null) {
    const unknown = h("div", {}, h("p", { class: "strong" }, words.tr(NC("heading", "Unknown"))), h("p", { class: "small muted" }, words.tr("No readable time.")));
    return card(title, null, h("div", { class: "with-shape" }, shape("none"), unknown));
  }
  const attested = axes.time === "pass";
  const by =
    seal.timestamp !== null
      ? attested ? words.tr("Attested by an independent clock") : words.tr("By an unconfirmed clock")
      : seal.existed_by !== null
        ? words.tr("Attested by a time-stamp added after sealing")
        : isInvalid(report) ? words.tr("Stated by a signature that is invalid; not attested by anyone else") : words.tr("The signer's own clock; not attested by anyone else");
  return card(
    title,
    null,
    h("div", { class: "with-shape" }, shape(OF_STATE[axes.time]), h("div", {}, h("p", { class: "strong" }, mono(readable(time))), h("p", { class: "small muted" }, by))),
    seal.sealed_after !== null && h("p", { class: "small" }, words.tr("Not sealed before: time-stamp over the custody ledger"), " ", mono(readable(seal.sealed_after))),
    seal.level !== null && h("p", { class: "small muted" }, words.tr("Level of the seal (CAdES): {level}", { level: seal.level })),
  );
}

export function insideCard(report: Told, words: Translator, contents: HTMLElement | null): HTMLElement | null {
  const { bundle } = report;
  if (bundle.files === null && bundle.artifacts === null) return null;
  const whole = report.axes.completeness !== "fail"; // else not all that is listed need be here
  const size = bundle.payload_bytes === null ? null : words.size(bundle.payload_bytes);
  const files = [
    bundle.files !== null &&
      (whole || !isSigned(report) ? words.trn("{count} file", "{count} files", bundle.files) : words.trn("{count} file in the sealed list", "{count} files in the sealed list", bundle.files)),
    size !== null && (whole ? size : words.tr("{size} of them here", { size })),
    bundle.exhibits.length > 0 && words.trn("{count} exhibit", "{count} exhibits", bundle.exhibits.length),
  ].filter((text) => text !== false);
  // what is left of the artifacts has no content; a seal by itself doesn't say how many that are
  const ofExhibits = bundle.exhibits.reduce((sum, one) => sum + one.files, 0);
  const without = bundle.scope === "full" ? (bundle.artifacts ?? 0) - ofExhibits : 0;
  const inside = [
    bundle.artifacts !== null && words.trn("{count} artifact catalogued", "{count} artifacts catalogued", bundle.artifacts),
    without > 0 && words.trn("{count} of them a folder or without content", "{count} of them folders or without content", without),
    bundle.not_selected !== null && bundle.not_selected > 0 && words.trn("{count} artifact of the sender's case not in this bundle", "{count} artifacts of the sender's case not in this bundle", bundle.not_selected),
    bundle.omissions !== null && words.trn("{count} item declared left out or in doubt", "{count} items declared left out or in doubt", bundle.omissions),
  ].filter((text) => text !== false);
  const chips = bundle.exhibits.map(({ exhibit, files: count }) =>
    h("li", { class: "chip" }, written(exhibit), ` · ${count > 0 ? words.trn("{count} file", "{count} files", count) : words.tr("listed only")}`),
  );
  // the rest, which is the seal's nonce in a sound bundle: together they are the files above
  const rest = ofExhibits > 0 ? (bundle.files ?? 0) - ofExhibits : 0;
  if (rest > 0) {
    const other = rest === 1 ? words.tr("1 file: the random value in every bundle") : words.trn("{count} file", "{count} files", rest);
    chips.push(h("li", { class: "chip" }, `${words.tr(NC("label", "Not evidence"))} · ${other}`));
  }
  return card(
    words.tr(NC("label", "Contents")),
    null,
    files.length > 0 && h("p", { class: "strong" }, files.join(" · ")),
    inside.length > 0 && h("p", { class: "small muted" }, inside.join(" · ")),
    !isSigned(report) && h("p", { class: "small muted" }, words.tr("as this copy has it; not confirmed by a seal")),
    chips.length > 0 && h("ul", { class: "plain chips" }, ...chips),
    contents,
  );
}

const SHORT = 5;

export function custodyCard(report: Told, words: Translator): HTMLElement | null {
  const { custody } = report.bundle;
  if (custody.length === 0) return null;
  const row = (event: Record<string, string>): HTMLElement => {
    const who = [event["exhibits"], event["person"], event["organisation"], event["place"]].filter((text) => text !== undefined && text !== "");
    const reason = event["reason"];
    const why = reason === undefined ? null : known(CUSTODY_REASON_WORDS, reason, words);
    return h(
      "li",
      { class: "event" },
      h("span", {}, h("strong", {}, known(CUSTODY_EVENT_WORDS, event["event"] ?? "", words)), who.length > 0 && h("span", {}, " · ", written(who.join(", ")))),
      why !== null && h("span", { class: "small muted" }, written(why)),
      h("span", { class: "small muted time" }, mono(readable(event["time"] ?? ""))),
      event["clock"] === "stated" && h("span", { class: "small muted" }, words.tr("time stated, not by this computer's clock")),
    );
  };
  const newest = [...custody].reverse();
  const rest = newest.slice(SHORT);
  return card(
    words.tr("Custody summary"),
    words.trn("{count} entry", "{count} entries", report.bundle.custody_events ?? custody.length),
    h("ol", { class: "plain events" }, ...newest.slice(0, SHORT).map(row)),
    rest.length > 0 && h("details", {}, h("summary", {}, words.tr("Read in full…")), h("ol", { class: "plain events" }, ...rest.map(row))),
  );
}

/** No tick over a list with something in it that nobody whom the reader trusts has confirmed. */
function laterShape({ later, addenda }: Told): Shape {
  return later.state === "confirmed" && openRecords(addenda) > 0 ? "info" : OF_LATER[later.state];
}

/** Of every bundle, whatever is known: it is never said that there is no later addendum. */
export function addendaCard(report: Told, words: Translator): HTMLElement | null {
  const mayHave = report.bundle.scope === "full" && report.seal.code !== null;
  if (report.addenda.length === 0 && report.later.state === "none" && !mayHave) return null;
  const covered = covering(report, words);
  const rows = report.addenda.map((one) => {
    const name = one.event === null ? words.tr("Unreadable addendum") : known(ADDENDUM_WORDS, one.event, words);
    const signer = one.signers[0];
    const recipients = one.dispatch?.recipients.map((r) => visible(r.name)) ?? [];
    return h(
      "li",
      { class: "event" },
      h("span", {}, shape(OF_VERDICT[one.verdict]), h("strong", {}, name), one.time !== null && h("span", { class: "small muted" }, " ", mono(readable(one.time)))),
      signer !== undefined && h("span", { class: "small" }, signer.label === null ? words.tr("Signed with a certificate in the name of: {name}", { name: signer.certificate_name }) : words.tr("Signed by: {label}", { label: signer.label })),
      recipients.length > 0 && h("span", { class: "small muted" }, words.tr("to {names}", { names: words.listed(recipients) })),
      one.receipt !== null && h("span", { class: "small muted" }, [
        known(OUTCOME_WORDS, one.receipt.outcome, words),
        known(SCOPE_WORDS, one.receipt.scope, words),
        words.tr("the receiver's result: {verdict}", { verdict: words.tr(VERDICT_WORDS[one.receipt.verdict]) }),
      ].join(" · ")),
      statements(one, report.addenda, words),
      one.latest && one.event_sha256 !== null && h("details", { class: "small" }, h("summary", {}, words.tr("Latest. Digest of the event, to read out over the telephone (not that of the file):")), mono(readable(one.event_sha256))),
      ...one.findings.filter((f) => f.severity !== "note").map((f) => h("span", { class: "small" }, shape(OF_SEVERITY[weight(f)]), covered(f.sentence))),
    );
  });
  return card(words.tr("After the seal"), null, h("p", {}, shape(laterShape(report)), report.later.sentence), h("ol", { class: "plain events" }, ...rows), h("p", { class: "small muted" }, words.tr("Later addenda may exist that are not here.")));
}

type Json = unknown;

/** A country or language in the page's language; the code itself where the browser knows none. */
function nameOf(type: "language" | "region", code: string, words: Translator): string {
  try {
    return visible(new Intl.DisplayNames(words.language, { type }).of(code) ?? code);
  } catch {
    return visible(code);
  }
}

/** What says on what conditions the receiver gets the bundle, and not which request it answers. */
const CONDITIONS: ReadonlySet<string> = new Set(["limits_of_use", "retention", "return_terms", "handling"]);

export function requestCard(report: Told, words: Translator): HTMLElement | null {
  const request = report.bundle.request as Record<string, Json> | null;
  if (request === null) return null;
  const rows: HTMLElement[] = [];
  const fields: string[] = [];
  const add = (key: string, value: HTMLElement | string | null): void => {
    if (value === null || value === "") return;
    fields.push(key);
    rows.push(h("dt", {}, known(REQUEST_FIELD_WORDS, key, words)), h("dd", {}, value));
  };
  const text = (key: string): string | null => (typeof request[key] === "string" ? request[key] : null);
  const instrument = text("instrument");
  add("instrument", instrument === null ? null : written(known(INSTRUMENT_WORDS, instrument, words)));
  const list = (value: Json): Record<string, string | null>[] => (Array.isArray(value) ? value.filter((one) => typeof one === "object") : []) as Record<string, string | null>[];
  const lines = (parts: HTMLElement[]): HTMLElement | null => (parts.length === 0 ? null : h("ul", { class: "plain" }, ...parts.map((part) => h("li", {}, part))));
  add("authorities", lines(list(request["authorities"]).map((a) => h("span", {}, `${known(AUTHORITY_WORDS, a["role"] ?? "", words)}: `, words.listed([a["name"], a["country"] == null ? null : nameOf("region", a["country"], words), a["contact"]].filter((t): t is string => typeof t === "string" && t !== "").map((t) => words.isolate(visible(t))))))));
  for (const key of ["requesting_reference", "executing_reference", "legal_basis", "offence"]) add(key, text(key) === null ? null : written(text(key)!));
  const urgency = text("urgency");
  add("urgency", urgency === null ? null : written(known(URGENCY_WORDS, urgency, words)));
  add("deadline", text("deadline") === null ? null : mono(text("deadline")!));
  add("formalities", lines(list(request["formalities"]).map((f) => h("span", {}, written(f["asked"] ?? ""), `: ${known(FORMALITY_WORDS, f["met"] ?? "", words)}`, f["note"] != null && h("span", { class: "muted" }, " (", written(f["note"]), ")")))));
  for (const key of ["limits_of_use", "retention", "return_terms"]) add(key, text(key) === null ? null : h("strong", {}, written(text(key)!)));
  const languages = (Array.isArray(request["languages"]) ? request["languages"] : []) as string[];
  add("languages", languages.length === 0 ? null : words.listed(languages.map((tag) => words.isolate(nameOf("language", tag, words)))));
  add("handling", lines(list(request["handling"]).map((c) => h("span", {}, h("span", { class: "tag" }, mono(visible(`${c["scheme"] ?? ""}:${c["value"] ?? ""}`))), c["comment"] != null && h("span", {}, " ", written(c["comment"])), c["permission"] != null && h("span", {}, " ", written(c["permission"]))))));
  add("nonce", text("nonce") === null ? null : mono(visible(text("nonce")!)));
  if (rows.length === 0) return null;
  const binding = list(request["handling"]).length > 0 || text("limits_of_use") !== null;
  return card(
    fields.some((key) => !CONDITIONS.has(key)) ? words.tr("Legal request that the bundle answers") : words.tr("Conditions for the receiver"),
    requestIsAsSealed(report) ? words.tr("as the sender sealed it") : words.tr("as this copy has it; not confirmed by a seal"),
    h("dl", { class: "facts" }, ...rows),
    binding && h("p", { class: "small muted" }, words.tr("Handling codes and limits of use are binding on whoever receives the bundle.")),
  );
}

const SHOWN_PLACES = 5;
const FOLDED_PLACES = 500;

export function omissionsCard(report: Told, omissions: readonly ToldOmission[], words: Translator): HTMLElement | null {
  if (omissions.length === 0) return null;
  const leftOut = omissions.filter((one) => !DOUBT_CODES.has(one.code));
  const doubts = omissions.filter((one) => DOUBT_CODES.has(one.code));
  // of a very long ledger only its beginning is here
  const more = (report.bundle.omissions ?? 0) - sumOf(omissions);
  return card(
    words.tr("What is left out or in doubt, and why"),
    null,
    ...omissionsPart(words.tr("Not read or left out, and why"), leftOut, words),
    ...omissionsPart(words.tr("Read, but in doubt, and why"), doubts, words),
    more > 0 && h("p", { class: "muted" }, andMore(more, words)),
  );
}

const sumOf = (omissions: readonly ToldOmission[]): number => omissions.reduce((sum, one) => sum + one.count, 0);
const andMore = (count: number, words: Translator): string => words.trn("and {count} more", "and {count} more", count);

/** For every reason the places in sight; the rest of a long list is folded. */
function omissionsPart(title: string, omissions: readonly ToldOmission[], words: Translator): HTMLElement[] {
  if (omissions.length === 0) return [];
  const rows = [...new Set(omissions.map((one) => one.code))].map((code) => {
    const found = omissions.filter((one) => one.code === code);
    const places = found.map(({ place }) => h("li", {}, ...place.flatMap((part, i) => [i > 0 && " · ", h("bdi", {}, part)])));
    const folded = places.slice(SHOWN_PLACES, SHOWN_PLACES + FOLDED_PLACES);
    const left = places.length - SHOWN_PLACES - folded.length;
    return h(
      "li",
      { class: "event" },
      h("span", {}, h("strong", {}, words.number(sumOf(found))), " · ", known(OMISSION_SENTENCES, code, words)),
      h("ul", { class: "plain small muted places" }, ...places.slice(0, SHOWN_PLACES)),
      folded.length > 0 && h(
        "details",
        { class: "small" },
        h("summary", {}, andMore(places.length - SHOWN_PLACES, words)),
        h("ul", { class: "plain muted places" }, ...folded, left > 0 && h("li", {}, andMore(left, words))),
      ),
      h("span", { class: "small muted" }, mono(visible(code))),
    );
  });
  return [h("h3", {}, title), h("ul", { class: "plain events" }, ...rows)];
}

export function limitsCard(report: Told | null, words: Translator): HTMLElement {
  return card(
    words.tr("What this page does not check"),
    null,
    h(
      "ul",
      { class: "limits" },
      h("li", {}, words.tr("Revocation, beyond the lists that you gave.")),
      report?.bundle.scope === "parcel" && h("li", {}, words.tr("The parcel was not opened. The content of the bundle, and its own seal, were not verified.")),
      h("li", {}, words.tr("The original medium or image: whether the content comes from it.")),
      report?.bundle.form === "folder" && h("li", {}, words.tr("Links and hard links in a folder, which a browser does not see: check the .zip where there is one.")),
    ),
  );
}

export function rightPageCard(words: Translator): HTMLElement {
  return card(
    words.tr("Is this page the right one?"),
    `${VERIFIER.name} ${VERIFIER.version}`,
    h("p", { class: "small" }, words.tr("Take it from the partner laboratory or from the program, never from the parcel: whoever alters a bundle can alter a page beside it. Compare the SHA-256 of this file with the one that they tell you:")),
    h("pre", { class: "mono", dir: "ltr", tabindex: 0 }, "certutil -hashfile sealwright-verifier.html SHA256\nshasum -a 256 sealwright-verifier.html\nsha256sum sealwright-verifier.html"),
  );
}
