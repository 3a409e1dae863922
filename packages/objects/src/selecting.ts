// The names by which an object chooses who holds copies of it (select.ts).

/** The handler that chooses. */
export const SELECTS = 'selectReplicas'

/** The timer that has an object choose again. It is the object's: it may set it to another interval, or clear it. */
export const SELECT_TIMER = 'replicas'
