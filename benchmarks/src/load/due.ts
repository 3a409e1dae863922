// A fixed rate that does not wait for answers: each request is due at a moment of its own, and whoever measures counts from
// that moment. So a system that stalls is not asked less for it (no coordinated omission).

/** Begins requests as they become due, checks the clock each millisecond, and waits for the last one to be over. */
export async function atRate(
  perSecond: number,
  seconds: number,
  begin: (at: number, due: number) => Promise<void>
): Promise<void> {
  const open: Promise<void>[] = []
  const start = performance.now()
  for (let at = 0; at < perSecond * seconds; ) {
    const due = start + (at * 1_000) / perSecond
    if (performance.now() < due) {
      await new Promise((resolve) => setTimeout(resolve, 1))
      continue
    }
    open.push(begin(at, due))
    at++
    // A generator that is behind must still let answers in.
    if (at % 64 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(open)
}
