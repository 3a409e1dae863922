import { type Attack, get } from '../attack.ts'

export const attack: Attack = {
  tries: 'Nests proxies so deeply that each access recurses in native code.',
  stoppedBy: ['STACK_EXCEEDED', 'STEPS_EXCEEDED', 'MEMORY_EXCEEDED', 'ok', 'HANDLER_THREW'],
  cases: {
    get: get`let p = {}; for (let i = 0; i < 400; i++) p = new Proxy(p, {}); for (;;) p.x`,
    ownKeys: get`let p = { a: 1 }; for (let i = 0; i < 500; i++) p = new Proxy(p, {}); return Object.keys(p).length`,
    isArray: get`let p = []; for (let i = 0; i < 700; i++) p = new Proxy(p, {}); return Array.isArray(p)`,
    call: get`let p = () => 1; for (let i = 0; i < 600; i++) p = new Proxy(p, {}); for (;;) p()`,
    construct: get`let p = class {}; for (let i = 0; i < 500; i++) p = new Proxy(p, {}); for (;;) new p()`,
    instanceof: get`let p = function () {}; for (let i = 0; i < 600; i++) p = new Proxy(p, {}); return ({}) instanceof p`,
    'prototype chain': get`let p = null; for (let i = 0; i < 500; i++) p = new Proxy(Object.create(p), {}); for (;;) 'x' in p`
  }
}
