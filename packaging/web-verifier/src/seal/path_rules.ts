/** What certificates on a path allow those below them (RFC 5280 section 6.1), beside signatures, dates and path lengths. */

import { type Bytes, equal, fromUtf8, hex, latin1 } from "../bundle/bytes";
import { type Certificate, type Extension, namesItself, NOT_FOR_DOCUMENTS, readName, same, EKU_TIME_STAMPING } from "./certificates";
import * as der from "./der";
import type { TrustEntry } from "./trust";

export interface PathFault {
  readonly certificate: Certificate;
  /** A short code of the rule that is broken. */
  readonly rule: string;
}

export type Purpose = "signing" | "time";

const NAME_CONSTRAINTS = "2.5.29.30";
const SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
const POLICIES = "2.5.29.32";
const POLICY_MAPPINGS = "2.5.29.33";
const POLICY_CONSTRAINTS = "2.5.29.36";
const INHIBIT_ANY_POLICY = "2.5.29.54";
const ANY_POLICY = "2.5.29.32.0";
const ANY_USAGE = "2.5.29.37.0";
const EMAIL_ADDRESS = "1.2.840.113549.1.9.1";
/** Judged here or elsewhere, or of no weight for a signature over a document. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  "1.3.6.1.5.5.7.1.1", // authority information access
  "1.3.6.1.5.5.7.1.3", // statements of qualified certificates
  "1.3.6.1.5.5.7.48.1.5", // OCSP no check
  "2.5.29.14", // subject key identifier
  "2.5.29.15", // key usage
  SUBJECT_ALTERNATIVE_NAME,
  "2.5.29.19", // basic constraints
  NAME_CONSTRAINTS,
  "2.5.29.31", // CRL distribution points
  POLICIES,
  POLICY_MAPPINGS,
  "2.5.29.35", // authority key identifier
  POLICY_CONSTRAINTS,
  "2.5.29.37", // extended key usage
  "2.5.29.46", // freshest CRL
  INHIBIT_ANY_POLICY,
]);

/** The first rule that breaks on the way from a chain's first certificate to the one that the trust rests on, or null. */
export function judgePath(chain: readonly Certificate[], entry: TrustEntry | null, purpose: Purpose): PathFault | null {
  try {
    const path = pathTo(chain, entry);
    for (const one of new Set([...chain, ...path])) if (hasUnknownCritical(one)) return { certificate: one, rule: "critical-extension" };
    if (path.length === 1) return null;
    return authorityFault(path, purpose) ?? policyFault(path);
  } catch (e) {
    if (e instanceof der.NotDer) return { certificate: chain[0]!, rule: "unreadable" };
    throw e;
  }
}

/** Of a pinned certificate, and where nothing vouches, only itself. */
function pathTo(chain: readonly Certificate[], entry: TrustEntry | null): readonly Certificate[] {
  if (entry?.authority !== true) return chain.slice(0, 1);
  const at = chain.findIndex((one, i) => i > 0 && same(one, entry.certificate));
  return at > 0 ? chain.slice(0, at + 1) : [...chain, entry.certificate];
}

function extensionsOf({ extensions }: Certificate): ReadonlyMap<string, Extension> {
  const found = new Map(extensions.map((one) => [one.id, one]));
  if (found.size !== extensions.length) throw new der.NotDer("an extension stands twice");
  return found;
}

function hasUnknownCritical(certificate: Certificate): boolean {
  return [...extensionsOf(certificate).values()].some((one) => one.critical && !UNDERSTOOD.has(one.id));
}

function authorityFault(path: readonly Certificate[], purpose: Purpose): PathFault | null {
  for (let place = 1; place < path.length; place++) {
    const above = path[place]!;
    if (!mayIssueFor(above, purpose)) return { certificate: above, rule: "extended-key-usage" };
    const constraints = extensionsOf(above).get(NAME_CONSTRAINTS);
    if (constraints === undefined) continue;
    const trees = readConstraints(constraints.value);
    const below = path.slice(0, place).filter((one, i) => i === 0 || !namesItself(one));
    const wrong = below.find((one) => !namesOf(one).every((name) => allows(trees, name)));
    if (wrong !== undefined) return { certificate: wrong, rule: "name-constraints" };
  }
  return null;
}

