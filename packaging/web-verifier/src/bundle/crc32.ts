/** CRC-32 of ZIP, sixteen bytes a step. */

const TABLES: Uint32Array[] = [];
{
  const first = new Uint32Array(256);
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
    first[n] = c;
  }
  TABLES.push(first);
  for (let t = 1; t < 16; t++) {
    const previous = TABLES[t - 1]!;
    const table = new Uint32Array(256);
    for (let n = 0; n < 256; n++) table[n] = first[previous[n]! & 0xff]! ^ (previous[n]! >>> 8);
    TABLES.push(table);
  }
}
const [T0, T1, T2, T3, T4, T5, T6, T7, T8, T9, T10, T11, T12, T13, T14, T15] = TABLES as [
  Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array,
  Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array,
];

/** Goes on from `before` (0 at the beginning). */
export function crc32(bytes: Uint8Array, before = 0): number {
  let c = ~before;
  let i = 0;
  const steps = bytes.length - 15;
  while (i < steps) {
    c ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    c =
      T15[c & 0xff]! ^
      T14[(c >>> 8) & 0xff]! ^
      T13[(c >>> 16) & 0xff]! ^
      T12[c >>> 24]! ^
      T11[bytes[i + 4]!]! ^
      T10[bytes[i + 5]!]! ^
      T9[bytes[i + 6]!]! ^
      T8[bytes[i + 7]!]! ^
      T7[bytes[i + 8]!]! ^
      T6[bytes[i + 9]!]! ^
      T5[bytes[i + 10]!]! ^
      T4[bytes[i + 11]!]! ^
      T3[bytes[i + 12]!]! ^
      T2[bytes[i + 13]!]! ^
      T1[bytes[i + 14]!]! ^
      T0[bytes[i + 15]!]!;
    i += 16;
  }
  while (i < bytes.length) c = T0[(c ^ bytes[i++]!) & 0xff]! ^ (c >>> 8);
  return ~c >>> 0;
}
