// The number of a label's key: the first bits of its BLAKE2b digest of 8 bytes (RFC 7693), as the index has it.
"use strict";

(() => {
  const { omforent } = window;
  const IV = [
    0x6a09e667f3bcc908n, 0xbb67ae8584caa73bn, 0x3c6ef372fe94f82bn, 0xa54ff53a5f1d36f1n,
    0x510e527fade682d1n, 0x9b05688c2b3e6c1fn, 0x1f83d9abfb41bd6bn, 0x5be0cd19137e2179n,
  ];
  const SIGMA = [
    "0123456789abcdef", "ea489fd61c02b753", "b8c052fdae367194", "7931dcbe265a40f8", "905724afe1bc683d",
    "2c6a0b834d75fe19", "c51fed4a0763928b", "db7ec13950f4862a", "6fe9b308c2d714a5", "a2847615fb9e3cd0",
  ];
  const BLOCK = 128;
  const MASK = (1n << 64n) - 1n;
  const rotate = (value, by) => ((value >> by) | (value << (64n - by))) & MASK;

  function mix(v, [a, b, c, d], x, y) {
    v[a] = (v[a] + v[b] + x) & MASK;
    v[d] = rotate(v[d] ^ v[a], 32n);
    v[c] = (v[c] + v[d]) & MASK;
    v[b] = rotate(v[b] ^ v[c], 24n);
    v[a] = (v[a] + v[b] + y) & MASK;
    v[d] = rotate(v[d] ^ v[a], 16n);
    v[c] = (v[c] + v[d]) & MASK;
    v[b] = rotate(v[b] ^ v[c], 63n);
  }

  const PLACES = [[0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15], [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14]];

  function compress(state, words, length, isLast) {
    const v = [...state, ...IV];
    v[12] ^= BigInt(length);
    if (isLast) v[14] ^= MASK;
    for (let round = 0; round < 12; round += 1) {
      const order = SIGMA[round % 10];
      PLACES.forEach((places, at) => {
        mix(v, places, words[Number.parseInt(order[2 * at], 16)], words[Number.parseInt(order[2 * at + 1], 16)]);
      });
    }
    return state.map((value, at) => value ^ v[at] ^ v[at + 8]);
  }

  /** The first 40 bits of the digest of 8 bytes, which is the number of a key as the files have it. */
  omforent.keyNumber = (text) => {
    const bytes = new TextEncoder().encode(text);
    const padded = new Uint8Array(Math.max(1, Math.ceil(bytes.length / BLOCK)) * BLOCK);
    padded.set(bytes);
    const view = new DataView(padded.buffer);
    let state = [...IV];
    state[0] ^= 0x01010008n; // no key, 8 bytes of digest
    for (let start = 0; start < padded.length; start += BLOCK) {
      const words = Array.from({ length: 16 }, (_, at) => view.getBigUint64(start + 8 * at, true));
      const isLast = start + BLOCK === padded.length;
      state = compress(state, words, isLast ? bytes.length : start + BLOCK, isLast);
    }
    const digest = new DataView(new ArrayBuffer(8));
    digest.setBigUint64(0, state[0], true);
    return Number(digest.getBigUint64(0) >> 24n);
  };
})();
