import { join } from 'node:path'

if (Number(process.versions.node.split('.')[0]) < 22) {
  process.stderr.write(
    `OpenLinear needs Node 22 or newer; this is ${process.version}. Install a newer one.\n`,
  )
  process.exit(1)
}
const { boundYoungMemory } = await import('./process/young-memory.ts')
boundYoungMemory()
// Loaded only now: an older Node would stumble over it before it could say a word.
const shell = await import('./shell/http/run-headless.ts')
// Run from its sources (electron/) or built (out/main/).
const page = import.meta.filename.endsWith('.ts') ? '../out/renderer' : '../renderer'
await shell.runHeadless(process.argv.slice(2), join(import.meta.dirname, page))
