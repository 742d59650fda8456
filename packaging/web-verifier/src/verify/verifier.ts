/** A whole run: from what was received to the report. */

import { type Bytes, equal, fromHex } from "../bundle/bytes";
import { MAX_CONTAINER, MAX_CUSTODY_FILE } from "../bundle/grammar";
import { AT_ONCE } from "../bundle/digesting";
import { readyDigests, sha256Hex } from "../bundle/digests";
import type { FolderFinding } from "../bundle/folder_reader";
import { type RandomAccess, ReadFailed } from "../bundle/random_access";
import { type Tree, treeOfZip } from "../bundle/tree";
import { readDirectory, type ZipDirectory } from "../bundle/zip_directory";
import * as asic from "../seal/asic_manifest";
import { readContainer } from "../seal/container";
import { readInfo, type SealInfo } from "../seal/seal_info";
import { DAY } from "../seal/trust";
import { isAddendumName, NO_STORY, readStory, type Story } from "./addenda";
import { checkAddendum } from "./addendum_check";
import { type BagFacts, checkBag } from "./bag_check";
import { type Axes, type Axis, axisStates, type Finding, Findings, laterState, type LaterState, type Report, type Verdict, verdictOf } from "./codes";
import { containersNaming, referenceIn } from "./beside_containers";
import type { Beside, Digester, Policy, Progress } from "./context";
import type { ParcelList } from "../parcel/parcel_list";
import { checkLedger } from "./custody_check";
import { checkCustodySignatures } from "./custody_signatures";
import { judgeSigner, type SignerFacts } from "./origin";
import { compareOuterSeal } from "./outer_seals";
import { type CheckedSeal, checkSeal, tellUnbound } from "./seal_check";
import { utcText } from "./times";
import { checkFiles } from "./parcels/files_check";
import { checkList } from "./parcels/parcel_check";
import { judgeTime, judgeToken, type JudgedToken, type TimeFacts } from "./trusted_time";

/** What the receiver has: a file, or a folder that somebody has walked already. */
export type Received =
  | { readonly kind: "file"; readonly name: string; readonly content: RandomAccess }
  | { readonly kind: "folder"; readonly name: string; readonly tree: Tree; readonly found: readonly FolderFinding[] };

export interface Given {
  readonly received: Received;
  readonly beside: readonly Beside[];
  /** Addenda that the reader names, under whatever name. */
  readonly addenda: readonly Beside[];
  /** Encrypted files that lie beside a parcel's list; null where the receiver gave none, so that nothing is known of them. */
  readonly parcelFiles: readonly Beside[] | null;
}

export interface Outcome {
  readonly verdict: Verdict;
  readonly axes: Axes;
  readonly findings: readonly Finding[];
  readonly later: LaterState;
  /** How many findings say that the sealed record contradicts itself; null where that was not asked. */
  readonly places: number | null;
  /** `none` of what could not be opened as anything. */
  readonly form: "zip" | "folder" | "seal" | "none";
  readonly scope: "full" | "seal" | "addendum" | "parcel";
  readonly path: string;
  /** What was checked, where it is a file; the digest is computed of one that is read at once. */
  readonly file: { readonly bytes: number; readonly sha256: string | null } | null;
  readonly seal: CheckedSeal | null;
  readonly info: SealInfo | null;
  readonly signers: readonly SignerFacts[];
  readonly time: TimeFacts | null;
  readonly story: Story;
  readonly bag: BagFacts | null;
  readonly sealedAfter: number | null;
  /** Whether each seal beside the bundle is the one inside, byte for byte; null where none is there. */
  readonly outerIdentical: boolean | null;
  readonly tree: Tree | null;
  readonly addendumReference: string | null;
  /** What the list of a parcel states; null of all else. */
  readonly parcel: ParcelList | null;
  readonly checkedAt: number;
}

/** What lies beside the bundle and speaks of it. */
interface Around {
  readonly addenda: readonly Beside[];
  readonly outer: { readonly name: string; readonly bytes: Bytes } | null;
  readonly seals: readonly { readonly name: string; readonly bytes: Bytes }[];
}

