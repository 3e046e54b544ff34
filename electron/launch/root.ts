import { join, resolve } from 'node:path'

/** The folder with package.json. */
export const ROOT = resolve(import.meta.dirname, '../..')

/** Where the launcher keeps what it may lose; goes away with node_modules. */
export const CACHE = join(ROOT, 'node_modules/.cache/openlinear')
