/** What page and workers say to each other. */

import type { Digested, Job } from "../bundle/digesting";
import type { ToldOmission } from "../i18n/omitted";
import type { Language } from "../i18n/translator";
import type { Role } from "../seal/trust";
import type { ReportFields } from "../verify/report";

/** Trust of this run: a certificate that the user vouches for. */
export interface TrustGiven {
  readonly role: Role;
  readonly certificate: Uint8Array<ArrayBuffer>;
  readonly label: string;
  readonly authority: boolean;
  /** The certificate whose exact subject an authority is trusted for. */
  readonly subject?: Uint8Array<ArrayBuffer>;
  /** Since when the user holds it for revoked, milliseconds since 1970. */
  readonly revokedSince?: number;
}

export interface FolderFile {
  readonly path: string;
  /** Null of an empty folder. */
  readonly file: File | null;
}

export interface StartGiven {
  readonly main: { readonly kind: "file"; readonly file: File } | { readonly kind: "folder"; readonly name: string; readonly files: readonly FolderFile[] };
  readonly beside: readonly File[];
  /** Files of a parcel, by their names; null where none was given. */
  readonly parcelFiles: readonly File[] | null;
}

/** What a small file that was dropped turns out to be. */
export type Identified =
  | { readonly kind: "bundle" | "seal" | "addendum" | "parcel" | "other" }
  | { readonly kind: "certificate" | "card"; readonly offers: readonly Offer[] }
  | { readonly kind: "list"; readonly bytes: Uint8Array<ArrayBuffer> };

export interface Offer {
  readonly certificate: Uint8Array<ArrayBuffer>;
  readonly fingerprint: string;
  readonly name: string;
  readonly authority: boolean;
  readonly forTime: boolean;
}

export interface Query {
  readonly search: string;
  readonly sort: "path" | "size" | "exhibit" | "kind";
  readonly descending: boolean;
  readonly from: number;
  readonly to: number;
}

export interface Row {
  readonly path: string;
  readonly exhibit: string;
  readonly kind: string;
  readonly deleted: boolean;
  readonly size: number | null;
  readonly sha256: string | null;
  readonly data: string | null;
}

export type Ask =
  | { readonly do: "helpers"; readonly ports: readonly MessagePort[] }
  | { readonly do: "identify"; readonly id: number; readonly file: File }
  | {
      readonly do: "verify";
      readonly given: StartGiven;
      readonly trust: readonly TrustGiven[];
      readonly lists: readonly Uint8Array<ArrayBuffer>[];
      readonly expect: readonly string[];
      readonly now: number;
      readonly language: Language;
      readonly digest: string;
    }
  | { readonly do: "translate"; readonly language: Language }
  | { readonly do: "rows"; readonly id: number; readonly query: Query }
  | { readonly do: "extract"; readonly id: number; readonly path: string };

export type Answer =
  | { readonly is: "ready" }
  | { readonly is: "identified"; readonly id: number; readonly found: Identified }
  | { readonly is: "progress"; readonly step: string; readonly done: number; readonly total: number }
  | { readonly is: "report"; readonly report: ReportFields; readonly omissions: readonly ToldOmission[]; readonly seconds: number; readonly signers: readonly Uint8Array<ArrayBuffer>[] }
  | { readonly is: "translated"; readonly report: ReportFields; readonly omissions: readonly ToldOmission[] }
  | { readonly is: "rows"; readonly id: number; readonly rows: readonly Row[]; readonly count: number }
  | { readonly is: "extracted"; readonly id: number; readonly blob: Blob | null }
  | { readonly is: "failed"; readonly why: string };

/** To a helper that digests, and back. */
export type DigestAsk = { readonly id: number; readonly blob: Blob; readonly size: number; readonly jobs: readonly Job[] };
export type DigestAnswer =
  | { readonly id: number; readonly progress: number }
  | { readonly id: number; readonly results: readonly Digested[] }
  | { readonly id: number; readonly broken: string };
