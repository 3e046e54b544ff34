import './require-node.mjs'

const { dev } = await import('./dev.ts')
process.exitCode = await dev(process.argv.slice(2))
