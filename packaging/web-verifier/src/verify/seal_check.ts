/** A container checked by itself: its files, its own text, and every signature in it. */

import { type Bytes, compareBytes } from "../bundle/bytes";
import { sha256Hex } from "../bundle/digests";
import * as asic from "../seal/asic_manifest";
import { brokenLink, type Certificate, namesItself, wasMadeBy } from "../seal/certificates";
import { checkFiles, type Container, inside, readContainer, signatureCount } from "../seal/container";
import * as der from "../seal/der";
import { holdsOver, readSignature, type Signature } from "../seal/p7s";
import { readMember, type Statement } from "../seal/revocation";
import { FORMATS_OF, type Info, readInfo } from "../seal/seal_info";
import { readToken } from "../seal/token";
import type { Report } from "./codes";

export interface CheckedSignature {
  /** 1 for signature001. */
  readonly number: number;
  readonly name: string;
  readonly signature: Signature;
  /** Whether it is one over its manifest, by a chain that holds. */
  readonly holds: boolean;
}

export interface CheckedSeal {
  readonly container: Container;
  readonly code: string | null;
  readonly format: string | null;
  readonly kind: string | null;
  /** Null where seal-info.txt is not in its form. */
  readonly info: Info | null;
  readonly signatures: readonly CheckedSignature[];
  /** Signature files that are there, in their form or not. */
  readonly signatureFiles: number;
  /** Revocation information from inside that holds and speaks of somebody here. */
  readonly statements: readonly Statement[];
  readonly fileDigest: string;
}

const DATA = { seal: null, addendum: asic.EVENT_JSON, card: asic.CARD_JSON, parcel: asic.PARCEL_JSON } as const;

/** The name of the data file that a container of this kind has. */
export function dataFile(kind: string | null): string | null {
  return kind !== null && Object.hasOwn(DATA, kind) ? DATA[kind as keyof typeof DATA] : null;
}

export interface Wanted {
  readonly kind: Info["kind"];
  /** Certificates of the receiver that may have made those inside. */
  readonly known: readonly Certificate[];
}

/** Null where nothing in it can be read. Findings name the file, without the folder it is in. */
export async function checkSeal(bytes: Bytes, path: string, wanted: Wanted, add: Report): Promise<CheckedSeal | null> {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const container = await readContainer(bytes, name, add);
  if (container === null) return null;
  const text = container.files.get(asic.SEAL_INFO);
  let info: Info | null = null;
  let format: string | null = null;
  let kind: string | null = null;
  if (text !== undefined) {
    const read = readInfo(text);
    ({ format, kind } = read.ok ? read.info : read);
    const known = FORMATS_OF[wanted.kind];
    if (format !== null && !known.includes(format)) add("format-unknown", name, known.join(", "), format);
    else if (read.ok) {
      if (kind === wanted.kind) info = read.info;
      else add("seal-kind", name, wanted.kind, kind);
    } else {
      if (kind !== null && kind !== wanted.kind) add("seal-kind", name, wanted.kind, kind);
      else add("seal-info-form", read.what);
    }
  }
  checkFiles(container, dataFile(kind ?? wanted.kind), inside(name, add));
  const signatures = await checkSignatures(container, info, add);
  const statements = await checkStatements(signatures, wanted.known, add);
  return {
    container,
    code: text === undefined ? null : sha256Hex(text),
    format,
    kind,
    info,
    signatures,
    signatureFiles: signatureCount(container),
    statements,
    fileDigest: sha256Hex(bytes),
  };
}

async function checkSignatures(container: Container, info: Info | null, add: Report): Promise<CheckedSignature[]> {
  const checked: CheckedSignature[] = [];
  const count = signatureCount(container);
  for (let number = 1; number <= count; number++) {
    const name = asic.signatureName(number);
    const file = container.files.get(name);
    if (file === undefined) continue;
    const one = await checkSignature(file, name, number, container, add);
    const declared = info?.signers[number - 1];
    const signer = one?.signature.signer;
    if (info !== null && signer !== undefined && signer.fingerprint !== declared) {
      add("signer-not-declared", name, declared ?? null, signer.fingerprint);
    }
    const named = info?.certificates?.[number - 1];
    const found = one === null ? null : certificatesDigest(one.signature.chain);
    if (named !== undefined && found !== null && found !== named) add("certificates-differ", name, named, found);
    if (one !== null) checked.push(one);
  }
  for (let i = 0; i < (info?.signers.length ?? 0); i++) {
    if (i >= count) add("signature-missing", info!.signers[i]);
  }
  noteSharedKeys(checked, add);
  return checked;
}

