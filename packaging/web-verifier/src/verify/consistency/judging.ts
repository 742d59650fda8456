/**
 * Whether the sealed record agrees with itself (section 10.3 of the format). What follows from the lists is compared
 * while they are read, and kept apart: of a bundle that isn't what was sealed nothing is said of its sealer.
 */

import { readAll } from "../../bundle/random_access";
import { NONCE } from "../../bundle/grammar";
import { sha256Hex } from "../../bundle/digests";
import { MAX_OBJECT } from "../../bundle/grammar";
import type { BagInfo } from "../../bundle/manifests";
import type { JsonObject } from "../../bundle/schema";
import type { Tree } from "../../bundle/tree";
import { Findings } from "../codes";
import type { Ledger } from "../custody_check";
import type { Listed } from "../tree_check";
import { CatalogueConsistency } from "./catalogue";
import { Layers } from "./layers";
import { compareDates, compareLedger, compareNonce, comparePeople, compareRules, OmissionCounts } from "./records";
import { CASE, checkCase, checkTagFiles, checkVerifyText, isVerifyText, MAX_VERIFY_TEXT } from "./texts";

/** What was read of the smaller lists; null for each that is missing or could not be. */
export interface Records {
  readonly tree: Tree;
  readonly listed: Listed;
  readonly bagInfo: BagInfo | null;
  readonly request: JsonObject | null;
  readonly selection: JsonObject | null;
  readonly ledger: Ledger | null;
  readonly reference: string;
  /** What the first signature states. */
  readonly signedAt: number | null;
}

export class ConsistencyCheck {
  readonly findings = new Findings();
  readonly layers = new Layers(this.findings.add);
  readonly catalogue = new CatalogueConsistency(this.layers, this.findings.add);
  readonly omissions = new OmissionCounts(this.layers, this.findings.add);

  /** Compares what all of them show, once everything was read. */
  async judge(records: Records): Promise<Findings> {
    const { add } = this.findings;
    const { tree, listed, bagInfo, request, selection, ledger, reference, signedAt } = records;
    const events = ledger?.events ?? [];
    if (tree.files.has("metadata/omissions.jsonl")) this.omissions.compare(this.catalogue);
    compareRules(selection, this.layers, add);
    comparePeople(bagInfo, request, selection, events, add);
    compareDates(bagInfo, selection, signedAt, events, add);
    compareLedger(events, this.layers, this.catalogue.whole ? this.catalogue.exhibits : null, add);
    compareNonce(request, add);
    if (tree.files.has(NONCE) && listed.payload?.get(NONCE) === sha256Hex(new Uint8Array(32))) add("nonce-zero", NONCE);
    const tags = [...(listed.tags?.keys() ?? [])];
    checkTagFiles(tags, add);
    for (const path of tags.filter(isVerifyText)) {
      const file = tree.files.get(path);
      if (file !== undefined && file.size <= MAX_VERIFY_TEXT) checkVerifyText(path, await readAll(file.content), reference, add);
    }
    const file = tree.files.get(CASE);
    if (file !== undefined && file.size <= MAX_OBJECT) checkCase(await readAll(file.content), this.told(records), add);
    return this.findings;
  }

  private told({ request, reference, ledger }: Records): Parameters<typeof checkCase>[1] {
    const { layers } = this;
    const events = new Map<string, Set<string>>();
    for (const { time, event } of ledger?.events ?? []) events.set(time, (events.get(time) ?? new Set()).add(event));
    return {
      request,
      reference,
      exhibits: layers.whole ? layers.exhibits : null,
      digests: layers.whole ? layers.allDigests() : null,
      events: ledger === null ? null : events,
    };
  }
}
