// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Bytes: ArrayBuffer, typed arrays, DataView.
import type { Programs } from './program.ts'

export const BYTES: Programs = {
  'conversions into every kind': () => {
    const values = [
      0,
      -0,
      1,
      -1,
      127.5,
      128,
      255,
      256,
      -129,
      65535,
      65536,
      2147483648,
      4294967296.7,
      1e20,
      -1e20,
      NaN,
      Infinity,
      0.5,
      1.5,
      2.5,
      -0.4,
      '7',
      null,
      undefined,
      true
    ]
    return [
      Int8Array,
      Uint8Array,
      Uint8ClampedArray,
      Int16Array,
      Uint16Array,
      Int32Array,
      Uint32Array,
      Float16Array,
      Float32Array,
      Float64Array
    ].map((K) => [K.name, [...K.from(values)], K.BYTES_PER_ELEMENT])
  },
  'big integer arrays': () => {
    const a = new BigInt64Array([1n, -1n, 2n ** 63n, -(2n ** 64n) + 5n]),
      b = new BigUint64Array(a.buffer)
    return [
      [...a],
      [...b],
      attempt(() => {
        a[0] = 1
      }),
      attempt(() => new BigInt64Array([1])),
      attempt(() => a.fill(1)),
      a.includes(-1n),
      a.indexOf(1),
      [...a.toSorted()],
      [...b.sort()],
      attempt(() => new Uint8Array([1n])),
      attempt(() => new BigInt64Array(new Uint8Array(1))),
      a.join('|'),
      a[0] === 0n
    ]
  },
  'views share memory': () => {
    const buffer = new ArrayBuffer(16)
    const bytes = new Uint8Array(buffer),
      words = new Uint16Array(buffer, 2, 3),
      floats = new Float32Array(buffer, 8)
    bytes.set([1, 2, 3, 4, 5, 6, 7, 8])
    floats[0] = Math.PI
    words[1] = 0xabcd
    const part = bytes.subarray(2, -4)
    part[0] = 99
    return [
      buffer,
      [...words],
      [...floats],
      part.byteOffset,
      part.length,
      words.byteLength,
      bytes.slice(2, 4).buffer.byteLength,
      [...new Uint16Array(new Uint8Array([1, 2, 3, 4]).buffer)],
      attempt(() => new Uint16Array(buffer, 1)),
      attempt(() => new Uint32Array(buffer, 8, 9)),
      attempt(() => new Uint16Array(new ArrayBuffer(3)))
    ]
  },
  'DataView in both byte orders': () => {
    const v = new DataView(new ArrayBuffer(16), 2)
    v.setInt16(0, -2)
    v.setUint32(2, 0xdeadbeef, true)
    v.setFloat64(6, -Math.E)
    const reads = []
    for (let i = 0; i < 11; i++)
      reads.push(v.getInt8(i), v.getUint16(i), v.getInt32(i, true), v.getFloat32(i))
    v.setBigInt64(0, -5n)
    v.setBigUint64(0, 2n ** 63n, true)
    v.setFloat16(8, 1.1)
    return [
      reads,
      v.getBigInt64(0),
      v.getBigUint64(0, true),
      v.getFloat16(8),
      v.byteOffset,
      v.byteLength,
      attempt(() => v.getInt32(11)),
      attempt(() => v.getInt8(-1)),
      attempt(() => v.setBigInt64(0, 1)),
      v.getUint8('1'),
      v.getUint8(),
      attempt(() => new DataView(new ArrayBuffer(1), 2)),
      attempt(() => new DataView({})),
      v.setInt8(0, 300),
      v.getInt8(0)
    ]
  },
  'methods of typed arrays': () => {
    const a = Int16Array.of(5, -3, 9, 0, 9, 2)
    return [
      a.map((x) => x * 10000),
      a.filter((x) => x > 1),
      a.toSorted(),
      a.toReversed(),
      a.with(0, 70000),
      a.at(-1),
      a.slice(1, 3),
      a.subarray(4),
      a.indexOf(9),
      a.lastIndexOf(9),
      a.findLast((x) => x < 1),
      a.join(),
      a.reduce((x, y) => x + y),
      a.every((x) => x),
      a.copyWithin(0, 3),
      a.fill(1, 2, 3),
      a.reverse(),
      a.sort((x, y) => y - x),
      [...a.entries()].length,
      a.includes(undefined),
      a.toString(),
      a.some((x) => x === 9),
      Object.keys(a),
      attempt(() => a.push),
      a.toLocaleString()
    ]
  },
  'sorting numbers with NaN and zeros': () => [
    [...Float64Array.of(3, NaN, -0, 0, -Infinity, NaN, -5, Infinity).sort()],
    [...Float32Array.of(1.1, -2.2, NaN).toSorted()],
    [...Uint8Array.of(200, 3, 100).sort()],
    [...Int8Array.of(-1, 127, -128).sort()],
    [
      ...Float64Array.of(2, 1, 3).sort((a, b) => {
        return b - a
      })
    ],
    attempt(() => new Uint8Array(2).sort('x')),
    Array.from(Float64Array.from({ length: 200 }, (_, i) => Math.sin(i * i) * 100).sort(), (x) =>
      x.toFixed(2)
    ).join().length
  ],
  'set, from and constructors': () => {
    const a = new Uint8Array(5)
    a.set([1, 2], 3)
    a.set(new Float32Array([300.7, -1]), 0)
    a.set('78', 2)
    const self = new Uint8Array([1, 2, 3, 4])
    self.set(self.subarray(0, 3), 1)
    return [
      a,
      self,
      attempt(() => a.set([1], 5)),
      attempt(() => a.set([1], -1)),
      new Uint8Array('3'),
      new Uint8Array(2.9),
      attempt(() => new Uint8Array(-1)),
      new Uint8Array({ length: 2, 1: 5 }),
      new Uint8Array(new Set([7, 8])),
      Uint8Array.from('123', (x) => x * 2),
      Uint16Array.from(new Map([[1, 2]]).keys()),
      attempt(() => Uint8Array(1)),
      attempt(() => Object.getPrototypeOf(Uint8Array)()),
      new Uint8Array(null).length,
      Uint8Array.of(1.9, '2').join(),
      attempt(() => Uint8Array.from(null))
    ]
  },
  'canonical numeric keys': () => {
    const a = new Uint8Array(2)
    a['-0'] = 1
    a['1.5'] = 2
    a[2] = 3
    a['01'] = 'kept'
    a[-1] = 4
    a.name = 'x'
    a['Infinity'] = 1
    a['1e3'] = 5
    a['1000'] = 6
    return [
      Reflect.ownKeys(a),
      '-0' in a,
      1 in a,
      2 in a,
      Reflect.set(a, 5, 1),
      Reflect.defineProperty(a, 5, { value: 1 }),
      Reflect.defineProperty(a, 0, { value: 9, configurable: true, enumerable: true, writable: true }),
      attempt(() => Object.defineProperty(a, 1, { value: 1, writable: false })),
      attempt(() => delete a[0]),
      delete a[9],
      attempt(() => Object.freeze(a)),
      Object.getOwnPropertyDescriptor(a, 0)
    ]
  },
  'buffers: slice, isView, detaching transfer': () => {
    const b = new Uint8Array([1, 2, 3, 4]).buffer
    const view = new Uint8Array(b)
    const s = b.slice(1, -1)
    const moved = b.transfer(6)
    return [
      s,
      moved,
      b.byteLength,
      b.detached,
      view.length,
      view[0],
      attempt(() => b.slice()),
      attempt(() => view.fill(1)),
      attempt(() => b.transfer()),
      ArrayBuffer.isView(view),
      ArrayBuffer.isView(b),
      moved.transferToFixedLength(2),
      attempt(() => new DataView(b)),
      Object.keys(view),
      attempt(() => new ArrayBuffer(-1)),
      attempt(() => ArrayBuffer(1)),
      view.byteOffset
    ]
  },
  'resizable buffers and views that follow': () => {
    const b = new ArrayBuffer(4, { maxByteLength: 12 })
    const all = new Uint8Array(b),
      some = new Uint8Array(b, 2),
      fixed = new Uint8Array(b, 1, 2),
      words = new Uint16Array(b),
      view = new DataView(b, 3)
    const state = () => [
      b.byteLength,
      all.length,
      some.length,
      fixed.length,
      words.length,
      attempt(() => view.byteLength)
    ]
    const log = [state()]
    all.set([1, 2, 3, 4])
    b.resize(9)
    log.push(state(), [...all])
    b.resize(2)
    log.push(state(), fixed.byteOffset, [...some])
    b.resize(12)
    log.push(state(), [...fixed])
    return [
      log,
      b.resizable,
      b.maxByteLength,
      attempt(() => b.resize(13)),
      attempt(() => new ArrayBuffer(1).resize(1)),
      attempt(() => new ArrayBuffer(5, { maxByteLength: 4 })),
      b.transfer(3).resizable
    ]
  },
  'shrinking while a method runs': () => {
    const make = () => {
      const b = new ArrayBuffer(6, { maxByteLength: 6 })
      const a = new Uint8Array(b)
      a.set([6, 5, 4, 3, 2, 1])
      return [b, a]
    }
    const [b1, a1] = make(),
      [b2, a2] = make(),
      [b3, a3] = make(),
      [b4, a4] = make()
    const mapped = a1.map((x, i) => {
      if (i === 1) b1.resize(3)
      return x
    })
    a2.fill({
      valueOf() {
        b2.resize(2)
        return 9
      }
    })
    const sorted = a3.sort((x, y) => {
      if (b3.byteLength > 4) b3.resize(4)
      return x - y
    })
    const sliced = attempt(() =>
      a4.slice({
        valueOf() {
          b4.resize(3)
          return 0
        }
      })
    )
    return [
      mapped,
      a2,
      sorted,
      sliced,
      attempt(() => {
        const [b, a] = make()
        return [...a.entries()].map(([i]) => {
          if (i === 0) b.resize(1)
          return a[i]
        })
      })
    ]
  },
  'species and subclasses': () => {
    class Mine extends Uint8Array {
      get sum() {
        return this.reduce((a, b) => a + b, 0)
      }
    }
    class Other extends Uint8Array {
      static get [Symbol.species]() {
        return Float32Array
      }
    }
    const m = new Mine([1, 2, 3])
    return [
      m.map((x) => x * 2).sum,
      m.slice(1) instanceof Mine,
      new Other([1.5, 2]).map((x) => x / 4),
      m.toSorted() instanceof Mine,
      Mine.from([5]).sum,
      attempt(() => {
        class Bad extends Uint8Array {
          static get [Symbol.species]() {
            return Array
          }
        }
        return new Bad(2).map((x) => x)
      }),
      m.subarray(1).sum
    ]
  },
  'float bits': () => {
    const f = new Float64Array(1),
      b = new BigUint64Array(f.buffer)
    const bits = (x) => {
      f[0] = x
      return b[0].toString(16)
    }
    const next = (x) => {
      f[0] = x
      b[0] += 1n
      return f[0]
    }
    return [
      [0, -0, 1, Math.PI, 5e-324, Infinity, Number.MAX_VALUE, 0.1].map(bits),
      next(1) - 1,
      next(Number.MAX_VALUE),
      next(0),
      [...new Uint8Array(new Float32Array([1, -0, 0.1]).buffer)],
      [...new Uint16Array(new Float16Array([1, 65504, 65520, 6e-8, 1 / 3]).buffer)],
      new Float32Array([1.1, 2.2])[0]
    ]
  },
  'iterating and spreading typed arrays': () => {
    const a = new Uint16Array([10, 20, 30])
    const seen = []
    for (const i in a) seen.push(i)
    for (const x of a) {
      seen.push(x)
      a[2] = 99
    }
    const { length, 0: first, ...rest } = a
    return [
      seen,
      Math.max(...a),
      length,
      first,
      rest,
      Array.from(a.keys()),
      JSON.stringify(a),
      [].concat(a).length,
      Object.entries(a),
      String(a[Symbol.iterator]()),
      Array.prototype.slice.call(a, 1),
      a.constructor.name,
      Object.prototype.toString.call(a)
    ]
  },
  'an image filter on bytes': () => {
    const w = 16,
      h = 16
    const image = Uint8ClampedArray.from({ length: w * h }, (_, i) => ((i % w) * ((i / w) | 0) * 7) & 255)
    const kernel = [1, 2, 1, 2, 4, 2, 1, 2, 1]
    const out = new Uint8ClampedArray(w * h)
    for (let y = 1; y < h - 1; y++)
      for (let x = 1; x < w - 1; x++) {
        let s = 0
        for (let k = 0; k < 9; k++) s += kernel[k] * image[(y + ((k / 3) | 0) - 1) * w + x + (k % 3) - 1]
        out[y * w + x] = s / 16
      }
    return [out.slice(w * 5, w * 6), out.reduce((a, b) => (a * 31 + b) | 0)]
  },
  'varints and a packed record': () => {
    const out = []
    const varint = (n) => {
      while (n > 127) {
        out.push((n & 127) | 128)
        n = Math.floor(n / 128)
      }
      out.push(n)
    }
    const numbers = [0, 1, 127, 128, 300, 65535, 2 ** 31, 2 ** 53 - 1]
    numbers.forEach(varint)
    const bytes = Uint8Array.from(out)
    let at = 0
    const read = () => {
      let n = 0,
        m = 1,
        b
      do {
        b = bytes[at++]
        n += (b & 127) * m
        m *= 128
      } while (b > 127)
      return n
    }
    return [bytes, numbers.map(read), at === bytes.length]
  }
}
