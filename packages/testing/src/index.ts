export { createTestNetwork, type TestNetwork, type TestNetworkOptions } from './network.ts'
export type { TestNode } from './node.ts'
export type { TestReplica, TestVersion } from './replicas.ts'
