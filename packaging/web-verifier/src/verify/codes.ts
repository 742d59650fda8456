/** Finding codes with their axis and severity, as the table of section 10.2 of the format gives them. */

import table from "../../generated/findings.json";

export const AXES = ["content", "completeness", "origin", "time", "custody"] as const;
export type Axis = (typeof AXES)[number];
export type AxisState = "pass" | "fail" | "unconfirmed" | "none";
export type Severity = "fatal" | "contradiction" | "missing" | "doubt" | "note";
export type Verdict = "verified" | "unconfirmed" | "incomplete" | "altered" | "unreadable";

export interface CodeRule {
  readonly axis: Axis;
  readonly severity: Severity;
  readonly sentence: string;
}

export const CODES: ReadonlyMap<string, CodeRule> = new Map(Object.entries(table as Record<string, CodeRule>));

export interface Finding {
  readonly code: string;
  readonly axis: Axis;
  readonly severity: Severity;
  readonly subject: string | null;
  readonly expected: string | null;
  readonly actual: string | null;
}

/** How a step tells what it found. */
export type Report = (code: string, subject?: string | null, expected?: string | null, actual?: string | null) => void;

const SHOWN_OF_A_KIND = 200;

/** What the steps found, each thing once, and of one code no more than anybody reads. */
export class Findings {
  private readonly kept: Finding[] = [];
  private readonly seen = new Set<string>();
  private readonly counts = new Map<string, number>();

  readonly add: Report = (code, subject = null, expected = null, actual = null) => {
    const rule = CODES.get(code);
    if (rule === undefined) throw new Error(`no such finding: ${code}`);
    const count = this.counts.get(code) ?? 0;
    if (count < SHOWN_OF_A_KIND) {
      const key = JSON.stringify([code, subject, expected, actual]);
      if (this.seen.has(key)) return;
      this.seen.add(key);
      this.kept.push({ code, axis: rule.axis, severity: rule.severity, subject, expected, actual });
    }
    this.counts.set(code, count + 1);
  };

  has(severity: Severity): boolean {
    return this.kept.some((f) => f.severity === severity);
  }

  result(): Finding[] {
    const more = [...this.counts].filter(([, count]) => count > SHOWN_OF_A_KIND);
    for (const [code, count] of more) this.add("more-findings", code, null, String(count - SHOWN_OF_A_KIND));
    return [...this.kept];
  }
}

export type Axes = Record<Axis, AxisState>;

/** State of each axis from its findings. One that was not checked is `none`, never `pass`. */
export function axisStates(findings: readonly Finding[], checked: ReadonlySet<Axis>): Axes {
  const states = {} as Axes;
  for (const axis of AXES) {
    const own = new Set(findings.filter((f) => f.axis === axis).map((f) => f.severity));
    const failed = own.has("fatal") || own.has("contradiction") || own.has("missing");
    states[axis] = failed ? "fail" : own.has("doubt") ? "unconfirmed" : checked.has(axis) ? "pass" : "none";
  }
  return states;
}

/** The first verdict that holds (section 10). */
export function verdictOf(findings: readonly Finding[], axes: Axes): Verdict {
  const severities = new Set(findings.map((f) => f.severity));
  if (severities.has("fatal")) return "unreadable";
  if (severities.has("contradiction")) return "altered";
  if (severities.has("missing")) return "incomplete";
  if (severities.has("doubt")) return "unconfirmed";
  const whole = AXES.every((axis) => axes[axis] === "pass" || (axis === "time" && axes[axis] === "none"));
  return whole ? "verified" : "unconfirmed";
}
