import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, buildIfNeeded } from '#electron/launch/build.ts'
import { run } from '#electron/launch/child.ts'
import { electronBinary, whyNoWindow } from '#electron/launch/desktop.ts'
import { CACHE, ROOT } from '#electron/launch/root.ts'
import { playwrightCounts, totalWords, vitestCounts, type Counts } from './counts.ts'
import { getBrowser } from './get-browser.ts'
import { gitProblem } from './git-version.ts'

interface Step {
  name: string
  /** Its tests are of git repositories. */
  git?: boolean
  /** Why it cannot be run on this machine. */
  skip?(): string | undefined
  run(report: string, options: string[]): Promise<number>
  counts?(report: string): Counts
}

const STEP_LIMIT_MS = 30 * 60_000

const STEPS: Step[] = [
  { name: 'check', run: () => npm('check') },
  { name: 'unit', git: true, run: vitest('unit*'), counts: vitestCounts },
  { name: 'build', run: () => build([]) },
  { name: 'integration', git: true, run: vitest('integration'), counts: vitestCounts },
  { name: 'e2e', git: true, run: playwright, counts: playwrightCounts },
  { name: 'visual', git: true, skip: whyNotVisual, run: visual, counts: playwrightCounts },
  { name: 'electron', git: true, skip: whyNoElectron, run: electron, counts: playwrightCounts },
]

/**
 * `npm test`: every step in order, up to the first that fails. `npm test -- unit e2e` takes only these, and
 * what follows another `--` goes to the test program: `npm test -- e2e -- --grep board`.
 *
 * @returns the exit code
 */
export async function runTests(args: string[]): Promise<number> {
  const cut = args.includes('--') ? args.indexOf('--') : args.length
  const names = args.slice(0, cut)
  const options = args.slice(cut + 1)
  const unknown = names.filter((name) => !STEPS.some((step) => step.name === name))
  if (unknown.length > 0) {
    console.error(
      `There is no step ${unknown.join(', ')}. Steps: ${STEPS.map((step) => step.name).join(', ')}.`,
    )
    return 1
  }
  const steps = names.length === 0 ? STEPS : STEPS.filter((step) => names.includes(step.name))
  const git = steps.some((step) => step.git) ? gitProblem() : undefined
  if (git) {
    console.error(git)
    return 1
  }

  const reports = mkdtempSync(join(tmpdir(), 'openlinear-tests-'))
  try {
    return await runSteps(steps, reports, options)
  } finally {
    rmSync(reports, { recursive: true, force: true })
  }
}

async function runSteps(steps: Step[], reports: string, options: string[]): Promise<number> {
  const lines: string[] = []
  const sum = { passed: 0, failed: 0 }
  let code = 0
  for (const step of steps) {
    console.log(`\n== ${step.name}`)
    const why = step.skip?.()
    if (why) {
      console.log(`skipped: ${why}`)
      lines.push(`${step.name.padEnd(12)} skipped: ${why}`)
      continue
    }
    const started = performance.now()
    const report = join(reports, `${step.name}.json`)
    code = await step.run(report, options)
    const counts = step.counts && existsSync(report) ? step.counts(readFileSync(report, 'utf8')) : undefined
    sum.passed += counts?.passed ?? 0
    // A step that fails before any test does (types, a file that does not load) counts as one.
    sum.failed += code === 0 ? 0 : Math.max(counts?.failed ?? 0, 1)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    lines.push(
      [
        step.name.padEnd(12),
        code === 0 ? 'ok    ' : 'FAILED',
        `${seconds} s`.padStart(9),
        counts ? `  ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped` : '',
      ].join(' '),
    )
    if (code !== 0) break
  }
  console.log(`\n${lines.join('\n')}`)
  if (code !== 0) console.log(`\nStopped at the step that failed: ${steps[lines.length - 1]?.name}`)
  const total = totalWords(sum)
  if (total !== null) console.log(`\n${total}`)
  return code
}

function npm(script: string): Promise<number> {
  const own = process.env.npm_execpath
  const args = ['run', '--silent', script]
  return own ? tool(process.execPath, [own, ...args]) : tool('npm', args)
}

function vitest(project: string): Step['run'] {
  return (report, options) =>
    tool(process.execPath, [
      join('node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...options,
    ])
}

function playwright(report: string, options: string[]): Promise<number> {
  return inBrowser(['ui', 'port'], report, options)
}

/** The screens against the pictures of them. Letters are drawn a little differently by another Chromium. */
function visual(report: string, options: string[]): Promise<number> {
  return inBrowser(['visual'], report, options)
}

function whyNotVisual(): string | undefined {
  return process.env['OPENLINEAR_SLOW_TESTS'] === '1' ? undefined : 'OPENLINEAR_SLOW_TESTS is not 1'
}

async function inBrowser(projects: string[], report: string, options: string[]): Promise<number> {
  const failed = await buildIfNeeded()
  if (failed) return failed
  const browser = await getBrowser()
  if (!browser) {
    console.error(
      'The e2e tests need Chromium or Chrome and none could be installed: install one (on Debian as root: ' +
        'apt-get install chromium), or name one that you have in OPENLINEAR_BROWSER.',
    )
    return 1
  }
  console.log(`Browser: ${browser}`)
  return runPlaywright(projects, report, options, { OPENLINEAR_BROWSER: browser })
}

/** The desktop app, where it can be started. Nothing is fetched for it: `npm exec install-electron` does. */
async function electron(report: string, options: string[]): Promise<number> {
  const failed = await buildIfNeeded()
  return failed || runPlaywright(['electron'], report, options, {})
}

function whyNoElectron(): string | undefined {
  if (electronBinary(join(ROOT, 'node_modules/electron')) === undefined) return 'no Electron binary'
  return whyNoWindow(process)
}

function runPlaywright(
  projects: string[],
  report: string,
  options: string[],
  more: Record<string, string>,
): Promise<number> {
  return tool(
    process.execPath,
    [join('node_modules', '@playwright', 'test', 'cli.js'), 'test', '--reporter=list,json']
      .concat(projects.map((name) => `--project=${name}`))
      .concat(options),
    { ...more, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
  )
}

async function tool(file: string, args: string[], more: Record<string, string> = {}): Promise<number> {
  const ended = await run(file, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...environment(), ...more },
    timeout: STEP_LIMIT_MS,
  })
  if (ended.signal && !ended.asked)
    console.error(`Ended by ${ended.signal} (limit: ${STEP_LIMIT_MS / 60_000} min).`)
  return ended.code
}

/**
 * Without what git sets in its hooks: tests that run in one would work on this repository. Node keeps what it
 * has compiled: half of what the start of a host costs, of which there are hundreds.
 */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))
  return { ...Object.fromEntries(own), NODE_COMPILE_CACHE: join(CACHE, 'compiled') }
}
