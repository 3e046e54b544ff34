import { join } from 'node:path'
import { buildIfNeeded } from '#electron/launch/build.ts'
import { ROOT } from '#electron/launch/root.ts'
import { TestHost } from '../support/host.ts'

/** Builds the app if its sources have changed. @throws when it cannot be built */
export async function requireBuild(): Promise<void> {
  const code = await buildIfNeeded()
  if (code !== 0) throw new Error('the app could not be built')
}

/**
 * Starts the headless host as it is built, serving the built page, and waits until it is ready.
 *
 * @param nodeOptions for Node itself, such as `--expose-gc`
 */
export function startBuilt(dataFolder: string, nodeOptions: readonly string[] = []): Promise<TestHost> {
  const headless = join(ROOT, 'out/main/headless.js')
  return TestHost.start(
    dataFolder,
    // The key to the data folder's secrets lies here, and not with the user's own.
    { XDG_CONFIG_HOME: join(dataFolder, 'config') },
    [...nodeOptions, headless, '--port', '0', '--data-dir', dataFolder],
  )
}
