import { execFileSync } from 'node:child_process'

const OLDEST_GIT = [2, 38] as const

/** Why this machine's git does not do, in one sentence. */
export function gitProblem(): string | undefined {
  const need = `OpenLinear needs git ${OLDEST_GIT.join('.')} or newer`
  let version: string
  try {
    version = execFileSync('git', ['--version'], { encoding: 'utf8' }).trim()
  } catch {
    return `${need}, and there is no git on the PATH: install it first.`
  }
  return isOldGit(version) ? `${need}, and this is ${version}: install a newer one first.` : undefined
}

export function isOldGit(version: string): boolean {
  const [major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(version) ?? []).slice(1).map(Number)
  return major < OLDEST_GIT[0] || (major === OLDEST_GIT[0] && minor < OLDEST_GIT[1])
}
