/** The door of `@halley/network`, for other packages; nothing inside the package imports it. */
export { messageOf, NetworkError, type NetworkErrorCode } from './errors.ts'
export {
  createIdentity,
  type Identity,
  identityFromBytes,
  loadOrCreateIdentity,
  saveIdentity,
  verify
} from './identity.ts'
export { createMemoryNetwork, type MemoryHub, type MemoryNodeOptions } from './memory.ts'
export { compareDistance, kadId, keyPosition, nearest, xorDistance } from './nearest.ts'
export { createLibp2pNetwork, type Libp2pNetworkOptions } from './network.ts'
export { NETWORK_OPTIONS, type NetworkOptionName } from './options.ts'
export type { Network, NetworkEvents, NodeId, PeerView } from './port.ts'
export { HALLEY_PROTOCOL, KAD_PROTOCOL } from './protocol.ts'