interface Opened {
  readonly form: "zip" | "folder" | "seal";
  readonly tree: Tree | null;
  readonly archive: RandomAccess | null;
  readonly container: Bytes | null;
}

export async function verify(given: Given, policy: Policy, digester: Digester, progress: Progress): Promise<Outcome> {
  await readyDigests();
  return new Run(given, policy, digester, progress).run();
}

class Run {
  private readonly findings = new Findings();
  private readonly add: Report = this.findings.add;
  private seal: CheckedSeal | null = null;
  private time: TimeFacts | null = null;
  private signers: SignerFacts[] = [];
  private story: Story = NO_STORY;
  private bag: BagFacts | null = null;
  private sealedAfter: number | null = null;
  private outerIdentical: boolean | null = null;
  private scope: Outcome["scope"] = "full";
  private addendumReference: string | null = null;
  private parcel: ParcelList | null = null;
  private places: number | null = null;
  private around: Around = { addenda: [], outer: null, seals: [] };

  constructor(
    private readonly given: Given,
    private readonly policy: Policy,
    private readonly digester: Digester,
    private readonly progress: Progress,
  ) {}

  async run(): Promise<Outcome> {
    this.progress.step("directory");
    const opened = await this.open();
    try {
      if (opened?.container != null) await this.checkAlone(opened.container);
      else if (opened?.tree != null) await this.checkBundle(opened.tree, opened.archive);
    } catch (e) {
      // what a stranger's file made go wrong is no verdict on it: nothing is known then
      this.add("check-failed", this.given.received.name, null, e instanceof Error ? e.name : "?");
    }
    const findings = this.findings.result();
    const axes = axisStates(findings, this.checkedAxes());
    return {
      verdict: verdictOf(findings, axes),
      axes,
      findings,
      later: laterState(findings, this.story.told.some((one) => one.counts && one.checked.verdict === "verified")),
      places: this.places,
      form: opened?.form ?? "none",
      scope: this.scope,
      path: this.given.received.name,
      file: await fileOf(this.given.received),
      seal: this.seal,
      info: this.info,
      signers: this.signers,
      time: this.time,
      story: this.story,
      bag: this.bag,
      sealedAfter: this.sealedAfter,
      outerIdentical: this.outerIdentical,
      tree: opened?.tree ?? null,
      addendumReference: this.addendumReference,
      parcel: this.parcel,
      checkedAt: this.policy.now,
    };
  }

  private get info(): SealInfo | null {
    return this.seal?.info?.kind === "seal" ? this.seal.info : null;
  }

  private isFatal(): boolean {
    return this.findings.has("fatal");
  }

  private async open(): Promise<Opened | null> {
    const { received } = this.given;
    if (received.kind === "folder") {
      for (const finding of received.found) this.add(...finding);
      return { form: "folder", tree: received.tree, archive: null, container: null };
    }
    // a small container has a form of its own, whose findings are told by who reads it as that
    const held = new Findings();
    const directory = await readDirectory(received.content, held.add);
    if (directory !== null && isContainer(directory)) {
      if (received.content.size > MAX_CONTAINER) {
        this.add("seal-unreadable", received.name);
        return null;
      }
      const container = await received.content.read(0, received.content.size);
      return { form: "seal", tree: null, archive: null, container };
    }
    for (const f of held.result()) this.add(f.code, f.subject, f.expected, f.actual);
    if (directory === null || this.isFatal()) return null;
    const tree = treeOfZip(received.content, directory, this.add);
    return tree === null ? null : { form: "zip", tree, archive: received.content, container: null };
  }