async function checkSignature(
  file: Bytes, name: string, number: number, container: Container, add: Report,
): Promise<CheckedSignature | null> {
  const read = readSignature(file);
  if (read.kind === "form") {
    add("signature-not-canonical", name, null, read.what);
    return null;
  }
  if (read.kind === "weak") {
    add("weak-algorithm", name, null, read.what);
    return null;
  }
  const { signature } = read;
  const broken = await brokenLink(signature.chain);
  if (broken !== null) add("certificate-invalid", broken.fingerprint);
  const text = container.files.get(asic.manifestName(number));
  const over = text !== undefined && (await holdsOver(signature, text));
  if (text !== undefined && !over) add("signature-invalid", name);
  return { number, name, signature, holds: over && broken === null };
}

/** Of the certificates of a signature file, in the order of a DER SET OF. */
function certificatesDigest(certificates: readonly Certificate[]): string {
  return sha256Hex(...certificates.map((one) => one.der).sort(compareBytes));
}

/**
 * Where the seal does not name them, nothing binds the certificates above the signer of the last signature unless an
 * archive token is over its file.
 */
export function tellUnbound({ info, signatures, signatureFiles }: CheckedSeal, archived: boolean, add: Report): void {
  if (info?.certificates != null) return;
  const last = signatures.at(-1);
  if (archived || last?.number !== signatureFiles || namesItself(last.signature.signer)) return;
  add("certificates-not-bound", last.signature.signer.fingerprint, null, String(last.signature.chain.length - 1));
}

function noteSharedKeys(signatures: readonly CheckedSignature[], add: Report): void {
  signatures.forEach(({ signature: { signer } }, i) => {
    const other = signatures
      .slice(0, i)
      .find((one) => one.signature.signer.fingerprint !== signer.fingerprint && sameRaw(one.signature.signer, signer));
    if (other !== undefined) add("signers-one-key", signer.fingerprint, other.signature.signer.fingerprint);
  });
}

function sameRaw(a: Certificate, b: Certificate): boolean {
  return a.key.raw.length === b.key.raw.length && a.key.raw.every((byte, i) => byte === b.key.raw[i]);
}

/** Each member of `crls` must speak of a certificate of the container, and be signed by its issuer. */
async function checkStatements(
  signatures: readonly CheckedSignature[], known: readonly Certificate[], add: Report,
): Promise<Statement[]> {
  const about = signatures.flatMap(({ signature }) => [...signature.chain, ...authorityChain(signature.token)]);
  const held: Statement[] = [];
  for (const { name, signature } of signatures) {
    for (const member of signature.statements ?? []) {
      const statement = await provedStatement(member, about, known);
      if (statement === null) add("status-embedded-invalid", name);
      else held.push(statement);
    }
  }
  return held;
}

function authorityChain(token: Bytes | null): readonly Certificate[] {
  if (token === null) return [];
  const read = readToken(token);
  return read.kind === "read" ? read.token.chain : [];
}

async function provedStatement(
  member: der.Der, about: readonly Certificate[], known: readonly Certificate[],
): Promise<Statement | null> {
  let statement: Statement;
  try {
    statement = readMember(member);
  } catch (e) {
    if (e instanceof der.NotDer) return null;
    throw e;
  }
  for (const certificate of about) {
    if (!statement.speaksOf(certificate) || namesItself(certificate)) continue;
    for (const issuer of [...about, ...known]) {
      if ((await wasMadeBy(certificate, issuer)) && (await statement.provedBy(issuer, certificate))) return statement;
    }
  }
  return null;
}
