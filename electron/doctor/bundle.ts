import { arch, cpus, homedir, release, totalmem } from 'node:os'
import { basename } from 'node:path'
import type { DoctorReport } from '#shared/doctor.ts'
import type { StoredSettings } from '#shared/settings.ts'
import type { AgentRuntime } from '../agents/runtime.ts'
import type { Git } from '../git/git.ts'
import type { Platform } from '../platform.ts'
import type { Projects } from '../projects/projects.ts'
import type { SettingsService } from '../settings/settings.ts'
import type { Store } from '../store/store.ts'
import { countRows, lastFailures } from './counts.ts'
import type { LogRing } from './log-ring.ts'
import { createRedact } from './redact.ts'

export interface BundleSubjects {
  version: string
  store: Store
  git: Pick<Git, 'listRemotes'>
  agents: Pick<AgentRuntime, 'health'>
  projects: Pick<Projects, 'list'>
  settings: Pick<SettingsService, 'stored'>
  platform: Pick<Platform, 'shell' | 'can' | 'secrets'>
  dataFolder: string
  log: Pick<LogRing, 'lines'>
}

/**
 * Everything a helper needs to know, to be sent by the user: no secrets, task texts, code, names of
 * repositories or addresses.
 *
 * @param secrets texts that stand nowhere in it
 */
export async function makeBundle(
  at: BundleSubjects,
  report: DoctorReport,
  secrets: readonly string[],
): Promise<{ at: string } & Record<string, unknown>> {
  const redact = createRedact({
    home: homedir(),
    hide: [...secrets.map((secret) => [secret, '<hidden>'] as const), ...(await privateNames(at))],
  })
  return redact({
    at: report.at,
    versions: { openlinear: at.version, ...pickVersions(process.versions) },
    system: {
      platform: process.platform,
      release: release(),
      arch: arch(),
      processors: cpus().length,
      memory: totalmem(),
    },
    shell: { name: at.platform.shell, can: at.platform.can },
    dataFolder: at.dataFolder,
    settings: withoutHosts(at.settings.stored()),
    // Whom the user works with is told by the names of hosts.
    checks: report.checks.map((one) => (one.id === 'network' ? { ...one, detail: '' } : one)),
    agent: await at.agents.health(),
    counts: await countRows(at.store),
    failures: await lastFailures(at.store),
    log: at.log.lines(),
  })
}

/** A company's server bears its name. */
const withoutHosts = ({ githubHosts, ...settings }: StoredSettings) => ({
  ...settings,
  githubHosts: githubHosts.length,
})

/** What would tell whose repositories they are. */
async function privateNames(at: BundleSubjects): Promise<(readonly [string, string])[]> {
  const { items } = await at.projects.list()
  const names = await Promise.all(
    items.map(async ({ name, repoPath, cloneUrl, isSample }, index) => {
      if (isSample) return []
      const remotes = await at.git.listRemotes(repoPath).catch(() => [])
      const texts = [repoPath, basename(repoPath), name, cloneUrl, ...remotes.map(({ url }) => url)]
      return texts.flatMap((text) => (text === null ? [] : [[text, `<project ${index + 1}>`] as const]))
    }),
  )
  return names.flat()
}

const pickVersions = ({ node, electron, chrome }: NodeJS.ProcessVersions) => ({
  node,
  ...(electron === undefined ? {} : { electron, chrome }),
})
