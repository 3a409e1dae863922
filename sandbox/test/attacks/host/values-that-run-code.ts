import { event, GREETING } from '../../support.ts'
import type { Attack } from '../attack.ts'
import { hostile, revoked } from '../hostile.ts'

export const attack: Attack = {
  tries: 'Hands the sandbox values whose reading would run code of the caller.',
  stoppedBy: ['VALUE_INVALID', 'ok'],
  cases: {
    'accessor in the state': [
      {
        code: GREETING,
        state: hostile({
          get a() {
            throw new Error('ran')
          }
        })
      }
    ],
    'accessor in local': [
      {
        code: GREETING,
        local: hostile({
          get a() {
            throw new Error('ran')
          }
        }) as never
      }
    ],
    'accessor in a list': [
      {
        code: GREETING,
        state: hostile({
          a: [
            {
              get b() {
                throw new Error('ran')
              }
            }
          ]
        })
      }
    ],
    'accessor of an item': [
      {
        code: GREETING,
        state: {
          a: Object.defineProperty([1, 2], 1, {
            get() {
              throw new Error('ran')
            },
            enumerable: true
          })
        }
      }
    ],
    'accessor of the payload': [
      {
        code: GREETING,
        event: event('get', {
          caller: {
            id: 'a',
            payload: hostile({
              get x() {
                throw new Error('ran')
              }
            })
          }
        })
      }
    ],
    'proxy that throws': [
      {
        code: GREETING,
        state: hostile(
          new Proxy(
            {},
            {
              ownKeys() {
                throw new Error('ran')
              }
            }
          )
        )
      }
    ],
    'proxy that throws for its prototype': [
      {
        code: GREETING,
        state: {
          a: hostile(
            new Proxy(
              {},
              {
                getPrototypeOf() {
                  throw new Error('ran')
                }
              }
            )
          )
        }
      }
    ],
    'proxy that changes its mind': [
      {
        code: GREETING,
        state: {
          a: hostile(
            new Proxy(
              { a: 1 },
              {
                get() {
                  throw new Error('ran')
                }
              }
            )
          )
        }
      }
    ],
    'proxy of an array': [
      {
        code: GREETING,
        state: {
          a: hostile(
            new Proxy([1], { get: (target, key) => (key === 'length' ? 2 ** 32 : Reflect.get(target, key)) })
          )
        }
      }
    ],
    'revoked proxy': [{ code: GREETING, state: { a: revoked() } }],
    'revoked proxy as the state': [{ code: GREETING, state: revoked() }],
    'constructor that throws': [
      {
        code: GREETING,
        state: {
          a: hostile(
            Object.create({
              get constructor() {
                throw new Error('ran')
              }
            })
          )
        }
      }
    ],
    'constructor with an odd name': [
      { code: GREETING, state: { a: hostile(Object.create({ constructor: { name: Symbol('x') } })) } }
    ],
    'bytes with a length of their own': [
      {
        code: GREETING,
        state: {
          a: Object.defineProperty(new Uint8Array(4), 'length', {
            get() {
              throw new Error('ran')
            }
          })
        }
      }
    ]
  }
}
