import { join } from 'node:path'
import { buildIfNeeded } from '#electron/launch/build.ts'
import { ROOT } from '#electron/launch/root.ts'
import { TestHost } from '../support/host.ts'
import { cleanUpLater } from './clean-up.ts'

/** Builds the app if its sources have changed. @throws when it cannot be built */
export async function requireBuild(): Promise<void> {
  const code = await buildIfNeeded()
  if (code !== 0) throw new Error('the app could not be built')
}

/**
 * Starts the headless host as it is built, serving the built page, and waits until it is ready.
 *
 * @param options.node for Node itself, such as `--expose-gc`; BENCH_NODE_OPTIONS adds to them, such as a profiler
 * @param options.channel whether this process and the host can send each other messages
 */
export async function startBuilt(
  dataFolder: string,
  options: { node?: readonly string[]; environment?: NodeJS.ProcessEnv; channel?: boolean } = {},
): Promise<TestHost> {
  const more = (process.env.BENCH_NODE_OPTIONS ?? '').split(' ').filter(Boolean)
  const headless = join(ROOT, 'out/main/headless.js')
  const host = await TestHost.start(
    dataFolder,
    // The key to the data folder's secrets lies here, and not with the user's own.
    { XDG_CONFIG_HOME: join(dataFolder, 'config'), ...options.environment },
    [...more, ...(options.node ?? []), headless, '--port', '0', '--data-dir', dataFolder],
    options.channel,
  )
  cleanUpLater(() => host.stop())
  return host
}
