/** The report as JSON, in the form of `sealwright verify --json`. */

import VERSION from "../../generated/version.json";
import type { JsonObject } from "../bundle/schema";
import { list, obj, str, textOrNull } from "../bundle/sealed_json";
import { type Language, Translator } from "../i18n/translator";
import { axisSentence, consistencySentence, findingSentence, laterSentence, verdictSentence } from "../i18n/verdicts";
import type { ParcelList } from "../parcel/parcel_list";
import { codeShown } from "../seal/seal_info";
import type { ToldAddendum } from "./addenda";
import { AXES, type Axes, type Axis, type Finding, type LaterState, type Verdict } from "./codes";
import type { Damage } from "./content_check";
import { story } from "./custody_check";
import type { SignerFacts } from "./origin";
import { utcText } from "./times";
import type { Outcome } from "./verifier";

export interface ReportSigner {
  readonly fingerprint: string;
  readonly certificate_name: string;
  readonly organisation?: string;
  readonly label: string | null;
  readonly trust: string;
  readonly demo: boolean;
  readonly signed_at: string;
  readonly key: string;
  readonly not_before: string;
  readonly not_after: string;
}

export interface ReportPerson {
  readonly name: string;
  readonly organisation?: string | null;
  readonly country?: string | null;
}

export interface ReportAddendum {
  readonly file: string;
  readonly counts: boolean;
  readonly latest: boolean;
  readonly verdict: Verdict;
  readonly event: string | null;
  readonly event_sha256: string | null;
  readonly time: string | null;
  readonly place: string | null;
  readonly persons: readonly ReportPerson[];
  readonly witness: ReportPerson | null;
  readonly reason: string | null;
  readonly authority_reference: string | null;
  readonly physical_seal_before: string | null;
  readonly physical_seal_after: string | null;
  readonly notes: readonly { readonly text: string }[];
  readonly dispatch: {
    readonly channel: string;
    readonly recipients: readonly { readonly name: string }[];
    /** `size` in decimal digits, as it is signed. */
    readonly files: readonly { readonly name: string; readonly size: string }[];
  } | null;
  readonly receipt: { readonly outcome: string; readonly scope: string; readonly verdict: Verdict; readonly answers: string | null } | null;
  readonly refers_to: string | null;
  readonly signers: readonly Pick<ReportSigner, "label" | "certificate_name" | "fingerprint">[];
  readonly timestamp: string | null;
  readonly findings: readonly (Finding & { readonly sentence: string })[];
}

export interface ReportFields {
  readonly verdict: Verdict;
  readonly sentence: string;
  readonly axes: Axes;
  readonly axis_sentences: Record<Axis, string>;
  /** `places`: how many findings are on it; null where it was not asked. MD5 and SHA-1 take a second reading. */
  readonly consistency: { state: "agrees" | "contradicts" | "none"; places: number | null; md5_sha1: false; sentence: string };
  readonly findings: readonly (Finding & { readonly sentence: string })[];
  readonly seal: {
    readonly code: string | null;
    readonly code_shown: string | null;
    readonly kind: string | null;
    readonly signer: { label: string | null; certificate_name: string; fingerprint: string; demo: boolean } | null;
    readonly signers: readonly ReportSigner[];
    readonly signed_at: string | null;
    readonly timestamp: string | null;
    readonly existed_by: string | null;
    readonly level: string | null;
    readonly sealed_after: string | null;
    readonly outer_identical: boolean | null;
  };
  readonly bundle: {
    readonly path: string;
    readonly form: string;
    readonly file_bytes: number | null;
    readonly file_sha256: string | null;
    readonly reference: string | null;
    readonly format: string | null;
    readonly scope: string;
    readonly files: number | null;
    readonly payload_bytes: number | null;
    readonly artifacts: number | null;
    readonly not_selected: number | null;
    readonly omissions: number | null;
    readonly custody_events: number | null;
    readonly case_reference: string | null;
    readonly title: string | null;
    readonly agency: string | null;
    readonly examiner: string | null;
    readonly country: string | null;
    readonly exhibits: readonly { exhibit: string; files: number }[];
    readonly supplement: Record<string, unknown> | null;
    readonly request: JsonObject | null;
    readonly custody: readonly Record<string, string>[];
  };
  readonly damage: readonly Damage[];
  readonly trust: readonly { role: string; certificate_sha256: string; label: string }[];
  readonly later: { readonly state: LaterState; readonly sentence: string };
  readonly addenda: readonly ReportAddendum[];
  readonly parcel: ReportParcel | null;
  readonly verifier: { name: string; version: string; digest: string; checked_at: string; implementation: string };
}

