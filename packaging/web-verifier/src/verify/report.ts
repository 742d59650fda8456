/** The report as JSON, in the form of `sealwright verify --json`. */

import type { Outcome } from "./verifier";

export function reportFields(outcome: Outcome, language: string): Record<string, unknown> {
  void language;
  return { verdict: outcome.verdict, axes: outcome.axes, findings: outcome.findings };
}
