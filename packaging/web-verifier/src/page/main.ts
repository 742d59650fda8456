/** The page: takes files, lets the workers verify, shows the report. It asks nothing of any network. */

import { hex } from "../bundle/bytes";
import type { ToldOmission } from "../i18n/omitted";
import { LANGUAGES, type Language, NC, pickLanguage, Translator } from "../i18n/translator";
import { VERDICT_WORDS } from "../i18n/verdicts";
import { visible } from "../i18n/visible";
import type { ReportFields } from "../verify/report";
import type { Answer, Offer } from "../work/messages";
import { batchCard, type Choice, choicesOf, type Found, instructionsOf, mayBelong, opens } from "./batch";
import { Client } from "./client";
import { contentsList, saveBlob } from "./contents";
import { damageCard } from "./damage_card";
import { card, h, svg } from "./dom";
import { byThemselves, fromDrop, fromFolderInput, type Given, type Taken } from "./intake";
import { fingerprintRows, hiddenRows, phoneCompare, type Trusting } from "./phone";
import {
  addendaCard, axesCard, custodyCard, findingsCard, insideCard, limitsCard, omissionsCard, requestCard,
  rightPageCard, signerCard, timeCard, verdictBanner,
} from "./report_cards";
import { FILE_SUFFIX } from "../parcel/parcel_list";
import { parcelCard } from "./parcel_card";
import { codeCard } from "./seal_code";
import { shape } from "./shapes";

const NAMES: Record<Language, string> = {
  en: "English", fr: "Français", es: "Español", ar: "العربية", de: "Deutsch", "pt-BR": "Português (Brasil)", ru: "Русский", "zh-Hans": "简体中文",
};
const THEMES = ["auto", "light", "dark", "high-contrast"] as const;
type Theme = (typeof THEMES)[number];

/** So many files take a moment to look at. */
const MANY = 40;
/** How many files that were left aside are named. */
const NAMED = 3;

interface Work {
  readonly step: string;
  readonly done: number;
  readonly total: number;
}

class Page {
  private words = new Translator(pickLanguage(navigator.languages));
  private theme: Theme = "auto";
  /** What can be checked, and which of it is. */
  private choices: Choice[] = [];
  private chosen = 0;
  private seals: Given[] = [];
  private addenda: Given[] = [];
  private parcelFiles: Given[] = [];
  /** Texts that tell how to open a parcel. */
  private instructions: Given[] = [];
  /** Whether there is more among it than seals and addenda. */
  private hasWhole = false;
  private offers: Offer[] = [];
  private lists: Uint8Array<ArrayBuffer>[] = [];
  private notices: string[] = [];
  private work: Work | null = null;
  private begun = 0;
  private report: ReportFields | null = null;
  private omissions: readonly ToldOmission[] = [];
  private signers: readonly Uint8Array<ArrayBuffer>[] = [];
  private seconds = 0;
  private failure: string | null = null;
  private readonly client: Client;
  /** Of the script that verifies, for the report. */
  private scriptDigest = "";
  private readonly app = document.getElementById("app")!;
  private readonly live = document.getElementById("live")!;

