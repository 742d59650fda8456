/** A laboratory's card: a signed file with the certificate that it is about (section 7 of the format). */

import { type Bytes, equal, fromBase64 } from "../bundle/bytes";
import { sha256Hex } from "../bundle/digests";
import { CARD } from "../bundle/schema";
import { list, obj, parseObjectFile, str, textOrNull } from "../bundle/sealed_json";
import { Findings, type Report } from "../verify/codes";
import { checkSeal } from "../verify/seal_check";
import * as asic from "./asic_manifest";
import { type Certificate, readCertificate } from "./certificates";

export interface LabCard {
  readonly names: readonly { readonly lang: string; readonly name: string }[];
  readonly country: string | null;
  readonly contact: string | null;
  readonly certificate: Certificate;
}

const LONGEST_NAME = 200;
const LONGEST_CONTACT = 1000;
const NOT_SHOWN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;

/** The card, or null where it is not one that its own key signed. */
export async function readCard(bytes: Bytes, name: string): Promise<LabCard | null> {
  const findings = new Findings();
  const add: Report = findings.add;
  const seal = await checkSeal(bytes, name, { kind: "card", known: [] }, add);
  const broken = findings.result().some((f) => f.severity !== "note" && f.severity !== "doubt");
  const text = seal?.container.files.get(asic.CARD_JSON);
  const signature = seal?.signatures[0];
  if (broken || seal?.info?.kind !== "card" || text === undefined || signature?.holds !== true) return null;
  if (seal.info.cardDigest !== sha256Hex(text)) return null;
  const card = parseObjectFile(text);
  if (card === null || !CARD(card)) return null;
  const certificates = list(card["certificates"]).map((one) => fromBase64(str(one)));
  const chain = signature.signature.chain;
  const same = certificates.length === chain.length && certificates.every((one, i) => equal(one, chain[i]!.der));
  if (!same || str(card["fingerprint"]) !== chain[0]!.fingerprint) return null;
  const names = list(card["names"]).map((one) => ({ lang: str(obj(one)["lang"]), name: str(obj(one)["name"]) }));
  const contact = textOrNull(card["contact"]);
  const texts = [...names.map((one) => [one.name, LONGEST_NAME] as const), [contact ?? "", LONGEST_CONTACT] as const];
  if (texts.some(([value, most]) => value.length > most || NOT_SHOWN.test(value))) return null;
  if (new Set(names.map((one) => one.lang)).size !== names.length) return null;
  return { names, country: textOrNull(card["country"]), contact, certificate: readCertificate(certificates[0]!) };
}