  /** A seal or an addendum that came alone. */
  private async checkAlone(bytes: Bytes): Promise<void> {
    const name = this.given.received.name;
    const quiet = await readContainer(bytes, name, () => undefined);
    const text = quiet?.files.get(asic.SEAL_INFO);
    const read = text === undefined ? null : readInfo(text);
    const kind = read === null ? null : read.ok ? read.info.kind : read.kind;
    if (kind === "parcel") {
      await this.checkParcel(bytes, name);
      return;
    }
    this.scope = kind === "addendum" ? "addendum" : "seal";
    if (this.scope === "addendum") {
      const checked = await checkAddendum(bytes, name, this.policy);
      for (const f of checked.findings) this.add(f.code, f.subject, f.expected, f.actual);
      this.add("addendum-alone", name);
      this.seal = checked.seal;
      this.time = checked.time;
      this.signers = [...checked.signers];
      this.addendumReference = checked.info?.reference ?? null;
      const holds = checked.verdict === "verified" || checked.verdict === "unconfirmed";
      this.story = { told: [{ checked, counts: holds, latest: holds }], existedBy: null };
      return;
    }
    this.around = await this.look(new Set([stemOf(this.given.received), referenceIn(bytes) ?? ""]), null);
    await this.judgeSeal(bytes, name);
    if (!this.isFatal()) this.add("seal-alone", name);
  }

  /** What whoever carries a parcel can know: who signed its list, and whether its files are those listed. */
  private async checkParcel(bytes: Bytes, name: string): Promise<void> {
    this.scope = "parcel";
    this.progress.step("seal");
    const { seal, parcel, signers, time } = await checkList(bytes, name, this.policy, this.add);
    [this.seal, this.parcel, this.signers, this.time] = [seal, parcel, [...signers], time];
    const { parcelFiles } = this.given;
    if (parcel !== null) {
      if (parcelFiles === null) this.add("parcel-files-unchecked", name);
      else await checkFiles({ parcel, files: parcelFiles }, this.digester, this.progress, this.add);
    }
    this.add("parcel-closed", name);
  }

  private async judgeSeal(bytes: Bytes, name: string): Promise<void> {
    this.progress.step("seal");
    const { trust, now } = this.policy;
    const known = trust.entries.map((entry) => entry.certificate);
    this.seal = await checkSeal(bytes, name, { kind: "seal", known }, this.add);
    const { seal, info } = this;
    if (seal === null || this.isFatal()) return;
    if (info !== null) {
      this.story = await readStory(seal, info, [...this.around.addenda, ...this.given.addenda], this.policy, this.add);
    }
    const context = { trust, embedded: seal.statements, now };
    this.time = await judgeTime(seal, info === null ? null : info.timeStamp, context, this.add);
    tellUnbound(seal, this.time.archive?.holds === true, this.add);
    for (const one of seal.signatures) {
      const token = this.time.ofSignatures.get(one.number);
      const times = [token?.trusted === true ? token.token.time : null, this.story.existedBy].filter((t) => t !== null);
      const attested = times.length === 0 ? null : Math.min(...times);
      // whom a signature that does not hold would be from is nothing to confirm
      this.signers.push(await judgeSigner(one, attested, context, one.holds ? this.add : () => undefined));
    }
  }

  private async checkBundle(tree: Tree, archive: RandomAccess | null): Promise<void> {
    const path = sealPathOf(tree);
    const inner = [...tree.files.keys()].flatMap((file) => /^seal\/([^/]+)\.asice$/.exec(file)?.[1] ?? []);
    this.around = await this.look(new Set([stemOf(this.given.received), tree.top, ...inner]), tree);
    const bytes = await this.findSeal(tree, path);
    if (bytes !== null) await this.judgeSeal(bytes, path ?? `seal/${tree.top}.asice`);
    // without a readable seal the rest is read all the same: what is there is not said to be absent
    this.checkReference(tree, path);
    const inside = path !== null && tree.files.has(path) ? path : null;
    this.bag = await checkBag({ tree, archive, sealPath: inside, info: this.info }, this.digester, this.progress, this.add);
    await this.checkCustody(tree);
    if (bytes !== null && this.seal !== null) {
      const { outer, seals } = this.around;
      if (outer !== null) await compareOuterSeal(outer.name, outer.bytes, "outer-seal-differs", this.seal, bytes, this.policy, this.add);
      for (const one of seals) await compareOuterSeal(one.name, one.bytes, "reference-clash", this.seal, bytes, this.policy, this.add);
      const beside = [...seals, ...(outer === null ? [] : [outer])];
      if (beside.length > 0 && inside !== null) this.outerIdentical = beside.every((one) => equal(one.bytes, bytes));
    }
    await this.checkConsistency(tree);
  }

