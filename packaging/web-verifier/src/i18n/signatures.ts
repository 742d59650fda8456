/** Which of the signatures shown are invalid, as the findings say. */

import { signatureName } from "../seal/asic_manifest";
import type { Finding } from "../verify/codes";

/** Whether signature `number` (from 1, the sealer's) is invalid: anybody may have named its certificate, and any time. */
export function isInvalid({ findings }: { readonly findings: readonly Finding[] }, number = 1): boolean {
  const name = signatureName(number);
  return findings.some((f) => f.code === "signature-invalid" && f.about === "sealed" && f.subject === name);
}
