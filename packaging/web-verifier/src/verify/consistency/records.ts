/** Omissions, selection, request, ledger and bag-info.txt against sources, catalogue and each other (section 10.3). */

import type { BagInfo } from "../../bundle/manifests";
import type { JsonObject } from "../../bundle/schema";
import { list, obj, str, textOrNull } from "../../bundle/sealed_json";
import { DAY } from "../../seal/trust";
import type { Report } from "../codes";
import { type CustodyEvent, LEDGER } from "../custody_check";
import { utcText } from "../times";
import type { CatalogueConsistency } from "./catalogue";
import { ALGORITHMS, type Layers } from "./layers";

const OMISSIONS = "metadata/omissions.jsonl";
const SELECTION = "metadata/selection.json";
const NO_NONCE = "AAAAAAAAAAAAAAAAAAAAAA==";
/** No program that writes these lists is older. */
const FIRST_YEAR = "2020";
const MOST_TOLD = 10;

export class OmissionCounts {
  private unread = false;
  private readonly counts = new Map<string, bigint>();

  constructor(
    private readonly layers: Layers,
    private readonly add: Report,
  ) {}

  /** The line of this number; null where it could not be read. */
  take(number: number, value: JsonObject | null): void {
    if (value === null) {
      this.unread = true;
      return;
    }
    const [source, code, count] = [str(value["source"]), str(value["code"]), BigInt(str(value["count"]))];
    for (const key of [JSON.stringify([source, code]), JSON.stringify([source, null])]) {
      this.counts.set(key, (this.counts.get(key) ?? 0n) + count);
    }
    if (this.layers.whole && this.layers.get(source) === undefined) {
      this.add("record-source-unknown", `${OMISSIONS}:${number}`, null, source);
    }
  }

  /** Each artifact that was not read in full is declared, with the code that its line gives as the reason. */
  compare(catalogue: CatalogueConsistency): void {
    if (this.unread) return;
    for (const { source, reason, artifacts, number } of catalogue.notRead.values()) {
      const declared = this.counts.get(JSON.stringify([source, reason])) ?? 0n;
      if (declared < BigInt(artifacts)) {
        this.add("omission-not-declared", `metadata/catalog.jsonl:${number}`, String(artifacts), String(declared));
      }
    }
  }
}

/** Each medium that was selected as a whole is a source of the list. */
export function compareRules(selection: JsonObject | null, layers: Layers, add: Report): void {
  if (selection === null || !layers.whole) return;
  for (const rule of list(selection["rules"]).map((one) => obj(one))) {
    if (rule["rule"] === "media" && layers.get(str(rule["value"])) === undefined) {
      add("record-source-unknown", `${SELECTION} rules`, null, str(rule["value"]));
    }
  }
}

/** Whose case it is, and which request it answers, is said alike everywhere. */
export function comparePeople(
  bagInfo: BagInfo | null, request: JsonObject | null, selection: JsonObject | null, events: readonly CustodyEvent[], add: Report,
): void {
  if (request === null) return;
  const { agency, examiner } = obj(request["case"]);
  const said: [place: string, one: string | null, other: string | null][] = [];
  const organization = bagInfo?.["Source-Organization"];
  if (organization !== undefined) said.push(["bag-info.txt Source-Organization", textOrNull(agency), organization]);
  if (selection !== null) said.push([`${SELECTION} by`, textOrNull(examiner), str(selection["by"])]);
  const last = events.at(-1);
  const [first] = last?.values["reason"] === "bundle-sealed" ? list(last.values["persons"]) : [];
  if (last !== undefined && first !== undefined) {
    const sealer = obj(first);
    said.push([`${LEDGER}:${last.sequence} persons`, textOrNull(examiner), str(sealer["name"])]);
    const organisation = textOrNull(sealer["organisation"]);
    if (organisation !== null) said.push([`${LEDGER}:${last.sequence} organisation`, textOrNull(agency), organisation]);
  }
  const recorded = events.findLast((one) => one.values["reason"] === "request-recorded");
  if (recorded !== undefined) {
    const reference = textOrNull(recorded.values["authority_reference"]);
    said.push([`${LEDGER}:${recorded.sequence} authority_reference`, textOrNull(request["requesting_reference"]), reference]);
  }
  for (const [place, one, other] of said) {
    if (onOneLine(one) !== onOneLine(other)) add("record-differs", place, one ?? "null", other ?? "null");
  }
}

/** As bag-info.txt must write it, on one line. */
function onOneLine(text: string | null): string {
  return (text ?? "").replace(/[\p{C}\p{Z}]/gu, " ").trim().replace(/ +/g, " ") || "-";
}