  /** Whether the sealed record agrees with itself, where it is the one that was sealed. */
  private async checkConsistency(tree: Tree): Promise<void> {
    const { bag, info, seal } = this;
    if (bag === null || info === null || this.isFatal() || this.findings.has("contradiction")) return;
    const signedAt = seal?.signatures.find((one) => one.number === 1)?.signature.signingTime ?? null;
    const { listed, bagInfo, request, ledger } = bag;
    const selection = bag.selection?.values ?? null;
    const found = await bag.consistency.judge({ tree, listed, bagInfo, request, selection, ledger, reference: info.reference, signedAt });
    this.places = found.total("consistency");
    for (const f of found.result()) this.add(f.code, f.subject, f.expected, f.actual);
  }

  /** What lies beside the bundle: under its name, and under any name that gives its reference. */
  private async look(names: ReadonlySet<string>, tree: Tree | null): Promise<Around> {
    const { received, beside } = this.given;
    const addenda = beside.filter((file) => [...names].some((name) => isAddendumName(file.name, name)));
    const usual = [stemOf(received), ...(received.kind === "file" ? [received.name.replace(/\.[^.]*$/, ""), tree?.top] : [])];
    const outer = tree === null ? undefined : usual.map((stem) => beside.find(({ name }) => name === `${stem}.asice`)).find((one) => one !== undefined);
    let held: Around["outer"] = null;
    if (outer !== undefined) {
      if (!outer.isFile || outer.size > MAX_CONTAINER) this.add("outer-seal-unreadable", outer.name);
      else held = { name: outer.name, bytes: await outer.content.read(0, outer.size) };
    }
    const rest = beside.filter((file) => file !== outer && !addenda.includes(file) && file.name !== received.name);
    const seals: { name: string; bytes: Bytes }[] = [];
    for (const { name, addendum, bytes } of await containersNaming(rest, names)) {
      if (!addendum) seals.push({ name, bytes });
      else addenda.push(rest.find((file) => file.name === name)!);
    }
    return { addenda, outer: held, seals };
  }

  /** The bytes of the seal in the bag, or of one that lies beside it under the bundle's name. */
  private async findSeal(tree: Tree, path: string | null): Promise<Bytes | null> {
    const file = path === null ? undefined : tree.files.get(path);
    if (file === undefined) {
      this.add("seal-missing", path ?? `seal/${tree.top}.asice`);
      return this.around.outer?.bytes ?? null;
    }
    if (file.size > MAX_CONTAINER) {
      this.add("seal-unreadable", file.path);
      return null;
    }
    return file.content.read(0, file.size);
  }

  private checkReference(tree: Tree, path: string | null): void {
    if (this.info === null || path === null) return;
    const name = path.slice("seal/".length, -".asice".length);
    if (this.info.reference !== name) this.add("seal-reference", tree.top, this.info.reference);
    else if (tree.top !== name) this.add("folder-name", tree.top, name);
  }

  private async checkCustody(tree: Tree): Promise<void> {
    const { bag, seal } = this;
    if (bag?.ledger == null) return;
    const first = seal?.signatures.find((one) => one.number === 1)?.signature ?? null;
    const attested = this.time?.attested ?? null;
    const sealedAt = attested ?? first?.signingTime ?? null;
    checkLedger(bag.ledger, { sealedAt, caseReference: bag.caseReference }, this.add);
    const existed = [attested, this.story.existedBy].filter((time) => time !== null);
    await checkCustodySignatures(
      {
        tree,
        ledger: bag.ledger,
        context: { trust: this.policy.trust, embedded: seal?.statements ?? [], now: this.policy.now },
        times: { existedBy: existed.length === 0 ? null : Math.min(...existed), attested, stated: first?.signingTime ?? null },
      },
      this.add,
    );
    // of the ledger as a whole this stays true, whoever signed single lines; without a seal it is nobody's
    if (this.info !== null) this.add("custody-by-sealer-alone");
    await this.checkBeforeToken(tree);
  }

