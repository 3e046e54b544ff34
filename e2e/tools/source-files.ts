import { globSync } from 'node:fs'
import { ROOT } from '#electron/launch/root.ts'

/** The files whose texts the page shows, tests left out, as paths from the root of the repository. */
export const sourceFiles = (): string[] =>
  globSync('{renderer,shared}/**/*.{ts,tsx}', { cwd: ROOT })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !/\.test\.tsx?$/.test(file))
    .toSorted()
