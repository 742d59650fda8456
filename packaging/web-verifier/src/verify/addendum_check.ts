/** One addendum, judged by itself like a seal (section 11.2 of the format). */

import type { Bytes } from "../bundle/bytes";
import { sha256Hex } from "../bundle/digests";
import { MAX_EVENT } from "../bundle/grammar";
import { EVENT, type JsonObject } from "../bundle/schema";
import { list, obj, parseObjectFile, str } from "../bundle/sealed_json";
import * as asic from "../seal/asic_manifest";
import type { AddendumInfo } from "../seal/seal_info";
import { axisStates, type Finding, Findings, type Report, type Verdict, verdictOf } from "./codes";
import type { Policy } from "./context";
import { judgeSigner, type SignerFacts } from "./origin";
import { type CheckedSeal, checkSeal } from "./seal_check";
import { fromUtc, isDay } from "./times";
import { judgeTime, type TimeFacts } from "./trusted_time";

/** The names by which a container is known to those that follow it. */
export interface Head {
  readonly seal_code: string;
  readonly manifest_sha256: string;
  readonly signed_attrs_sha256: string;
  readonly signer_cert_sha256: string;
  readonly file_sha256: string;
}

export interface CheckedAddendum {
  readonly name: string;
  readonly findings: readonly Finding[];
  readonly verdict: Verdict;
  readonly seal: CheckedSeal | null;
  readonly info: AddendumInfo | null;
  readonly event: JsonObject | null;
  readonly eventDigest: string | null;
  readonly head: Head | null;
  readonly time: TimeFacts | null;
  readonly signers: readonly SignerFacts[];
}

/** Whether two heads are of one signature, whatever its encoding. */
export function sameFour(a: Head, b: Head): boolean {
  return (
    a.seal_code === b.seal_code &&
    a.manifest_sha256 === b.manifest_sha256 &&
    a.signed_attrs_sha256 === b.signed_attrs_sha256 &&
    a.signer_cert_sha256 === b.signer_cert_sha256
  );
}

export function headOf(seal: CheckedSeal): Head | null {
  const first = seal.signatures.find((one) => one.number === 1)?.signature;
  const manifest = seal.container.files.get(asic.manifestName(1));
  if (first === undefined || manifest === undefined || seal.code === null) return null;
  return {
    seal_code: seal.code,
    manifest_sha256: sha256Hex(manifest),
    signed_attrs_sha256: first.signedAttributesDigest,
    signer_cert_sha256: first.signer.fingerprint,
    file_sha256: seal.fileDigest,
  };
}

export async function checkAddendum(bytes: Bytes, name: string, policy: Policy): Promise<CheckedAddendum> {
  const findings = new Findings();
  const add = findings.add;
  const known = policy.trust.entries.map((entry) => entry.certificate);
  const seal = await checkSeal(bytes, name, { kind: "addendum", known }, add);
  let event: JsonObject | null = null;
  let eventDigest: string | null = null;
  let time: TimeFacts | null = null;
  const signers: SignerFacts[] = [];
  const info = seal?.info?.kind === "addendum" ? seal.info : null;
  if (seal !== null) {
    const context = { trust: policy.trust, embedded: seal.statements, now: policy.now };
    time = await judgeTime(seal, info?.timeStamp ?? null, context, add);
    for (const one of seal.signatures) {
      const token = time.ofSignatures.get(one.number);
      signers.push(await judgeSigner(one, token?.trusted === true ? token.token.time : null, context, one.holds ? add : () => undefined));
    }
    const text = seal.container.files.get(asic.EVENT_JSON);
    if (text !== undefined) {
      eventDigest = sha256Hex(text);
      event = readEvent(text, add);
      if (event !== null && info !== null) compareInfo(info, event, eventDigest, add);
    }
  }
  const found = findings.result();
  // no axis is asked here: of an addendum only what was found against it counts
  const verdict = verdictOf(found, axisStates(found, new Set(["content", "completeness", "origin", "time", "custody"])));
  return { name, findings: found, verdict, seal, info, event, eventDigest, head: seal === null ? null : headOf(seal), time, signers };
}

function readEvent(text: Bytes, add: Report): JsonObject | null {
  const event = text.length > MAX_EVENT ? null : parseObjectFile(text);
  if (event === null || !EVENT(event)) {
    add("addendum-form", asic.EVENT_JSON, null, "…");
    return null;
  }
  if (!isDay(str(event["time_utc"]))) {
    add("addendum-form", "time_utc", null, str(event["time_utc"]));
    return null;
  }
  const previous = list(event["previous"]).map((head) => JSON.stringify(head));
  if (previous.some((head, i) => i > 0 && head <= previous[i - 1]!)) {
    add("addendum-form", "previous", null, "…");
    return null;
  }
  return event;
}

function compareInfo(info: AddendumInfo, event: JsonObject, digest: string, add: Report): void {
  if (info.event !== event["event"]) add("addendum-info-differs", "event", info.event, str(event["event"]));
  if (info.reference !== event["reference"]) {
    add("addendum-info-differs", "reference", info.reference, str(event["reference"]));
  }
  if (info.eventDigest !== digest) add("addendum-info-differs", "event-sha256", info.eventDigest, digest);
}

export function timeOf(event: JsonObject): number {
  return fromUtc(str(event["time_utc"]));
}

export function previousHeads(event: JsonObject): Head[] {
  return list(event["previous"]).map((head) => obj(head) as unknown as Head);
}
