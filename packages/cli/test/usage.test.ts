import assert from 'node:assert/strict'
import test from 'node:test'
import { captured, GREETING } from './captured.ts'

const WRONG: readonly (readonly [args: string[], says: RegExp])[] = [
  [['frob'], /unknown command 'frob'/],
  [['gte'], /Did you mean get\?/],
  [['get'], /missing required argument 'key'/],
  [['get', 'a', 'b'], /too many arguments/],
  [['get', ''], /at least one character/],
  [['get', 'x'.repeat(1_025)], /at most 1024/],
  [['get', 'a', '--frob'], /unknown option '--frob'/],
  [['get', 'a', '--node', 'ftp://x'], /http:\/\/127.0.0.1:7070/],
  [['get', 'a', '--node', 'nonsense'], /http:\/\/127.0.0.1:7070/],
  [['get', 'a', '--payload', 'hello'], /Write '"hello"' for a string/],
  [['put', 'a'], /nothing to put/],
  [['put', 'a', '--value', 'hello'], /Write '"hello"' for a string/],
  [['put', 'a', '--value', '{a: 1}'], /not JSON/],
  [['put', 'a', '--value', '1', '--value-file', 'x'], /cannot be used with/],
  [['put', 'a', '--value', '1', '--ttl', 'soon'], /8h/],
  [['put', 'a', '--value', '1', '--n', '0'], /from 1 to 20/],
  [['put', 'a', '--value', '1', '--w', '1.5'], /from 1 to 20/],
  [['put', 'a', '--value', '1', '--context', 'mine'], /context/],
  [['start', '--http', '7070'], /HOST:PORT/],
  [['start', '--http', '127.0.0.1:70000'], /HOST:PORT/],
  [['start', '--r', '4'], /R is 4/],
  [['start', '--placement', 'star'], /xor, ring/],
  [['start', '--weight', '0'], /from 1 to 1000/],
  [['leave', 'a', 'b'], /too many arguments/],
  [['repair'], /either a key or --all/],
  [['hints', 'a'], /too many arguments/],
  [['repair', 'a', '--all'], /either a key or --all/],
  [['start', '--workers', '0'], /from 1 to 64/],
  [['start', '--handler-percent', '0'], /from 1 to 6400/],
  [['start', '--object-cpu', '1s'], /from 1 to 3840000/],
  [['try'], /missing required argument 'file'/],
  [['try', GREETING, '--event', 'frob'], /get, put/],
  [['try', GREETING, '--state', '5'], /JSON object/],
  [['demo', '--nodes', '1'], /from 4 to 20/]
]

test('wrong usage is exit 2 and one line that names what is wrong', async () => {
  for (const [args, says] of WRONG) {
    const { code, out, err } = await captured(...args)
    assert.equal(code, 2, args.join(' '))
    assert.match(err, says)
    assert.equal(err.split('\n').length, 1, err)
    assert.equal(out, '')
  }
})

test('no command at all is wrong usage, and shows the help', async () => {
  const { code, err } = await captured()
  assert.equal(code, 2)
  assert.match(err, /Commands:/)
})

const COMMANDS = [
  'demo',
  'start',
  'put',
  'get',
  'delete',
  'inspect',
  'try',
  'lookup',
  'peers',
  'status',
  'ring',
  'keygen',
  'sign',
  'leave',
  'repair'
]

test('every command has help with an example, and --json', async () => {
  for (const command of COMMANDS) {
    const { code, out } = await captured(command, '--help')
    assert.equal(code, 0, command)
    assert.match(out, new RegExp(`Examples?:\n {2}\\$ halley ${command}`))
    assert.match(out, /--json/)
  }
  assert.equal((await captured('--help')).code, 0)
})

const FAILING: readonly (readonly [args: string[], code: string])[] = [
  [['get', 'a', '--node', 'http://127.0.0.1:1'], 'NODE_UNREACHABLE'],
  [['put', 'a', '--code', '/nowhere'], 'FILE_UNREADABLE'],
  [['put', 'a', '--value-file', '/'], 'FILE_UNREADABLE'],
  [['put', 'a', '--value-file', GREETING], 'VALUE_INVALID'],
  [['try', '/nowhere'], 'FILE_UNREADABLE'],
  [['start', '--weight', '2'], 'PLACEMENT_INVALID']
]

test('failures are exit 1 and one line on stderr, JSON for those who asked', async () => {
  for (const [args, code] of FAILING) {
    const plain = await captured(...args)
    assert.equal(plain.code, 1, args.join(' '))
    assert.match(plain.err, new RegExp(`^halley: [^\n]+ \\(${code}\\)$`))
    const json = await captured(...args, '--json')
    assert.equal(json.code, 1)
    assert.equal(JSON.parse(json.err).error.code, code)
    assert.equal(json.out, '')
  }
})
