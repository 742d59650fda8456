/** Whether a bundle is wrong in nothing but what its sender sealed: as in the program. */

import type { Finding } from "../verify/codes";

/**
 * What is read in files that the tag manifest names, whose digests are compared all the same: a change of such a
 * file is a finding of its own, which is not here.
 */
const IN_WHAT_WAS_SEALED: ReadonlySet<string> = new Set([
  "bagit-text",
  "bag-info-form",
  "bag-info-differs",
  "request-version",
  "list-not-canonical",
  "text-too-long",
  "identifier-form",
  "list-order",
  "count-differs",
  "artifact-repeated",
  "artifact-without-file",
  "artifact-differs",
  "payload-without-artifact",
  "payload-twice",
  "nonce-size",
  "csv-differs",
  "blocks-list",
  "merkle-differs",
  "supplement-form",
  "supplement-of-itself",
  "supplement-not-earlier",
  "supplement-order",
  "supplement-item-unknown",
]);

/**
 * Whether the axes of the files failed, and over nothing but what the sealed lists say. One finding on a digest, a
 * missing file, the ZIP or the seal's container is enough for no, and so is anything that could not be read at all.
 */
export function wrongAsSealed(findings: readonly Finding[]): boolean {
  const grave = findings.filter((f) => f.about === "sealed" && (f.severity === "fatal" || ofFiles(f)));
  return grave.length > 0 && grave.every((f) => IN_WHAT_WAS_SEALED.has(f.code));
}

const ofFiles = ({ axis, severity }: Finding): boolean =>
  (axis === "content" || axis === "completeness") && (severity === "contradiction" || severity === "missing");
