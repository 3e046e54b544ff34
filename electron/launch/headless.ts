import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { buildIfNeeded } from './build.ts'
import { endWithNpm } from './end-with-npm.ts'
import { ROOT } from './root.ts'

/**
 * `npm run headless`: builds if needed, then this process becomes the headless shell. It reads its options
 * from `process.argv` as ever; its stdout, its exit code and the signals it gets are its own.
 */
export async function headless(): Promise<void> {
  endWithNpm()
  const failed = await buildIfNeeded()
  if (failed) process.exit(failed)
  await import(pathToFileURL(join(ROOT, 'out/main/headless.js')).href)
}