/** Bagging, selection and signing are one sitting; no clock of a computer is older than such programs; nothing was recorded before it happened. */
export function compareDates(
  bagInfo: BagInfo | null, selection: JsonObject | null, signedAt: number | null, events: readonly CustodyEvent[], add: Report,
): void {
  const at = selection === null ? null : str(selection["at"]);
  const selected = at === null ? null : moment(at);
  const date = bagInfo?.["Bagging-Date"];
  if (date !== undefined && selected !== null) {
    const bagged = moment(`${date}T12:00:00Z`);
    if (bagged === null || Math.abs(bagged - selected) > 1.5 * DAY) add("date-contradicts", "bag-info.txt Bagging-Date", at, date);
  }
  if (selected !== null && signedAt !== null && (signedAt - selected < -DAY || signedAt - selected > 31 * DAY)) {
    add("date-contradicts", `${SELECTION} at`, utcText(signedAt), at);
  }
  const first = events.find((one) => one.timed)?.time;
  let following: string | null = null;
  for (const { timed, time, sequence } of [...events].reverse()) {
    const place = `${LEDGER}:${sequence}`;
    if (timed) {
      if (time < FIRST_YEAR) add("date-contradicts", place, FIRST_YEAR, time);
      following = time;
      continue;
    }
    if (following !== null && isLater(time, following, DAY)) add("date-contradicts", place, following, time);
    if (first !== undefined && isLater(first, time, 20 * 365 * DAY)) add("custody-date-remote", sequence, first, time);
  }
}

function isLater(one: string, other: string, by: number): boolean {
  const [later, earlier] = [moment(one), moment(other)];
  return later !== null && earlier !== null && later - earlier > by;
}

/** A sealed time to the second; null for one that is none. */
function moment(text: string): number | null {
  const whole = `${text.slice(0, 19)}Z`;
  const time = Date.parse(whole);
  return Number.isNaN(time) || utcText(time) !== whole ? null : time;
}

/** Digests and exhibits that the ledger gives for sources are those of the sources. */
export function compareLedger(events: readonly CustodyEvent[], layers: Layers, exhibits: ReadonlySet<string> | null, add: Report): void {
  for (const event of events) {
    const place = `${LEDGER}:${event.sequence}`;
    if (event.values["nonce"] === NO_NONCE) add("nonce-zero", `${place} nonce`);
    const subjects = (key: string): [string, JsonObject][] =>
      event.values[key] == null ? [] : Object.entries(obj(event.values[key])).map(([subject, one]) => [subject, obj(one)]);
    const [before, after] = [subjects("digests_before"), subjects("digests_after")];
    // of another bundle, whose sources have names of their own
    if ([...before, ...after].some(([subject]) => subject === "seal_code")) continue;
    const counted = event.values["reason"] === "medium-changed" ? before : [...before, ...after];
    for (const [subject, digests] of counted) compareDigests(event, subject, digests, layers, add);
  }
  const last = events.at(-1);
  if (last?.values["reason"] !== "bundle-sealed" || exhibits === null) return;
  const told = list(last.values["exhibits"]).map(str);
  for (const exhibit of exhibits) {
    if (!told.includes(exhibit)) add("record-differs", `${LEDGER}:${last.sequence} exhibits`, exhibit, several(told));
  }
}

const several = (exhibits: readonly string[]): string => exhibits.slice(0, MOST_TOLD).join(", ") || "-";

function compareDigests(event: CustodyEvent, subject: string, digests: JsonObject, layers: Layers, add: Report): void {
  const place = `${LEDGER}:${event.sequence}`;
  const exhibits = list(event.values["exhibits"]).map(str);
  const [layer, known] = [layers.get(subject), layers.digests(subject)];
  if (layer === undefined) {
    if (layers.whole && /^s[1-9][0-9]*$/.test(subject)) add("ledger-differs", `${place} ${subject}`, "-", subject);
    return;
  }
  if (exhibits.length > 0 && !exhibits.includes(layer.exhibit)) add("ledger-differs", `${place} exhibits`, layer.exhibit, several(exhibits));
  if (known === undefined) return;
  for (const name of ALGORITHMS) {
    const said = textOrNull(digests[name]);
    const listed = [known.computed, known.stored].map((one) => textOrNull(one[name])).filter((one) => one !== null);
    if (said !== null && listed.length > 0 && !listed.includes(said)) add("ledger-differs", `${place} ${subject}`, listed[0], said);
  }
}

/** Random bytes that a request brings are not zeros. */
export function compareNonce(request: JsonObject | null, add: Report): void {
  const nonce = request === null ? null : textOrNull(request["nonce"]);
  if (nonce !== null && /^A+=*$/.test(nonce)) add("nonce-zero", "metadata/request.json nonce");
}