interface ReportFile {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
}

/** What the signed list of a parcel states. */
export interface ReportParcel {
  readonly number: string;
  readonly seal: string;
  readonly seal_shown: string;
  readonly made_at: string;
  readonly unit: number;
  readonly volumes: readonly ReportFile[];
  readonly envelope: ReportFile;
  readonly recipients: readonly { readonly kind: "certificate" | "passphrase"; readonly sha256: string | null }[];
  readonly shares: { readonly threshold: number; readonly count: number; readonly digests: readonly string[] } | null;
  readonly handling: readonly { readonly scheme: string; readonly value: string }[];
}

export const VERIFIER = { name: "sealwright-verifier", version: VERSION, implementation: "webcrypto" } as const;

function signerFields(signer: SignerFacts): ReportSigner {
  const { certificate } = signer;
  return {
    fingerprint: certificate.fingerprint,
    certificate_name: certificate.name,
    ...(certificate.organisation === "" ? {} : { organisation: certificate.organisation }),
    label: signer.entry?.label ?? null,
    trust: signer.reach === "pinned" ? "chosen" : signer.reach, // the page keeps no list: every certificate was given for this check
    demo: signer.demo,
    signed_at: utcText(signer.signedAt),
    key: certificate.key.label,
    not_before: utcText(certificate.notBefore),
    not_after: utcText(certificate.notAfter),
  };
}

const timeOrNull = (ms: number | null | undefined): string | null => (ms === null || ms === undefined ? null : utcText(ms));

export function reportFields(outcome: Outcome, language: Language, digest = ""): ReportFields {
  const words = new Translator(language);
  const signers = outcome.signers.map(signerFields);
  const first = signers[0];
  // the list of a parcel is no seal of a bundle, and its digest no code to compare
  const code = outcome.seal?.info?.kind === "parcel" ? null : (outcome.seal?.code ?? null);
  const told = {
    verdict: outcome.verdict,
    axes: outcome.axes,
    findings: outcome.findings,
    places: outcome.places,
    seal: {
      code,
      code_shown: code === null ? null : codeShown(code),
      kind: outcome.seal?.info?.kind ?? null,
      signer:
        first === undefined
          ? null
          : {
              label: first.label,
              certificate_name: first.certificate_name,
              fingerprint: first.fingerprint,
              demo: signers.some((one) => one.demo),
            },
      signers,
      signed_at: timeOrNull(outcome.seal?.signatures[0]?.signature.signingTime),
      timestamp: timeOrNull(outcome.time?.stated),
      existed_by: timeOrNull(outcome.story.existedBy),
      level: outcome.time?.level ?? null,
      sealed_after: timeOrNull(outcome.sealedAfter),
      outer_identical: outcome.outerIdentical,
    },
    bundle: bundleFields(outcome),
  };
  const { places, ...shown } = told;
  const addenda = outcome.story.told.map((one) => addendumFields(one, words));
  return {
    ...shown,
    sentence: verdictSentence(told, words),
    axis_sentences: Object.fromEntries(AXES.map((axis) => [axis, axisSentence(told, axis, words)])) as Record<Axis, string>,
    consistency: {
      state: places === null ? "none" : places === 0 ? "agrees" : "contradicts",
      places,
      md5_sha1: false,
      sentence: consistencySentence(told, words),
    },
    findings: outcome.findings.map((f) => ({ ...f, sentence: findingSentence(f, words) })),
    damage: outcome.bag?.damage ?? [],
    trust: trustFields(outcome),
    later: { state: outcome.later, sentence: laterSentence(outcome.later, addenda.length, openRecords(addenda), words) },
    addenda,
    parcel: outcome.parcel === null ? null : parcelFields(outcome.parcel),
    verifier: { ...VERIFIER, digest, checked_at: utcText(outcome.checkedAt) },
  };
}

/** Anybody can put an addendum next to a bundle: these change no state, and are no part of what is confirmed. */
export function openRecords(addenda: readonly Pick<ReportAddendum, "counts" | "verdict">[]): number {
  return addenda.filter((one) => !(one.counts && one.verdict === "verified")).length;
}

function trustFields(outcome: Outcome): ReportFields["trust"] {
  const entries = [...outcome.signers.map((one) => one.entry), ...(outcome.time?.entries ?? [])];
  const used = entries.flatMap((entry) =>
    entry === null ? [] : [{ role: entry.role, certificate_sha256: entry.certificate.fingerprint, label: entry.label }],
  );
  return used.filter((one, i) => used.findIndex((other) => JSON.stringify(other) === JSON.stringify(one)) === i);
}

