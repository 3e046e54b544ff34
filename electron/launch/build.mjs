import './require-node.mjs'

const { build } = await import('./build.ts')
process.exitCode = await build(process.argv.slice(2))
