/** Whom the receiver trusts in this one run. Nothing in a bundle or beside it is ever trusted. */

import { type Bytes, equal } from "../bundle/bytes";
import { type Certificate, mayIssue, mayStandAbove, namesItself, same, wasMadeBy } from "./certificates";
import type { Said, Statement } from "./revocation";

export type Role = "seal" | "time";

export interface TrustEntry {
  readonly role: Role;
  readonly certificate: Certificate;
  readonly label: string;
  /** Whether this is an authority above, and not the holder's own certificate. */
  readonly authority: boolean;
  /** The one subject (DER) that the authority is trusted for, or null. */
  readonly subject: Bytes | null;
  /** Since when the receiver holds it for revoked, milliseconds since 1970; or null. */
  readonly revokedSince: number | null;
}

export interface Trust {
  readonly entries: readonly TrustEntry[];
  readonly statements: readonly Statement[];
}

export type Reach = "pinned" | "authority-and-subject" | "authority" | "unknown";

export interface Vouched {
  readonly reach: Reach;
  readonly entry: TrustEntry | null;
  /** Certificates that the authority answers for: those of the chain below it. */
  readonly below: readonly Certificate[];
}

/** How far the receiver's trust in this role reaches for a chain. */
export async function vouch(chain: readonly Certificate[], role: Role, trust: Trust): Promise<Vouched> {
  const leaf = chain[0]!;
  const entries = trust.entries.filter((entry) => entry.role === role);
  const pinned = entries.find((entry) => !entry.authority && same(entry.certificate, leaf));
  if (pinned !== undefined) return { reach: "pinned", entry: pinned, below: chain };
  let alone: Vouched = { reach: "unknown", entry: null, below: [] };
  for (const entry of entries.filter((one) => one.authority)) {
    const below = await belowAuthority(chain, entry.certificate);
    if (below === null) continue;
    if (entry.subject !== null && equal(entry.subject, leaf.subject)) {
      return { reach: "authority-and-subject", entry, below };
    }
    if (entry.subject === null) alone = { reach: "authority", entry, below };
  }
  return alone;
}

/** The part of the chain below an authority, or null where it is not above the chain. */
async function belowAuthority(chain: readonly Certificate[], authority: Certificate): Promise<Certificate[] | null> {
  const at = chain.findIndex((one) => same(one, authority));
  if (at > 0) return chain.slice(0, at);
  if (at === 0) return null;
  const last = chain.at(-1)!;
  if (namesItself(last) || !mayIssue(authority)) return null;
  const between = chain.slice(1).filter((one) => !namesItself(one)).length;
  if (!mayStandAbove(authority, between) || !(await wasMadeBy(last, authority))) return null;
  return [...chain];
}

export interface Status {
  /** The earliest revocation that somebody proves, milliseconds since 1970. */
  readonly revokedSince: number | null;
  /** A list of the receiver's own says so and doesn't prove it. */
  readonly unprovedSince: number | null;
  /** The receiver's own freshest word, as far as it is good. */
  readonly own: "good" | "stale" | "none";
  /** The date of that word. */
  readonly ownDate: number | null;
}

export interface Moment {
  /** When a trusted token says that the certificate was used, or null. */
  readonly attested: number | null;
  readonly now: number;
}

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** What the receiver's and the seal's statements say of one certificate of a chain. */
export async function statusOf(
  certificate: Certificate, above: Certificate | null, trust: Trust, embedded: readonly Statement[], when: Moment,
): Promise<Status> {
  const issuers: Certificate[] = [];
  for (const one of [...(above === null ? [] : [above]), ...trust.entries.map((entry) => entry.certificate)]) {
    const fresh = !issuers.some((known) => same(known, one)) && !same(one, certificate);
    if (fresh && (await wasMadeBy(certificate, one))) issuers.push(one);
  }
  const proved = async (statement: Statement): Promise<boolean> => {
    if (!statement.speaksOf(certificate)) return false;
    for (const issuer of issuers) if (await statement.provedBy(issuer, certificate)) return true;
    return false;
  };
  const heard: { statement: Statement; said: Said; own: boolean }[] = [];
  let unprovedSince: number | null = null;
  for (const [statements, own] of [[trust.statements, true], [embedded, false]] as const) {
    for (const statement of statements) {
      if (!statement.speaksOf(certificate)) continue;
      const said = statement.says(certificate);
      if (statement.complete && (await proved(statement))) heard.push({ statement, said, own });
      else if (own && said.status === "revoked") unprovedSince = Math.min(unprovedSince ?? Infinity, said.since);
    }
  }
  const freshest = (all: typeof heard): (typeof heard)[number] | undefined =>
    all.reduce<(typeof heard)[number] | undefined>(
      (best, one) => (best === undefined || one.statement.thisUpdate > best.statement.thisUpdate ? one : best),
      undefined,
    );
  const newest = freshest(heard);
  const counted = heard.filter(({ said }) => said.status === "revoked" && !said.hold);
  if (newest?.said.status === "revoked" && newest.said.hold) counted.push(newest);
  const revokedSince = counted.length === 0 ? null : Math.min(...counted.map(({ said }) => said.since));
  const own = freshest(heard.filter((one) => one.own && one.statement.thisUpdate <= when.now + HOUR));
  return {
    revokedSince,
    unprovedSince,
    own: own === undefined ? "none" : own.said.status === "good" && isCurrent(own.statement, certificate, when) ? "good" : "stale",
    ownDate: own?.statement.thisUpdate ?? null,
  };
}

/** Whether a statement is young enough to say "good", and not younger than the certificate's end. */
function isCurrent(statement: Statement, certificate: Certificate, when: Moment): boolean {
  const { thisUpdate, nextUpdate, expiredKeptSince } = statement;
  const covers = thisUpdate <= certificate.notAfter || (expiredKeptSince !== null && expiredKeptSince <= certificate.notAfter);
  if (!covers) return false;
  if (when.attested !== null) return thisUpdate >= when.attested;
  return when.now <= (nextUpdate ?? thisUpdate + DAY);
}

/** The earliest time since which an entry that is, or made, one of the chain is marked as revoked. */
export async function markedSince(
  chain: readonly Certificate[], trust: Trust,
): Promise<{ since: number; certificate: Certificate } | null> {
  let earliest: { since: number; certificate: Certificate } | null = null;
  for (const { revokedSince, certificate } of trust.entries) {
    if (revokedSince === null || (earliest !== null && earliest.since <= revokedSince)) continue;
    let concerns = chain.some((one) => same(one, certificate));
    for (const one of chain) concerns ||= await wasMadeBy(one, certificate);
    if (concerns) earliest = { since: revokedSince, certificate };
  }
  return earliest;
}
