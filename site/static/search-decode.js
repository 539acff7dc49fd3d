// Sets of things as they stand in the files, and the algebra over them; a thing is its place in the static order.
//
// In the files a set is text: the gaps between its members as digits, or after `*` a bitmap of six bits a digit. In
// memory it is a bitmap of 32 bits a number, so that all questions of one release have sets of one length.
"use strict";

(() => {
  const { omforent } = window;
  // as in registry/catalogue/search_coding.py: what may stand in a template literal and is no letter of a slot
  const DIGITS = "!#%&'()+,-./0123456789:<=>?@[]^_abcdefghijklmnopqrstuvwxyz{|}~MNOPQRSTUVYZ";
  const BASE = DIGITS.length;
  const VALUES = new Uint8Array(128);
  [...DIGITS].forEach((digit, value) => (VALUES[digit.charCodeAt(0)] = value));
  // up to ONE a number is one digit, up to TWO two, up to THREE three, else five
  const ONE = BASE - 20;
  const TWO = ONE + 15 * BASE;
  const THREE = TWO + 4 * BASE * BASE;

  const empty = () => new Uint32Array((omforent.root.things + 31) >>> 5);

  function numbers(text, take) {
    const digit = (at) => VALUES[text.charCodeAt(at)];
    for (let at = 0; at < text.length; ) {
      const head = digit(at);
      if (head < ONE) {
        take(head);
        at += 1;
      } else if (head < ONE + 15) {
        take(ONE + (head - ONE) * BASE + digit(at + 1));
        at += 2;
      } else if (head < ONE + 19) {
        take(TWO + ((head - ONE - 15) * BASE + digit(at + 1)) * BASE + digit(at + 2));
        at += 3;
      } else {
        take(THREE + ((digit(at + 1) * BASE + digit(at + 2)) * BASE + digit(at + 3)) * BASE + digit(at + 4));
        at += 5;
      }
    }
  }

  /** The set that a text of a file stands for. */
  function decode(text) {
    const set = empty();
    if (!text) return set;
    if (text[0] === "*") return bitmap(text, set);
    let thing = -1;
    numbers(text, (gap) => {
      thing += gap + 1;
      set[thing >>> 5] |= 1 << (thing & 31);
    });
    return set;
  }

  function bitmap(text, set) {
    for (let at = 1; at < text.length; at += 1) {
      const bits = VALUES[text.charCodeAt(at)];
      const place = (at - 1) * 6;
      set[place >>> 5] |= bits << (place & 31);
      if ((place & 31) > 26) set[(place >>> 5) + 1] |= bits >>> (32 - (place & 31));
    }
    return set;
  }

  /** Puts the members of another set into a set. */
  function add(set, other) {
    for (let at = 0; at < other.length; at += 1) set[at] |= other[at];
    return set;
  }

  function union(...sets) {
    return sets.reduce(add, empty());
  }

  function intersection(sets) {
    const found = sets[0].slice();
    for (const set of sets.slice(1)) for (let at = 0; at < found.length; at += 1) found[at] &= set[at];
    return found;
  }

  /** Takes the members of another set out of a set. */
  function remove(set, other) {
    for (let at = 0; at < set.length; at += 1) set[at] &= ~other[at];
    return set;
  }

  const isEmpty = (set) => set.every((bits) => bits === 0);
  const has = (set, thing) => ((set[thing >>> 5] >>> (thing & 31)) & 1) === 1;

  function ones(bits) {
    let left = bits - ((bits >>> 1) & 0x55555555);
    left = (left & 0x33333333) + ((left >>> 2) & 0x33333333);
    return Math.imul((left + (left >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }

  const size = (set) => set.reduce((sum, bits) => sum + ones(bits), 0);

  /** The set of the things from `start` to `end`, exclusive. */
  function range(start, end) {
    const set = empty();
    for (let at = start >>> 5; at < set.length && at << 5 < end; at += 1) {
      const low = start > at << 5 ? ~0 << (start & 31) : ~0;
      const high = end < (at + 1) << 5 ? ~(~0 << (end & 31)) : ~0;
      set[at] = low & high;
    }
    return set;
  }

  /** A set of some things, together with another set. */
  function of(things, other = empty()) {
    const set = other.slice();
    for (const thing of things) set[thing >>> 5] |= 1 << (thing & 31);
    return set;
  }

  /** The members of a set, rising. */
  function* members(set) {
    for (let at = 0; at < set.length; at += 1) {
      for (let bits = set[at]; bits; bits &= bits - 1) yield (at << 5) + 31 - Math.clz32(bits & -bits);
    }
  }

  omforent.sets = { empty, of, decode, add, union, intersection, remove, isEmpty, has, size, range, members };
})();
