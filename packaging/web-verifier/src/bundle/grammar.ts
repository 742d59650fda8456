/** Names that can stand in a bundle (section 2 of the format), and the limits of section 9.1. */

export const SEG = "[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?";
const SEGMENT = new RegExp(`^${SEG}$`);
const PATH = new RegExp(`^${SEG}(?:/${SEG})*$`);
const DEVICE = /^(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?:\.|$)/i;

export const MAX_PATH = 240;
export const MAX_NAME = 80;
export const MAX_FILES = 4_000_000;
export const MAX_CONTAINER = 8 << 20;
export const MAX_CONTAINER_ENTRIES = 64;
export const MAX_BAG_INFO = 64 << 10;
export const MAX_OBJECT = 16 << 20;
export const MAX_LINE = 64 << 20;
export const MAX_CUSTODY_EVENTS = 1_000_000;
export const MAX_CERTIFICATES = 10;
export const MAX_STATEMENTS = 32;
export const MAX_ANSWERS = 64;
export const MAX_EARLIER_SEALS = 10_000;
export const MAX_TEXT = 65_536;
export const MAX_EVENT = 4 << 20;
export const MAX_TAG_FILE = 1024 ** 3;
/** From this size on, a content is compared with the octets of `Payload-Oxum` before it is read. */
export const LARGE_CONTENT = 1024 ** 3;
export const MAX_CUSTODY_FILE = 256 << 10;

export const METADATA = [
  "sources.jsonl",
  "catalog.jsonl",
  "catalog.csv",
  "selection.json",
  "omissions.jsonl",
  "custody.jsonl",
  "request.json",
  "case.jsonld",
  "blocks.jsonl",
] as const;

export const MANIFEST = "manifest-sha256.txt";
export const TAG_MANIFEST = "tagmanifest-sha256.txt";
export const NONCE = "data/seal-nonce.bin";

/** Why a path can't stand in a bundle, or null where it can. */
export function pathFault(path: string): "grammar" | "length" | "device-name" | null {
  if (!PATH.test(path)) return "grammar";
  if (path.length > MAX_PATH) return "length";
  return path.split("/").some((segment) => DEVICE.test(segment)) ? "device-name" : null;
}

export function isReference(name: string): boolean {
  return SEGMENT.test(name) && name.length <= MAX_NAME && !DEVICE.test(name);
}

/** ASCII letters made small, all others left as they are. */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

const LITTER = new Set([".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db", ".directory", "._.ds_store"]);

/** Whether an operating system leaves a file of this name behind. */
export function isLitter(path: string): boolean {
  const segments = path.split("/");
  const last = asciiLower(segments.at(-1)!);
  return LITTER.has(last) || last.startsWith("._") || segments.includes("__MACOSX");
}