/** An authority whose extended key usage leaves no room for the purpose makes nobody for it. */
function mayIssueFor({ extendedUsage: usage }: Certificate, purpose: Purpose): boolean {
  if (usage === null || usage.includes(ANY_USAGE)) return true;
  return purpose === "time" ? usage.includes(EKU_TIME_STAMPING) : usage.some((id) => !NOT_FOR_DOCUMENTS.has(id));
}

const [MAIL, HOST, DIRECTORY, ADDRESS, NETWORK] = [0x81, 0x82, 0xa4, 0x86, 0x87];

interface Trees {
  readonly permitted: readonly der.Der[];
  readonly excluded: readonly der.Der[];
}

function readConstraints(value: Bytes): Trees {
  const parts = der.readDer(value).as(der.SEQUENCE, "name constraints").children;
  const bases = (tag: number): der.Der[] =>
    parts.filter((part) => part.is(tag)).flatMap((part) => part.children).map((tree) => {
      const [base, ...more] = tree.as(der.SEQUENCE, "name constraints").children;
      if (base === undefined || more.length > 0) throw new der.NotDer("name constraints");
      return base;
    });
  return { permitted: bases(0xa0), excluded: bases(0xa1) };
}

/** The subject, the alternative names, and what the subject has of mail addresses. */
function namesOf(certificate: Certificate): der.Der[] {
  const found: der.Der[] = [];
  const subject = der.readDer(certificate.subject);
  if (subject.children.length > 0) found.push(der.readDer(der.encode(DIRECTORY, certificate.subject)));
  const others = extensionsOf(certificate).get(SUBJECT_ALTERNATIVE_NAME);
  if (others !== undefined) found.push(...der.readDer(others.value).as(der.SEQUENCE, "names").children);
  for (const [type, text] of readName(subject)) {
    if (type === EMAIL_ADDRESS) found.push(der.readDer(der.encode(MAIL, new TextEncoder().encode(text))));
  }
  return found;
}

function allows({ permitted, excluded }: Trees, name: der.Der): boolean {
  const alike = permitted.filter((tree) => tree.is(name.tag));
  if (alike.length > 0 && !alike.some((tree) => within(name, tree))) return false;
  return !excluded.some((tree) => tree.is(name.tag) && within(name, tree));
}

const textOf = (name: der.Der): string => fromUtf8(name.content) ?? latin1(name.content);

function within(name: der.Der, tree: der.Der): boolean {
  switch (name.tag) {
    case DIRECTORY:
      return directoryWithin(name.children[0]!, tree.children[0]!);
    case HOST:
      return hostWithin(textOf(name).toLowerCase(), textOf(tree).toLowerCase().replace(/^\.+/, ""));
    case MAIL:
      return mailWithin(textOf(name), textOf(tree));
    case ADDRESS: {
      const rest = textOf(name).split("://").slice(1).join("://").split("/", 1)[0]!;
      return endsIn(rest.slice(rest.lastIndexOf("@") + 1).split(":", 1)[0]!.toLowerCase(), textOf(tree).toLowerCase());
    }
    case NETWORK:
      return networkWithin(name.content, tree.content);
    default:
      return equal(name.raw, tree.raw);
  }
}

/** Names are compared as section 7.1 of RFC 5280 says, as far as that is letters and spaces. */
function directoryWithin(name: der.Der, tree: der.Der): boolean {
  const folded = (one: der.Der): string[] =>
    one.children.map((set) => {
      const parts = readName(der.readDer(der.encode(der.SEQUENCE, set.raw)));
      return JSON.stringify(parts.map(([type, text]) => `${type}=${text.toUpperCase().toLowerCase().trim().replace(/\s+/gu, " ")}`).sort());
    });
  const [parts, begin] = [folded(name), folded(tree)];
  return begin.every((part, i) => parts[i] === part);
}

const hostWithin = (host: string, tree: string): boolean => tree === "" || host === tree || host.endsWith(`.${tree}`);
const endsIn = (host: string, tree: string): boolean => (tree.startsWith(".") ? host.endsWith(tree) : host === tree);

