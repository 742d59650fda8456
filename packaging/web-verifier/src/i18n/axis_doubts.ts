/** Why an axis is not confirmed, in one sentence: that of the findings that caused it. */

import type { Axis } from "../verify/codes";
import { N } from "./translator";

type Group = readonly [codes: readonly string[], sentence: string];

const DOUBTS: Record<Axis, readonly Group[]> = {
  content: [
    [["folder-hard-link"], N("The content is as sealed, but could still change here.")],
    [["parcel-closed", "parcel-files-unchecked"], N("The parcel was not opened, so the content of the bundle was not verified.")],
  ],
  completeness: [[["seal-alone", "addendum-alone"], N("Completeness could not be verified.")]],
  origin: [
    [["signer-unknown", "signer-by-authority"], N("The signature is valid, but who made it is not confirmed.")],
    [["signer-usage", "certificate-not-allowed"], N("The signature is sound, but its certificate is not meant for it.")],
    [["revocation-unknown", "revocation-stale", "revocation-unproved"], N("The signature is sound, but whether its certificate was revoked is not certain.")],
    [["signer-expired", "signer-not-valid-then", "signing-time-future"], N("The signature is sound, but nothing shows that its certificate was valid when it was made.")],
    [["reference-clash"], N("The signature is sound, but there is another seal for the same reference next to the bundle.")],
  ],
  time: [
    [
      ["authority-unknown", "authority-by-root", "authority-not-allowed", "authority-not-valid-then", "authority-revoked-later", "authority-revocation-unproved"],
      N("There is a time-stamp, but whether its authority can be relied on is not confirmed."),
    ],
    [["timestamp-future", "timestamp-order", "timestamp-before-custody", "signing-time-far"], N("The times of time-stamps, signatures and clocks do not fit together.")],
  ],
  custody: [
    [["custody-clock-back", "custody-after-seal", "custody-zone-unknown", "custody-signature-late"], N("The ledger is bound to this seal, but some of its times are uncertain.")],
    [
      ["custody-signer-revoked", "custody-signer-revocation-unproved", "custody-signer-not-valid-then"],
      N("The ledger is bound to this seal, but a signature over one of its entries does not count."),
    ],
    [["custody-refers-to-nothing"], N("The ledger is bound to this seal, but one of its entries refers to something that is missing.")],
  ],
};

const SEVERAL: Record<Axis, string> = {
  content: N("The content is as sealed, but could still change here."),
  completeness: N("Completeness could not be verified."),
  origin: N("The signature is sound, but more than one thing about it is not confirmed."),
  time: N("There is a time-stamp, but more than one thing about it is not confirmed."),
  custody: N("The ledger is bound to this seal, but more than one thing in it is not confirmed."),
};

/** Of one kind of doubt its own message, of several the general one. */
export function doubtSentence(axis: Axis, codes: ReadonlySet<string>): string {
  const kinds = DOUBTS[axis].filter(([group]) => group.some((code) => codes.has(code)));
  const known = new Set(DOUBTS[axis].flatMap(([group]) => group));
  return kinds.length === 1 && [...codes].every((code) => known.has(code)) ? kinds[0]![1] : SEVERAL[axis];
}