  constructor() {
    const script = document.getElementById("worker")!.textContent;
    void (crypto.subtle as SubtleCrypto | undefined)?.digest("SHA-256", new TextEncoder().encode(script)).then((sum) => {
      this.scriptDigest = hex(new Uint8Array(sum));
    });
    this.client = new Client(script, (answer) => {
      this.hear(answer);
    });
    for (const type of ["dragover", "dragenter"]) {
      document.addEventListener(type, (event) => {
        event.preventDefault();
        document.body.classList.add("over");
      });
    }
    document.addEventListener("dragleave", (event) => {
      if ((event).relatedTarget === null) document.body.classList.remove("over");
    });
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      document.body.classList.remove("over");
      if (event.dataTransfer !== null) {
        fromDrop(event.dataTransfer).then(
          (taken) => this.take(taken),
          (e: unknown) => {
            const sentence = this.words.tr("What was dropped could not be read ({why}). Use “Choose files…” or “Choose a folder…”.", { why: e instanceof Error ? e.name : String(e) });
            this.notices = [sentence];
            this.say(sentence);
            this.render();
          },
        );
      }
    });
    // what is folded on the screen is there on paper
    const folded: HTMLDetailsElement[] = [];
    addEventListener("beforeprint", () => {
      folded.push(...document.querySelectorAll<HTMLDetailsElement>("details:not([open]):not(.contents-part)"));
      for (const one of folded) one.open = true;
    });
    addEventListener("afterprint", () => {
      for (const one of folded.splice(0)) one.open = false;
    });
    this.render();
  }

  private async take(taken: Taken): Promise<void> {
    const found: Found = { bundles: [], folders: taken.folders, seals: [], addenda: [] };
    const aside: string[] = [];
    const parts = taken.files.filter(({ file }) => file.name.endsWith(FILE_SUFFIX));
    const names = [...taken.files, ...this.parcelFiles].map(({ file }) => file.name);
    const current = this.current;
    if (current?.main.kind === "file") names.push(current.main.file.name);
    const instructions = taken.files.filter(({ file }) => opens(file.name, names));
    const known = new Set([...parts, ...instructions]); // what the files of a parcel hold, its list says
    if (taken.files.length > MANY) this.showWork();
    for (const one of taken.files) {
      if (known.has(one)) continue;
      const { file } = one;
      let what;
      try {
        what = await this.client.identify(file);
      } catch {
        what = { kind: "other" } as const;
      }
      if (what.kind === "bundle" || what.kind === "parcel") found.bundles.push(one);
      else if (what.kind === "seal") found.seals.push(one);
      else if (what.kind === "addendum") found.addenda.push(one);
      else if (what.kind === "list") {
        this.lists.push(what.bytes);
      } else if (what.kind === "certificate" || what.kind === "card") {
        for (const offer of what.offers) {
          if (!this.offers.some((one) => one.fingerprint === offer.fingerprint)) this.offers.push(offer);
        }
      } else if (taken.files.length === 1 && taken.folders.length === 0) found.bundles.push(one); // told by the verifier
      else aside.push(one.path);
    }
    const choices = choicesOf(found);
    const whole = found.bundles.length + found.folders.length > 0;
    if (choices.length > 0 && (whole || !this.hasWhole)) {
      this.hasWhole = whole;
      [this.choices, this.chosen, this.parcelFiles, this.instructions] = [choices, 0, [], []];
      [this.seals, this.addenda] = [found.seals, found.addenda];
    } else {
      // added to what is checked, wherever it lies
      const added = (given: Given[]): Given[] => given.map((one) => ({ ...one, within: null }));
      this.seals.push(...added(found.seals));
      this.addenda.push(...added(found.addenda));
      for (const one of this.choices) one.verdict = null;
      parts.splice(0, parts.length, ...added(parts));
    }
    this.parcelFiles.push(...parts);
    this.instructions.push(...instructions);
    this.notices = this.leftAside(aside);
    this.start();
  }

  /** One sentence, that names a few. */
  private leftAside(paths: readonly string[]): string[] {
    const { words } = this;
    const [name] = paths;
    if (name === undefined) return [];
    if (paths.length === 1) return [words.tr("{name} is nothing that this page reads; it was left aside.", { name })];
    const named = words.listed([...paths.slice(0, NAMED).map((path) => words.isolate(visible(path))), ...(paths.length > NAMED ? ["…"] : [])]);
    return [words.trn("{count} file is nothing that this page reads, and was left aside: {names}", "{count} files are nothing that this page reads, and were left aside: {names}", paths.length, { names: named })];
  }

  private get current(): Choice | null {
    return this.choices[this.chosen] ?? null;
  }

  private check(number: number): void {
    this.chosen = number;
    this.notices = [];
    this.start();
  }

  private showWork(): void {
    this.report = null;
    this.failure = null;
    this.begun = performance.now();
    this.work = { step: "directory", done: 0, total: 0 };
    this.render();
  }

  private start(): void {
    const { current } = this;
    if (current === null) {
      this.work = null;
      const part = this.parcelFiles[0]?.file;
      this.notices.push(part !== undefined ? this.words.tr("{name} is part of an encrypted parcel. Add the parcel's list, which ends in .parcel.asice.", { name: part.name }) : this.words.tr("There is no bundle, seal or addendum among these files. Add the bundle."));
      this.render();
      return;
    }
    const { main, trust } = current;
    const near = (given: readonly Given[]): File[] => given.filter((one) => mayBelong(one, current)).map(({ file }) => file);
    const beside = near([...this.seals, ...this.addenda]).filter((file) => main.kind !== "file" || file !== main.file);
    const parcelFiles = near(this.parcelFiles);
    this.client.tell({
      do: "verify", given: { main, beside, parcelFiles: parcelFiles.length === 0 ? null : parcelFiles }, trust, lists: this.lists, expect: [], now: Date.now(), language: this.words.language, digest: this.scriptDigest,
    });
    this.say(this.words.tr("Verifying the bundle"));
    this.showWork();
  }

  private hear(answer: Answer): void {
    if (answer.is === "progress" && this.work !== null) {
      this.work = answer;
      this.drawProgress();
    } else if (answer.is === "report") {
      this.work = null;
      ({ report: this.report, omissions: this.omissions, seconds: this.seconds, signers: this.signers } = answer);
      if (this.current !== null) this.current.verdict = answer.report.verdict;
      this.render();
      document.getElementById("verdict")?.focus();
      this.say(`${this.words.tr(VERDICT_WORDS[answer.report.verdict])}. ${answer.report.sentence}`);
    } else if (answer.is === "translated") {
      ({ report: this.report, omissions: this.omissions } = answer);
      this.render();
    } else if (answer.is === "failed") {
      this.work = null;
      this.failure = answer.why;
      this.render();
      this.say(this.failureSentence());
    }
  }

  private failureSentence(): string {
    return this.words.tr("The check could not be finished ({why}). Check the bundle with the program.", { why: this.failure ?? "" });
  }

  private say(text: string): void {
    this.live.textContent = text;
  }

  private again(): void {
    [this.choices, this.chosen, this.seals, this.addenda] = [[], 0, [], []];
    [this.offers, this.lists, this.notices, this.parcelFiles, this.instructions] = [[], [], [], [], []];
    this.hasWhole = false;
    [this.report, this.failure, this.work] = [null, null, null];
    this.client.cancel();
    this.render();
    document.getElementById("choose-files")?.focus();
  }

  private cancel(): void {
    this.client.cancel();
    this.work = null;
    this.notices = [this.words.tr(NC("state of a job", "Cancelled."))];
    [this.choices, this.hasWhole] = [[], false];
    this.say(this.words.tr(NC("state of a job", "Cancelled.")));
    this.render();
  }

  private setLanguage(language: Language): void {
    this.words = new Translator(language);
    this.notices = [];
    this.render();
    document.getElementById("language")?.focus();
    if (this.report !== null) this.client.tell({ do: "translate", language });
  }

  private setTheme(theme: Theme): void {
    this.theme = theme;
    document.documentElement.dataset["theme"] = theme;
  }

  private render(): void {
    const { words } = this;
    document.documentElement.lang = words.language;
    document.documentElement.dir = words.rightToLeft ? "rtl" : "ltr";
    document.documentElement.dataset["theme"] = this.theme;
    document.title = this.title();
    const body = this.work !== null ? this.working() : this.report !== null ? this.reported(this.report) : this.empty();
    this.app.replaceChildren(this.rail(), h("div", { class: "page" }, h("main", { id: "main" }, this.header(), h("div", { class: "body" }, ...this.told(), this.work === null && this.batch(), body)), this.jobLine()));
  }

  /** What a print or a saved page is called. */
  private title(): string {
    const { words, report } = this;
    if (report === null) return `${words.tr(NC("page", "Verify"))} · Sealwright`;
    const name = visible(report.bundle.reference ?? this.current?.path ?? "");
    return [name, words.tr(VERDICT_WORDS[report.verdict]), "Sealwright"].filter((part) => part !== "").map((part) => words.isolate(part)).join(" · ");
  }

  private batch(): HTMLElement | null {
    return batchCard(this.choices, this.chosen, (number) => { this.check(number); }, this.words);
  }

  private told(): HTMLElement[] {
    const notices = this.failure === null ? this.notices : [this.failureSentence(), ...this.notices];
    return notices.map((text) => h("p", { class: "notice" }, text));
  }

  private rail(): HTMLElement {
    const { words } = this;
    const language = h(
      "select",
      { id: "language", "aria-label": words.tr(NC("label", "Language")), change: () => { this.setLanguage(language.value as Language); } },
      ...LANGUAGES.map((tag) => h("option", { value: tag, lang: tag, selected: tag === words.language }, NAMES[tag])),
    );
    const labels: Record<Theme, string> = { auto: words.tr("As the system"), light: words.tr(NC("look of the window", "Light")), dark: words.tr(NC("look of the window", "Dark")), "high-contrast": words.tr("High contrast") };
    const theme = h(
      "select",
      { id: "theme", "aria-label": words.tr(NC("heading", "Colours")), change: () => { this.setTheme(theme.value as Theme); } },
      ...THEMES.map((name) => h("option", { value: name, selected: name === this.theme }, labels[name])),
    );
    return h(
      "header",
      { class: "rail" },
      h("div", { class: "brand" }, svg("logo", "M12 1.5l2.6 2 3.2-.4 1.2 3 3 1.2-.4 3.2 2 2.5-2 2.6.4 3.2-3 1.2-1.2 3-3.2-.4-2.6 2-2.6-2-3.2.4-1.2-3-3-1.2.4-3.2-2-2.6 2-2.5-.4-3.2 3-1.2 1.2-3 3.2.4z", "m8 12.3 2.8 2.8 5.4-5.6"), h("div", {}, h("strong", {}, "Sealwright"), h("span", {}, words.tr("Second implementation of the check, in a browser")))),
      h("div", { class: "rail-foot" }, language, theme),
    );
  }

  private header(): HTMLElement {
    const { words, report } = this;
    const path = this.current?.path ?? null;
    const lasted = this.seconds < 1 ? words.tr("checked in less than a second") : words.tr("checked in {seconds} s", { seconds: words.decimal(this.seconds) });
    const told =
      report !== null && path !== null
        ? `${words.isolate(visible(path))} · ${lasted}`
        : path === null ? words.tr("No bundle selected") : words.isolate(visible(path));
    return h(
      "div",
      { class: "header" },
      h("div", {}, h("p", { class: "title" }, words.tr(NC("page", "Verify"))), h("p", { class: "small muted" }, told)),
      (report !== null || this.failure !== null) && h("button", { type: "button", class: "no-print", click: () => { this.again(); } }, words.tr("Verify another…")),
    );
  }

  private jobLine(): HTMLElement {
    const { words } = this;
    const text = this.report !== null ? words.tr("Check finished. What was checked was not changed or unpacked.") : words.tr("Nothing leaves this computer: the page connects to nothing and keeps nothing.");
    return h("footer", { class: "job" }, h("span", {}, text), h("span", { class: "muted" }, words.tr("UTC unless marked otherwise")));
  }

  private pickers(): HTMLElement[] {
    const { words } = this;
    const files = h("input", { type: "file", multiple: true, class: "visually-hidden", tabindex: -1, "aria-hidden": "true", id: "files", change: () => { void this.take({ files: byThemselves(files.files ?? []), folders: [] }); } });
    const folder = h("input", { type: "file", webkitdirectory: true, class: "visually-hidden", tabindex: -1, "aria-hidden": "true", id: "folder", change: () => { if (folder.files !== null) void this.take(fromFolderInput(folder.files)); } });
    return [
      h("button", { type: "button", class: "primary", id: "choose-files", click: () => { files.click(); } }, words.tr("Choose files…")),
      h("button", { type: "button", id: "choose-folder", click: () => { folder.click(); } }, words.tr("Choose a folder…")),
      files,
      folder,
    ];
  }

  private empty(): HTMLElement {
    const { words } = this;
    const lacks = this.lacking();
    return h(
      "div",
      { class: "columns" },
      h(
        "div",
        { class: "column" },
        h(
          "section",
          { class: "drop" },
          svg("drop-picture", "M12 3v11m0 0-4-4m4 4 4-4", "M4 15v4a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-4"),
          h("h1", {}, words.tr("Verify a received bundle")),
          h("p", {}, words.tr("Drop a .zip, a bundle folder, a .asice seal, a receipt or a parcel here. Nothing is changed or unpacked.")),
          h("p", { class: "muted" }, words.tr("What came with it can be dropped together: seal, receipts, addenda. Certificates, lab cards and revocation lists must reach you by another way.")),
          lacks === null ? h("div", { class: "buttons" }, ...this.pickers()) : h("p", { class: "notice" }, words.tr("This browser lacks what the page needs ({what}). Use a newer one.", { what: lacks })),
        ),
        this.givenCard(),
      ),
      h("div", { class: "column side" }, limitsCard(null, words), rightPageCard(words)),
    );
  }

  private lacking(): string | null {
    const needs: [string, boolean][] = [
      ["WebCrypto", typeof (globalThis.crypto as Crypto | undefined)?.subtle === "object"],
      ["WebAssembly", typeof WebAssembly === "object"],
      ["Worker", typeof Worker === "function"],
    ];
    return needs.find(([, there]) => !there)?.[0] ?? null;
  }

  private working(): HTMLElement {
    const { words } = this;
    return h(
      "section",
      { class: "card working" },
      h("h1", {}, words.tr("Verifying the bundle")),
      h("progress", { id: "bar", "aria-label": words.tr("Verifying the bundle") }),
      h("p", { class: "small muted", id: "rate" }),
      h("button", { type: "button", click: () => { this.cancel(); } }, words.tr(NC("button", "Cancel"))),
    );
  }

  private drawProgress(): void {
    const bar = document.getElementById("bar") as HTMLProgressElement | null;
    const rate = document.getElementById("rate");
    if (bar === null || rate === null || this.work === null) return;
    const { done, total, step } = this.work;
    if (total === 0 || step !== "contents") return;
    const { words } = this;
    bar.max = total;
    bar.value = done;
    const seconds = (performance.now() - this.begun) / 1000;
    const speed = done / Math.max(seconds, 0.001);
    const left = speed > 0 ? Math.ceil((total - done) / speed) : 0;
    rate.textContent = [
      words.tr("{done} of {total}", { done: words.size(done), total: words.size(total) }),
      words.rate(speed),
      seconds > 1 ? words.tr("about {seconds} s left", { seconds: words.number(left) }) : "",
    ].filter((text) => text !== "").join(" · ");
  }

  private reported(report: ReportFields): HTMLElement {
    const { words } = this;
    const mayLook = report.verdict === "verified" || report.verdict === "unconfirmed";
    const contents = report.bundle.artifacts !== null && report.bundle.scope === "full" ? this.contentsPart(mayLook) : null;
    return h(
      "div",
      {},
      verdictBanner(report, this.current?.path ?? null, words, this.actions(report)),
      h(
        "div",
        { class: "columns" },
        h(
          "div",
          { class: "column" },
          parcelCard(report, this.current === null ? null : instructionsOf(this.current, this.instructions, words), words),
          axesCard(report, words),
          damageCard(report, words),
          findingsCard(report, words, (text) => { void navigator.clipboard.writeText(text); }),
          requestCard(report, words),
          insideCard(report, words, contents),
          omissionsCard(report, this.omissions, words),
          limitsCard(report, words),
        ),
        h(
          "div",
          { class: "column side" },
          signerCard(report, words, (i) => { this.trustSigner(report, i); }),
          this.givenCard(),
          timeCard(report, words),
          codeCard(report, words),
          custodyCard(report, words),
          addendaCard(report, words),
          rightPageCard(words),
        ),
      ),
    );
  }

  private contentsPart(mayExtract: boolean): HTMLElement {
    const { words } = this;
    const place = h("div", {});
    const details = h("details", { class: "contents-part" }, h("summary", {}, words.tr("Browse contents…")), place);
    details.addEventListener("toggle", () => {
      if (details.open && place.childElementCount === 0) {
        place.append(contentsList(this.client, words, mayExtract, (text) => { this.notices = [text]; this.say(text); this.render(); }));
      }
    });
    return details;
  }

  private actions(report: ReportFields): HTMLElement {
    const { words } = this;
    const name = `${report.bundle.reference ?? "bundle"}.verification.json`;
    return h(
      "div",
      { class: "banner-actions no-print" },
      h("button", { type: "button", class: "primary", click: () => { print(); } }, words.tr("Print…")),
      h("button", { type: "button", click: () => { saveBlob(new Blob([`${JSON.stringify(report, null, 2)}\n`], { type: "application/json" }), name); } }, words.tr("Save as JSON…")),
    );
  }

  /** Both hidden rows were typed as they were read out: this certificate is the signer's, for this run. */
  private trustSigner(report: ReportFields, index: number): void {
    const certificate = this.signers[index];
    const signer = report.seal.signers[index];
    if (certificate === undefined || signer === undefined) return;
    this.current?.trust.push({ role: "seal", certificate, label: signer.certificate_name, authority: false });
    this.start();
  }

  private isTrusted(offer: Offer, role: "seal" | "time"): boolean {
    return this.current?.trust.some((one) => one.role === role && one.certificate === offer.certificate) === true;
  }

  private trusting(offer: Offer, role: "seal" | "time"): Trusting {
    const { words } = this;
    const label = role === "time" ? words.tr("Trust it for time-stamps") : words.tr("Trust it for seals");
    const act = (): void => {
      this.current?.trust.push({ role, certificate: offer.certificate, label: offer.name, authority: offer.authority });
      this.start();
    };
    return { label, said: `${label}: ${visible(offer.name)}`, act };
  }

  /**
   * The rows of a certificate that was given, which have to be compared as a signer's have: who made the bundle may
   * have put it into the same parcel. Without a bundle there is nothing to trust it for yet, and its rows stay hidden.
   */
  private comparing(offer: Offer, open: readonly ("seal" | "time")[]): HTMLElement {
    const { words } = this;
    if (open.length === 0) return fingerprintRows(offer.fingerprint, words);
    if (this.current === null) return fingerprintRows(offer.fingerprint, words, hiddenRows(offer.fingerprint));
    return phoneCompare(offer.fingerprint, words, open.map((role) => this.trusting(offer, role)), `${offer.fingerprint.slice(0, 8)}-`);
  }

  /** Certificates and lists that were given with the bundle: offered, and trusted only by a word of the user. */
  private givenCard(): HTMLElement | null {
    const { words } = this;
    if (this.offers.length === 0 && this.lists.length === 0) return null;
    const rows = this.offers.map((offer) => {
      // an authority may stand above signers and above time-stamps; the user says which
      const roles = offer.authority ? (["seal", "time"] as const) : offer.forTime ? (["time"] as const) : (["seal"] as const);
      return h(
        "div",
        { class: "signer" },
        h("p", { class: "strong" }, h("bdi", {}, visible(offer.name))),
        ...roles.filter((role) => this.isTrusted(offer, role)).map((role) =>
          h("p", { class: "pill ok" }, shape("ok"), role === "time" ? words.tr("Trusted for time-stamps") : words.tr("Trusted for seals")),
        ),
        this.comparing(offer, roles.filter((role) => !this.isTrusted(offer, role))),
      );
    });
    return card(
      words.tr("Certificates that you gave"),
      null,
      rows.length > 0 && h("p", { class: "small" }, words.tr("Trust is your word, for this check alone. A certificate out of the same parcel proves nothing: compare its fingerprint by telephone first.")),
      ...rows,
      this.lists.length > 0 && h("p", { class: "small" }, words.tr("Revocation lists that you gave: {number}", { number: words.number(this.lists.length) })),
    );
  }
}

 
new Page();