function mailWithin(mail: string, tree: string): boolean {
  const split = (text: string): [string, string] => {
    const at = text.lastIndexOf("@");
    return [text.slice(0, Math.max(at, 0)), text.slice(at + 1).toLowerCase()];
  };
  const [local, host] = split(mail);
  if (!tree.includes("@")) return endsIn(host, tree.toLowerCase());
  const [treeLocal, treeHost] = split(tree);
  return local === treeLocal && host === treeHost;
}

function networkWithin(address: Bytes, tree: Bytes): boolean {
  if (tree.length !== 2 * address.length) return hex(address) === hex(tree);
  return address.every((byte, i) => (byte & tree[address.length + i]!) === (tree[i]! & tree[address.length + i]!));
}

/**
 * Policies, as far as a certificate demands them (section 6.1.3 to 6.1.5, any policy being acceptable to the
 * receiver). A set of policies does for the tree: what is asked is whether anything is left of it.
 */
function policyFault(path: readonly Certificate[]): PathFault | null {
  const down = [...path].reverse();
  let explicit = Infinity;
  let mapping = Infinity;
  let inhibitAny = Infinity;
  let valid: ReadonlySet<string> | "any" = "any";
  for (const [i, one] of down.entries()) {
    const extensions = extensionsOf(one);
    const last = i === down.length - 1;
    const own = namesItself(one);
    if (i > 0) {
      valid = narrowed(valid, extensions.get(POLICIES), inhibitAny > 0 || (own && !last));
      if (explicit <= 0 && valid !== "any" && valid.size === 0) return { certificate: one, rule: "policies" };
    }
    if (!last) {
      const mappings = extensions.get(POLICY_MAPPINGS);
      if (mappings !== undefined && i > 0) valid = mapped(valid, mappings.value, mapping > 0);
      if (!own) [explicit, mapping, inhibitAny] = [explicit - 1, mapping - 1, inhibitAny - 1];
    }
    const constraints = extensions.get(POLICY_CONSTRAINTS);
    if (constraints !== undefined) {
      for (const part of der.readDer(constraints.value).as(der.SEQUENCE, "policy constraints").children) {
        const skip = der.small(der.readDer(der.encode(der.INTEGER, part.content)));
        if (part.is(0x80)) explicit = Math.min(explicit, skip);
        else if (part.is(0x81)) mapping = Math.min(mapping, skip);
        else throw new der.NotDer("policy constraints");
      }
    }
    const inhibit = extensions.get(INHIBIT_ANY_POLICY);
    if (inhibit !== undefined) inhibitAny = Math.min(inhibitAny, der.small(der.readDer(inhibit.value)));
    if (last && explicit <= 0 && valid !== "any" && valid.size === 0) return { certificate: one, rule: "policies" };
  }
  return null;
}

function narrowed(valid: ReadonlySet<string> | "any", extension: Extension | undefined, anyAllowed: boolean): ReadonlySet<string> | "any" {
  if (extension === undefined) return new Set();
  const own = der.readDer(extension.value).as(der.SEQUENCE, "policies").children.map((one) => der.oid(one.children[0]!));
  if (own.includes(ANY_POLICY) && anyAllowed) return valid;
  const named = own.filter((id) => id !== ANY_POLICY);
  return new Set(valid === "any" ? named : named.filter((id) => valid.has(id)));
}

function mapped(valid: ReadonlySet<string> | "any", value: Bytes, allowed: boolean): ReadonlySet<string> | "any" {
  const pairs = der.readDer(value).as(der.SEQUENCE, "policy mappings").children.map((one) => {
    const [from, to] = one.as(der.SEQUENCE, "policy mappings").children;
    if (from === undefined || to === undefined) throw new der.NotDer("policy mappings");
    return [der.oid(from), der.oid(to)] as const;
  });
  if (valid === "any") return valid;
  const kept = new Set([...valid].filter((id) => !pairs.some(([from]) => from === id)));
  if (allowed) for (const [from, to] of pairs) if (valid.has(from)) kept.add(to);
  return kept;
}
