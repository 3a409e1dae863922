// Real nodes do what the README tells.
import { test } from 'node:test'
import { assertTold } from '../told.ts'
import { tell } from './run.ts'

test('replica-monitor: the story of the README, on real nodes', () => assertTold(import.meta.url, tell))
