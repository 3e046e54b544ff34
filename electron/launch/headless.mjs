import './require-node.mjs'

const { headless } = await import('./headless.ts')
await headless()
