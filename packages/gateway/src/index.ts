export { GatewayError, type GatewayErrorCode } from './errors.ts'
export { GATEWAY_LIMITS } from './limits.ts'
export { type Gateway, type GatewayOptions, startGateway } from './start.ts'
export { statusOf } from './statuses.ts'
