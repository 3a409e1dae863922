// Which paths there are, and for which methods: what decides between "no such path" and "not with this method".

const ROUTES: readonly (readonly [path: RegExp, methods: readonly string[]])[] = [
  [/^\/v1\/objects\/[^/]+$/, ['GET', 'HEAD', 'PUT', 'DELETE']],
  [/^\/v1\/objects\/[^/]+\/(inspect|logs|source)$/, ['GET', 'HEAD']],
  [/^\/v1\/lookup\/[^/]+$/, ['GET', 'HEAD']],
  [/^\/v1\/(leave|repair)$/, ['POST']],
  [/^\/(v1\/status|v1\/peers|v1\/hints|v1\/ring|metrics|healthz)$/, ['GET', 'HEAD']]
]

/** Methods that the path of `url` takes; none where there is no such path. */
export function methodsOf(url: string): readonly string[] {
  const [path = ''] = url.split('?', 1)
  return ROUTES.find(([pattern]) => pattern.test(path))?.[1] ?? []
}
