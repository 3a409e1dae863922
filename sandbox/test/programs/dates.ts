// @ts-nocheck
// biome-ignore-all lint: the programs are odd on purpose
// Dates that do not ask what time it is.
import type { Programs } from './program.ts'

export const DATES: Programs = {
  'fields, texts and the leap day': () => {
    const d = new Date(Date.UTC(2024, 1, 29, 12, 30))
    return [
      d.toISOString(),
      d.getDay(),
      d.toString(),
      d.toUTCString(),
      d.toDateString(),
      d.toTimeString(),
      d.toLocaleDateString(),
      d.toLocaleTimeString(),
      d.toLocaleString(),
      d.toJSON(),
      new Date(2020, 0, 1).getTime(),
      d.getTimezoneOffset(),
      d.getYear(),
      d.valueOf(),
      `${d}`,
      d + 1,
      d - 1,
      d[Symbol.toPrimitive]('number')
    ]
  },
  'what Date.parse understands': () =>
    [
      '2020-05-05T00:00:00+02:00',
      '2020',
      '2020-02',
      '2020-02-30',
      '2020-13-01',
      '2020-01-01',
      '2020-01-01T12:00',
      '2020-01-01T12:00:00.123456Z',
      '2020-01-01T24:00:00Z',
      '2020-01-01T24:00:01Z',
      '+012020-01-01T00:00:00Z',
      '-000001-01-01T00:00:00Z',
      '-000000-01-01T00:00:00Z',
      'Tue Mar 01 2022 10:00:00 GMT+0100',
      'Mar 1, 2022',
      '1 March 2022 10:00 PM',
      '2022/03/01',
      'Thu, 01 Jan 1970 00:00:00 GMT',
      '12:00',
      'nonsense',
      '',
      '2020-1-1',
      'Jan 32 2020',
      '2020-01-01 10:00',
      'Feb 3 99',
      '2020-01-01T10:00:00z'
    ].map((s) => [s, Date.parse(s)]),
  'overflowing fields': () => [
    Date.UTC(2020, 14, -3),
    Date.UTC(2020, 0, 1, 25, 61, 61, 1001),
    Date.UTC(99, 0),
    Date.UTC(100, 0),
    Date.UTC(2020),
    Date.UTC(2020, NaN),
    Date.UTC(275760, 8, 13),
    Date.UTC(275760, 8, 13, 0, 0, 0, 1),
    Date.UTC(-271821, 3, 20),
    Date.UTC(1969, 11, 31, 23, 59, 59, 999.9),
    Date.UTC(),
    new Date(2020, 1, 30, 12).getDate(),
    new Date(0, 0).getFullYear(),
    new Date(2020, 0, 1, 0, 0, 0, -1).toISOString()
  ],
  setters: () => {
    const d = new Date(0)
    const out = [
      d.setUTCFullYear(2021, 1, 31),
      d.setUTCMonth(13),
      d.setUTCDate(0),
      d.setUTCHours(25, 61),
      d.setUTCMinutes(-1, -1, -1),
      d.setUTCSeconds(90.9),
      d.setUTCMilliseconds(1500),
      d.setYear(95),
      d.setFullYear(2000),
      d.setMonth(1, 29),
      d.setDate(32),
      d.setHours(1),
      d.setTime(8.64e15),
      d.setTime(8.64e15 + 1),
      d.setMonth(1),
      d.setFullYear(2020),
      d.getTime(),
      d.setMinutes(NaN),
      d.setHours()
    ]
    return [...out, attempt(() => Date.prototype.setTime.call(1, 1))]
  },
  'invalid dates': () => {
    const d = new Date(NaN)
    return [
      String(d),
      d.getTime(),
      d.getFullYear(),
      d.toDateString(),
      attempt(() => d.toISOString()),
      d.toJSON(),
      JSON.stringify({ d }),
      new Date('x') + '',
      d.toUTCString(),
      new Date(undefined).valueOf(),
      new Date(null).valueOf(),
      new Date(Infinity).getDay(),
      new Date(2020, 0, NaN).getTime(),
      d.toLocaleString()
    ]
  },
  'constructors and copies': () => [
    new Date(new Date(5)).getTime(),
    new Date('5').getTime(),
    new Date(5.9).getTime(),
    new Date(-0).getTime(),
    new Date(true).getTime(),
    new Date([2020]).getTime(),
    new Date({ valueOf: () => 7 }).getTime(),
    new Date({ [Symbol.toPrimitive]: (h) => h }).getTime(),
    attempt(() => new Date(1n)),
    attempt(() => new Date(Symbol())),
    new Date(2019, 12).toISOString(),
    Date.length,
    typeof Date(),
    Date.UTC.length,
    attempt(() => Date.prototype.getTime()),
    Object.is(new Date(-0).getTime(), 0),
    class extends Date {
      get year() {
        return this.getFullYear()
      }
    }.name,
    new (class extends Date {
      get year() {
        return this.getFullYear()
      }
    })(0).year
  ],
  'years far away': () =>
    [-1, 0, 1, 99, 999, 9999, 10000, -10000, 275760, -271821]
      .map((y) => {
        const d = new Date(0)
        d.setUTCFullYear(y)
        return [attempt(() => d.toISOString()), d.toString(), d.toUTCString(), d.getUTCDay(), d.getTime()]
      })
      .map((r) => r.map(String))
      .concat(attempt(() => new Date(8.64e15).toISOString())),
  'every day of four centuries': () => {
    let h = 0
    for (let t = Date.UTC(1800, 0, 1); t < Date.UTC(2200, 0, 1); t += 86400000 * 31) {
      const d = new Date(t)
      h = (h * 31 + d.getUTCDate() * 7 + d.getUTCDay() * 3 + d.getUTCMonth() + d.getUTCFullYear()) | 0
      if (Date.UTC(d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate()) !== t) return 'wrong'
    }
    return h
  },
  'calendar arithmetic': () => {
    const iso = (d) => d.toISOString().slice(0, 10)
    const week = (d) => {
      const t = new Date(d)
      t.setUTCDate(t.getUTCDate() + 4 - (t.getUTCDay() || 7))
      return [t.getUTCFullYear(), Math.ceil(((t - Date.UTC(t.getUTCFullYear(), 0, 1)) / 86400000 + 1) / 7)]
    }
    const easter = (y) => {
      const a = y % 19,
        b = (y / 100) | 0,
        c = y % 100,
        d = (b / 4) | 0,
        e = b % 4,
        f = ((b + 8) / 25) | 0,
        g = ((b - f + 1) / 3) | 0,
        h = (19 * a + b - d - g + 15) % 30,
        i = (c / 4) | 0,
        k = c % 4,
        l = (32 + 2 * e + 2 * i - h - k) % 7,
        m = ((a + 11 * h + 22 * l) / 451) | 0,
        n = h + l - 7 * m + 114
      return iso(new Date(Date.UTC(y, ((n / 31) | 0) - 1, (n % 31) + 1)))
    }
    const addMonths = (d, n) => {
      const r = new Date(d)
      const day = r.getUTCDate()
      r.setUTCMonth(r.getUTCMonth() + n, 1)
      r.setUTCDate(Math.min(day, new Date(Date.UTC(r.getUTCFullYear(), r.getUTCMonth() + 1, 0)).getUTCDate()))
      return iso(r)
    }
    return [
      ['2021-01-03', '2026-01-01', '2020-12-31'].map((s) => week(new Date(s))),
      [2024, 2025, 2026, 2038].map(easter),
      addMonths(new Date('2024-01-31'), 1),
      addMonths(new Date('2024-03-31'), -13),
      [1900, 2000, 2023, 2024].map((y) => new Date(Date.UTC(y, 2, 0)).getUTCDate())
    ]
  },
  'a month as a calendar': () => {
    const calendar = (y, m) => {
      const first = new Date(Date.UTC(y, m, 1)).getUTCDay() || 7,
        days = new Date(Date.UTC(y, m + 1, 0)).getUTCDate()
      return Array.from({ length: Math.ceil((first - 1 + days) / 7) }, (_, w) =>
        Array.from({ length: 7 }, (_, d) => {
          const n = w * 7 + d + 2 - first
          return n < 1 || n > days ? '  ' : String(n).padStart(2)
        }).join(' ')
      ).join('\n')
    }
    return [calendar(2026, 1), calendar(2026, 7)]
  }
}
