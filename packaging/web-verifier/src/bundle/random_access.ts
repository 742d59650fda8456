/** A file of which any part can be read. */

import type { Bytes } from "./bytes";

/** The medium does not give the bytes; the message is the system's own word. */
export class ReadFailed extends Error {}

export interface RandomAccess {
  readonly size: number;
  /** `length` bytes at `offset`, fewer where the file ends before. Throws ReadFailed. */
  read(offset: number, length: number): Promise<Bytes>;
}

export class MemoryBytes implements RandomAccess {
  constructor(private readonly bytes: Bytes) {}

  get size(): number {
    return this.bytes.length;
  }

  read(offset: number, length: number): Promise<Bytes> {
    return Promise.resolve(this.bytes.subarray(offset, offset + length));
  }
}

/** A File or Blob of the browser: nothing is in memory but what is being read. */
export class BlobBytes implements RandomAccess {
  constructor(private readonly blob: Blob) {}

  get size(): number {
    return this.blob.size;
  }

  async read(offset: number, length: number): Promise<Bytes> {
    try {
      return new Uint8Array(await this.blob.slice(offset, offset + length).arrayBuffer());
    } catch (e) {
      throw new ReadFailed(e instanceof Error ? e.name : String(e));
    }
  }
}

/** A part of another file, as a file of its own. */
export class Part implements RandomAccess {
  constructor(
    private readonly whole: RandomAccess,
    private readonly start: number,
    readonly size: number,
  ) {}

  read(offset: number, length: number): Promise<Bytes> {
    if (offset >= this.size) return Promise.resolve(new Uint8Array(0));
    return this.whole.read(this.start + offset, Math.min(length, this.size - offset));
  }
}

/**
 * Reads ahead, for readers that go forwards in small steps: reading a Blob costs the same for one byte and
 * for a hundred thousand.
 */
export class ReadAhead implements RandomAccess {
  private start = 0;
  private window: Bytes = new Uint8Array(0);

  constructor(
    private readonly whole: RandomAccess,
    private readonly windowSize: number,
    private readonly end: number = whole.size,
  ) {}

  get size(): number {
    return this.whole.size;
  }

  async read(offset: number, length: number): Promise<Bytes> {
    const inside = offset >= this.start && offset + length <= this.start + this.window.length;
    if (!inside) {
      if (length > this.windowSize) return this.whole.read(offset, length);
      this.window = await this.whole.read(offset, Math.max(length, Math.min(this.windowSize, this.end - offset)));
      this.start = offset;
    }
    return this.window.subarray(offset - this.start, offset - this.start + length);
  }
}

/** The whole of a small file; the caller has looked at its size. */
export function readAll(file: RandomAccess): Promise<Bytes> {
  return file.read(0, file.size);
}

/** The pieces of a file, in order. */
export async function* pieces(file: RandomAccess, step = 1 << 20): AsyncGenerator<Bytes> {
  for (let at = 0; at < file.size; at += step) {
    const piece = await file.read(at, Math.min(step, file.size - at));
    if (piece.length === 0) throw new ReadFailed("file became shorter");
    yield piece;
  }
}
