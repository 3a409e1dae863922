// comet.setTimer and comet.clearTimer: the part of the bootstrap's `comet` that asks for timers. It checks what can be told from the
// types alone; what the times mean is the caller's business.

/** Characters of a timer's name, and of a time that is text, that leave the heap: the caller allows fewer. */
const MAX_CHARACTERS = 256

/** Properties of `comet`, with the names that the bootstrap's script has. */
export const TIMER_CALLS = `
    setTimer (name, options) {
      if (pure) impure('comet.setTimer()')
      if (typeof name !== 'string') throw new Failure('comet.setTimer() needs the name of the timer, which is text')
      if (typeof options !== 'object' || options === null) throw new Failure("comet.setTimer() needs a time: { after: '10m' }, { at: milliseconds } or { every: '8h' }")
      const { after, at, every, on } = options
      const times = [after, at, every]
      for (let index = 0; index < 3; index++) {
        const time = times[index]
        if (time !== undefined && typeof time !== 'number' && typeof time !== 'string') throw new Failure('comet.setTimer() takes times as milliseconds or as text such as 10m')
      }
      if (on !== undefined && on !== 'primary' && on !== 'replica') throw new Failure("comet.setTimer() runs a timer on: 'primary' or on: 'replica'")
      const cut = (value) => typeof value === 'string' ? apply(toWellFormed, apply(slice, value, [0, ${MAX_CHARACTERS}]), []) : value
      act({ __proto__: null, type: 'setTimer', name: cut(name), after: cut(after), at: cut(at), every: cut(every), on })
    },
    clearTimer (name) {
      if (pure) impure('comet.clearTimer()')
      if (typeof name !== 'string') throw new Failure('comet.clearTimer() needs the name of the timer, which is text')
      act({ __proto__: null, type: 'clearTimer', name: apply(toWellFormed, apply(slice, name, [0, ${MAX_CHARACTERS}]), []) })
    },`