  /** The token over the ledger's head: the seal is younger than it. */
  private async checkBeforeToken(tree: Tree): Promise<void> {
    const file = tree.files.get("custody/before.tst");
    const { info, seal, time } = this;
    if (file === undefined || info === null || seal === null || time === null) return;
    if (file.size > MAX_CUSTODY_FILE) {
      this.add("timestamp-not-canonical", file.path, null, "size");
      return;
    }
    const context = { trust: this.policy.trust, embedded: seal.statements, now: this.policy.now };
    const head = fromHex(info.custodyHead);
    const bytes = await file.content.read(0, file.size);
    const judged = await judgeToken(bytes, file.path, (hash) => (hash === "SHA-256" ? head : null), context, this.add, true);
    if (judged?.holds !== true) return;
    const after = judged.token.time;
    if (judged.trusted) {
      this.sealedAfter = after;
      this.add("sealed-after", file.path, null, utcText(after));
    }
    const tokens: JudgedToken[] = [...time.ofSignatures.values()];
    if (time.archive !== null) tokens.push(time.archive);
    for (const { name, token } of tokens) {
      if (token.time < after) this.add("timestamp-before-custody", name, utcText(after), utcText(token.time));
    }
    const existedBy = this.story.existedBy;
    if (existedBy !== null && existedBy < after) {
      this.add("timestamp-before-custody", "existed-by", utcText(after), utcText(existedBy));
    }
    for (const { name, signature } of seal.signatures) {
      if (signature.signingTime < after - DAY) {
        this.add("signing-time-far", name, utcText(after), utcText(signature.signingTime));
      }
    }
  }

  /** Axes that can pass: those whose question could be asked in full. */
  private checkedAxes(): Set<Axis> {
    const axes = new Set<Axis>();
    const { seal, bag, time, story } = this;
    if (seal === null || this.isFatal()) return axes;
    if (seal.signatures.some((one) => one.holds)) axes.add("origin");
    if ((time?.stated ?? null) !== null || story.existedBy !== null) axes.add("time");
    if (bag !== null && this.info !== null) {
      if (bag.listed.tags !== null && bag.listed.payload !== null) {
        axes.add("content");
        axes.add("completeness");
      }
      if (bag.ledger !== null) axes.add("custody");
    }
    return axes;
  }
}

function isContainer(directory: ZipDirectory): boolean {
  return directory.entries.some(({ name }) => name === asic.SEAL_INFO || name === "mimetype" || name.startsWith("META-INF/"));
}

/** Where the seal is: under the folder's own name, else, in a folder that was renamed, the one there is. */
function sealPathOf(tree: Tree): string | null {
  const own = `seal/${tree.top}.asice`;
  if (tree.files.has(own) || tree.form === "zip") return own;
  const seals = [...tree.files.keys()].filter((path) => /^seal\/[^/]+\.asice$/.test(path));
  return seals.length === 1 ? seals[0]! : seals.length === 0 ? own : null;
}

/** Null of a folder. A large file is not read once more for its digest, and one that can't be read has none. */
async function fileOf(received: Received): Promise<Outcome["file"]> {
  if (received.kind === "folder") return null;
  const { content } = received;
  const bytes = content.size;
  if (bytes > AT_ONCE) return { bytes, sha256: null };
  try {
    const read = await content.read(0, bytes);
    return { bytes, sha256: read.length === bytes ? sha256Hex(read) : null };
  } catch (e) {
    if (!(e instanceof ReadFailed)) throw e;
    return { bytes, sha256: null };
  }
}

/** What the bundle's file or folder is called, without the ending of a file, which is `.sealed.zip` or the last one. */
function stemOf(received: Received): string {
  return received.kind === "folder" ? received.name : received.name.replace(/(?<=.)(?:\.sealed\.zip|\.[^.]*)$/i, "");
}
