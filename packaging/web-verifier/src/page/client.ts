/** The page's side of the workers: one that verifies, and helpers that digest. */

import type { Answer, Ask, Identified, Query, Row } from "../work/messages";

type WithId = Extract<Ask, { id: number }>;
type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

export class Client {
  private worker: Worker | null = null;
  private helpers: Worker[] = [];
  private readonly asked = new Map<number, (answer: never) => void>();
  private next = 0;

  constructor(
    private readonly script: string,
    private readonly hear: (answer: Answer) => void,
  ) {}

  private start(): Worker {
    const url = URL.createObjectURL(new Blob([this.script], { type: "text/javascript" }));
    const worker = new Worker(url);
    const ports: MessagePort[] = [];
    const count = Math.max(1, Math.min(4, navigator.hardwareConcurrency || 2));
    for (let i = 0; i < count; i++) {
      const helper = new Worker(url);
      const channel = new MessageChannel();
      helper.postMessage({ help: channel.port1 }, [channel.port1]);
      ports.push(channel.port2);
      this.helpers.push(helper);
    }
    worker.onmessage = (event: MessageEvent<Answer>) => {
      const answer = event.data;
      if ("id" in answer) {
        const resolve = this.asked.get(answer.id);
        this.asked.delete(answer.id);
        resolve?.(answer as never);
      } else this.hear(answer);
    };
    worker.onerror = (event) => {
      this.hear({ is: "failed", why: event.message });
    };
    worker.postMessage({ do: "helpers", ports }, ports);
    this.worker = worker;
    return worker;
  }

  tell(ask: Ask): void {
    (this.worker ?? this.start()).postMessage(ask);
  }

  private request<T>(ask: WithoutId<WithId>): Promise<T> {
    const id = this.next++;
    return new Promise((resolve) => {
      this.asked.set(id, resolve as (answer: never) => void);
      this.tell({ ...ask, id });
    });
  }

  async identify(file: File): Promise<Identified> {
    return (await this.request<{ found: Identified }>({ do: "identify", file })).found;
  }

  rows(query: Query): Promise<{ rows: readonly Row[]; count: number }> {
    return this.request({ do: "rows", query });
  }

  async extract(path: string): Promise<Blob | null> {
    return (await this.request<{ blob: Blob | null }>({ do: "extract", path })).blob;
  }

  /** Ends everything at once, whatever the workers are busy with. */
  cancel(): void {
    for (const worker of [this.worker, ...this.helpers]) worker?.terminate();
    this.worker = null;
    this.helpers = [];
    this.asked.clear();
  }
}
