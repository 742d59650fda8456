/** Digests: short things at once and in step, contents as streams. */

import { createBLAKE3, createCRC32, createSHA1, createSHA256, createSHA384, createSHA512, type IHasher } from "hash-wasm";
import { type Bytes, hex } from "./bytes";

export type HashName = "SHA-256" | "SHA-384" | "SHA-512";

let crcHasher: IHasher | undefined;
let sha1Hasher: IHasher | undefined;
let sha256Hasher: IHasher | undefined;
let sha384Hasher: IHasher | undefined;
let sha512Hasher: IHasher | undefined;
let made: Promise<void> | undefined;

/** Must have been awaited once before anything here digests. */
export function readyDigests(): Promise<void> {
  return (made ??= makeDigests());
}

async function makeDigests(): Promise<void> {
  [crcHasher, sha1Hasher, sha256Hasher, sha384Hasher, sha512Hasher] = await Promise.all([
    createCRC32(),
    createSHA1(),
    createSHA256(),
    createSHA384(),
    createSHA512(),
  ]);
}

function once(hasher: IHasher | undefined, parts: Uint8Array[]): Bytes {
  if (hasher === undefined) throw new Error("digests are not ready");
  hasher.init();
  for (const part of parts) hasher.update(part);
  return hasher.digest("binary") as Bytes;
}

export function sha256(...parts: Uint8Array[]): Bytes {
  return once(sha256Hasher, parts);
}

/** For the names that RFC 2634 and OCSP give to certificates, and for nothing that a verdict rests on alone. */
export function sha1(bytes: Uint8Array): Bytes {
  return once(sha1Hasher, [bytes]);
}

/** The checksum of ZIP. */
export function crc32(bytes: Uint8Array): number {
  return Number.parseInt(hex(once(crcHasher, [bytes])), 16);
}

export function sha256Hex(...parts: Uint8Array[]): string {
  return hex(sha256(...parts));
}

export function digest(name: HashName, bytes: Uint8Array): Bytes {
  return once(name === "SHA-256" ? sha256Hasher : name === "SHA-384" ? sha384Hasher : sha512Hasher, [bytes]);
}

/** A digest that is fed piece by piece; several can run beside each other. */
export interface Running {
  update(bytes: Uint8Array): void;
  finish(): string;
}

export async function runningSha256(): Promise<Running> {
  const hasher = await createSHA256();
  hasher.init();
  return { update: (bytes) => void hasher.update(bytes), finish: () => hasher.digest("hex") };
}

export async function runningCrc32(): Promise<Running> {
  const hasher = await createCRC32();
  hasher.init();
  return { update: (bytes) => void hasher.update(bytes), finish: () => hasher.digest("hex") };
}

export async function blake3Digester(): Promise<(bytes: Uint8Array) => string> {
  const hasher = await createBLAKE3();
  return (bytes) => {
    hasher.init();
    hasher.update(bytes);
    return hasher.digest("hex");
  };
}
