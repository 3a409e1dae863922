import { conformance } from './conformance.ts'
import { libp2pWorld } from './world.ts'

conformance('libp2p', libp2pWorld)
