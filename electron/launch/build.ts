import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sourceStamp } from './build-stamp.ts'
import { run } from './child.ts'
import { ROOT } from './root.ts'

const STAMP = 'source-stamp'
/** Beside out/ and as deep, so that the paths in the source maps stay right. */
const STAGING = '.out-'

/** `npm run build`: always builds. */
export async function build(options: string[]): Promise<number> {
  return buildInto(options, 'info')
}

/**
 * Builds if out/ is missing or was made from other sources. What it prints goes to stderr: stdout belongs
 * to the program that is started next.
 *
 * @returns the exit code, 0 if out/ can be used
 */
export async function buildIfNeeded(): Promise<number> {
  if ((await stampOf('out')) === sourceStamp(ROOT)) return 0
  console.error('Building OpenLinear ...')
  const started = performance.now()
  const code = await buildInto([], 'error')
  if (code === 0) console.error(`Built in ${((performance.now() - started) / 1000).toFixed(1)} s.`)
  else console.error('The build failed, so OpenLinear was not started.')
  return code
}

// The build goes to a folder of its own and is put in place with its stamp at the end: a build that fails
// or is interrupted leaves out/ as it was, and two at once do not mix.
async function buildInto(options: string[], logLevel: string): Promise<number> {
  const stamp = sourceStamp(ROOT)
  await removeLeftovers()
  const staging = `${STAGING}${process.pid}`
  await mkdir(join(ROOT, staging))
  try {
    const { code } = await run(
      process.execPath,
      [join('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build']
        .concat(['--outDir', join(ROOT, staging), '--logLevel', logLevel])
        .concat(options),
      { cwd: ROOT, stdio: ['ignore', 2, 2] },
    )
    if (code !== 0) return code
    await writeFile(join(ROOT, staging, STAMP), stamp)
    await swapIn(staging)
    return 0
  } finally {
    await rm(join(ROOT, staging), { recursive: true, force: true })
  }
}

async function swapIn(staging: string): Promise<void> {
  const old = `${staging}-old`
  for (let attempt = 1; ; attempt++) {
    await rename(join(ROOT, 'out'), join(ROOT, old)).catch(unless('ENOENT'))
    try {
      await rename(join(ROOT, staging), join(ROOT, 'out'))
      break
    } catch (error) {
      // Another build came between the two renames.
      if (attempt === 5) throw error
    } finally {
      await rm(join(ROOT, old), { recursive: true, force: true })
    }
  }
}

async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(ROOT)) {
    if (!name.startsWith(STAGING)) continue
    const pid = Number.parseInt(name.slice(STAGING.length), 10)
    if (!isAlive(pid)) await rm(join(ROOT, name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function stampOf(out: string): Promise<string | undefined> {
  return (await readFile(join(ROOT, out, STAMP), 'utf8').catch(unless('ENOENT'))) ?? undefined
}

/** For `.catch`: lets one expected error pass as undefined. */
function unless(code: string): (error: unknown) => undefined {
  return (error) => {
    if ((error as NodeJS.ErrnoException).code !== code) throw error
    return undefined
  }
}
