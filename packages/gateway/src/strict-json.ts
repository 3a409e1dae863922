// JSON text as a stranger may send it. JSON.parse keeps the last of two equal names and takes `__proto__` for a name like any
// other; here both are errors, because whoever sends them means something that we would not do.
//
//   {"value": 1, "value": 2}     JSON_INVALID: … repeats the name "value"
import { GatewayError } from './errors.ts'

/**
 * The thing in `text`; deep nesting is left to `fromJson`.
 * @param what names the text in the error: "the body"
 * @throws GatewayError JSON_INVALID
 */
export function parseStrictJson(text: string, what: string): unknown {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new GatewayError('JSON_INVALID', `${what} is not JSON: ${(error as Error).message}`)
  }
  checkNames(text, what)
  return json
}

/** One level of nesting: the names an object has had, and whether a name comes next. */
interface Level {
  readonly names: Set<string> | undefined
  nameIsNext: boolean
}

// Walks over text that is JSON, so only strings and brackets need looking at.
function checkNames(text: string, what: string): void {
  const levels: Level[] = []
  for (let at = 0; at < text.length; at++) {
    const top = levels.at(-1)
    switch (text[at]) {
      case '{':
        levels.push({ names: new Set(), nameIsNext: true })
        break
      case '[':
        levels.push({ names: undefined, nameIsNext: false })
        break
      case '}':
      case ']':
        levels.pop()
        break
      case ',':
        if (top !== undefined) top.nameIsNext = top.names !== undefined
        break
      case '"': {
        const end = endOfString(text, at)
        if (top?.nameIsNext === true) {
          checkName(JSON.parse(text.slice(at, end + 1)) as string, top.names as Set<string>, what)
          top.nameIsNext = false
        }
        at = end
      }
    }
  }
}

function checkName(name: string, names: Set<string>, what: string): void {
  if (name === '__proto__') throw new GatewayError('JSON_INVALID', `${what} has a property named __proto__`)
  if (names.has(name)) {
    throw new GatewayError('JSON_INVALID', `${what} repeats the name ${JSON.stringify(name.slice(0, 100))}`)
  }
  names.add(name)
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}
