/** What a run of the verifier is given beside the bundle. */

import type { Digested, Job } from "../bundle/digesting";
import type { RandomAccess } from "../bundle/random_access";
import type { Trust } from "../seal/trust";

export interface Policy {
  /** The time of checking, milliseconds since 1970. */
  readonly now: number;
  readonly trust: Trust;
  /** Digests of events that the receiver knows to exist. */
  readonly expectedEvents: readonly string[];
}

/** Digests contents: here, or in workers. */
export type Digester = (source: RandomAccess, jobs: readonly Job[]) => Promise<Digested[]>;

export interface Progress {
  /** What is being done now. */
  step(name: "directory" | "contents" | "lists" | "seal"): void;
  /** Bytes of contents there are, once that is known. */
  total(bytes: number): void;
}

/** A small file that lies beside the bundle. */
export interface Beside {
  readonly name: string;
  readonly size: number;
  /** False of a folder, a pipe and the like. */
  readonly isFile: boolean;
  readonly content: RandomAccess;
}