function bundleFields(outcome: Outcome): ReportFields["bundle"] {
  const { bag, info } = outcome;
  const request = bag?.request ?? null;
  const told = request === null ? null : obj(request["case"]);
  const alone = bag === null && info !== null;
  return {
    path: outcome.path,
    form: outcome.form,
    file_bytes: outcome.file?.bytes ?? null,
    file_sha256: outcome.file?.sha256 ?? null,
    reference: info?.reference ?? bag?.bagInfo?.["External-Identifier"] ?? outcome.addendumReference,
    format: outcome.seal?.format ?? null,
    scope: outcome.scope,
    files: bag?.payloadFiles ?? null,
    payload_bytes: bag?.payloadBytes ?? null,
    not_selected: bag?.selection == null ? null : Number(bag.selection.notSelected),
    artifacts: alone ? Number(info.merkleSize) : (bag?.catalogue?.lines ?? null),
    omissions: alone ? Number(info.omissionCount) : (bag?.omissions?.sum ?? null),
    custody_events: alone ? Number(info.custodyCount) : (bag?.ledger?.count ?? null),
    case_reference: told === null ? null : str(told["reference"]),
    title: told === null ? null : str(told["title"]),
    agency: told === null ? null : str(told["agency"]),
    examiner: told === null ? null : str(told["examiner"]),
    country: told === null ? null : str(told["country"]),
    exhibits: [...(bag?.catalogue?.exhibits ?? [])].sort().map(([exhibit, files]) => ({ exhibit, files })),
    supplement: bag?.supplement == null ? null : supplementFields(bag.supplement),
    request: request === null ? null : requestFields(request),
    custody: bag?.ledger == null ? [] : story(bag.ledger),
  };
}

function requestFields(request: JsonObject): JsonObject {
  const told = Object.entries(request).filter(([key]) => key !== "type" && key !== "case");
  return { deadline: null, formalities: [], return_terms: null, ...Object.fromEntries(told) };
}

function parcelFields(parcel: ParcelList): ReportParcel {
  const { number, seal, madeAt, unit, volumes, envelope, recipients, shares, handling } = parcel;
  return {
    number,
    seal,
    seal_shown: codeShown(seal),
    made_at: madeAt,
    unit,
    volumes,
    envelope,
    recipients,
    shares: shares === null ? null : { ...shares, count: shares.digests.length },
    handling,
  };
}

function supplementFields(value: JsonObject): Record<string, unknown> {
  const reason = obj(value["reason"]);
  return {
    kind: value["kind"],
    supplements: value["supplements"],
    place: list(value["series"]).length + 1,
    reason: reason["text"],
    lang: reason["lang"],
    series: value["series"],
    replaces: value["replaces"],
  };
}

function addendumFields({ checked, counts, latest }: ToldAddendum, words: Translator): ReportAddendum {
  const event = checked.event;
  const text = (key: string): string | null => (event === null ? null : textOrNull(event[key]));
  const receipt = event?.["receipt"] == null ? null : obj(event["receipt"]);
  const answers = receipt?.["answers"] == null ? null : str(obj(receipt["answers"])["event_sha256"]);
  const fields = {
    file: checked.name,
    counts,
    latest,
    verdict: checked.verdict,
    event: text("event"),
    event_sha256: checked.eventDigest,
    code: checked.seal?.code ?? null,
    reference: text("reference"),
    time: text("time_utc"),
    local_offset: text("local_offset"),
    clock_source: text("clock_source"),
    place: text("place"),
    persons: event === null ? [] : list(event["persons"]),
    witness: event?.["witness"] ?? null,
    reason: text("reason"),
    authority_reference: text("authority_reference"),
    physical_seal_before: text("physical_seal_before"),
    physical_seal_after: text("physical_seal_after"),
    notes: event === null ? [] : list(event["notes"]),
    refers_to: text("refers_to"),
    previous: event === null ? [] : list(event["previous"]).map((head) => obj(head)["file_sha256"]),
    dispatch: event?.["dispatch"] ?? null,
    receipt: receipt === null ? null : { ...receipt, answers },
    signers: checked.signers.map((one) => {
      const { label, certificate_name, fingerprint, trust, demo, signed_at } = signerFields(one);
      return { label, certificate_name, fingerprint, trust, demo, signed_at };
    }),
    timestamp: timeOrNull(checked.time?.stated),
    findings: checked.findings.map((f) => ({ ...f, sentence: findingSentence(f, words) })),
  };
  return fields as unknown as ReportAddendum;
}
