/** The signed list of a parcel: container, signatures, time, signers and `parcel.json` (docs/parcel-format.md). */

import type { Bytes } from "../../bundle/bytes";
import { sha256Hex } from "../../bundle/digests";
import { LIST_SUFFIX, type ParcelList, readParcelList } from "../../parcel/parcel_list";
import * as asic from "../../seal/asic_manifest";
import type { Report } from "../codes";
import type { Policy } from "../context";
import { judgeSigner, type SignerFacts } from "../origin";
import { type CheckedSeal, checkSeal } from "../seal_check";
import { judgeTime, type TimeFacts } from "../trusted_time";

export interface CheckedList {
  readonly seal: CheckedSeal | null;
  /** Null where nothing in it can be used. */
  readonly parcel: ParcelList | null;
  readonly signers: readonly SignerFacts[];
  readonly time: TimeFacts | null;
}

export async function checkList(bytes: Bytes, name: string, policy: Policy, add: Report): Promise<CheckedList> {
  const known = policy.trust.entries.map((entry) => entry.certificate);
  const seal = await checkSeal(bytes, name, { kind: "parcel", known }, add);
  if (seal === null) return { seal, parcel: null, signers: [], time: null };
  const info = seal.info?.kind === "parcel" ? seal.info : null;
  const context = { trust: policy.trust, embedded: seal.statements, now: policy.now };
  const time = await judgeTime(seal, info?.timeStamp ?? null, context, add);
  const signers: SignerFacts[] = [];
  for (const one of seal.signatures) {
    const token = time.ofSignatures.get(one.number);
    signers.push(await judgeSigner(one, token?.trusted === true ? token.token.time : null, context, one.holds ? add : () => undefined));
  }
  const text = seal.container.files.get(asic.PARCEL_JSON);
  if (text === undefined) return { seal, parcel: null, signers, time };
  const digest = sha256Hex(text);
  if (info !== null && info.parcelDigest !== digest) add("parcel-info-differs", asic.SEAL_INFO, info.parcelDigest, digest);
  const read = readParcelList(text);
  if (!read.ok) {
    add("parcel-form", read.field === null ? asic.PARCEL_JSON : `${asic.PARCEL_JSON}: ${read.field}`);
    return { seal, parcel: null, signers, time };
  }
  const usual = `${read.list.name}${LIST_SUFFIX}`;
  if (name !== usual) add("parcel-name", name, usual);
  return { seal, parcel: read.list, signers, time };
}
