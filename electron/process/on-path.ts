import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** Where a program is found on the PATH of an environment, or null. */
export async function onPath(name: string, environment: NodeJS.ProcessEnv): Promise<string | null> {
  const file = process.platform === 'win32' ? `${name}.exe` : name
  for (const folder of (environment.PATH ?? '').split(delimiter)) {
    if (folder === '') continue
    const path = join(folder, file)
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (found) return path
  }
  return null
}
