import '../electron/launch/require-node.mjs'

const { runTests } = await import('./tools/run-tests.ts')
process.exitCode = await runTests(process.argv.slice(2))
