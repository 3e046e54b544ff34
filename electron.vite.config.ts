import { resolve } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

const at = (path: string) => resolve(import.meta.dirname, path)

/** The page has addresses of its own below `/`, so its files are named from the root; electron-vite says `./`. */
const absoluteAddresses: Plugin = {
  name: 'absolute-addresses',
  enforce: 'post',
  config: { order: 'post', handler: () => ({ base: '/' }) },
}

/** The module that names all icons; one of its lines says by which names an icon is known, and its file. */
const ICONS = 'lucide-react/dist/esm/lucide-react.mjs'
const ICON = /^export \{ (.+) \} from '\.\/(icons\/.+\.mjs)';$/gm
const DRAWN = /import \{([^}]+)\} from ["']lucide-react["']/

/**
 * Puts all that the first view needs into one file. In the many that it would be cut into, by who else shares which
 * part of it, it is a twelfth larger over the wire, and each is a request of its own. Of the icons, only those that it
 * draws.
 */
function oneFirstChunk(): Plugin {
  const needed = new Set<string>()
  return {
    name: 'one-first-chunk',
    buildEnd() {
      const about = (id: string) => this.getModuleInfo(id)
      const toVisit = [...this.getModuleIds()].filter((id) => about(id)?.isEntry)
      const files = new Map<string, string>()
      const icons = [...this.getModuleIds()].find((id) => id.endsWith(ICONS))
      for (const [, names = '', file = ''] of about(icons ?? '')?.code?.matchAll(ICON) ?? [])
        for (const name of names.split(', '))
          files.set(name.replace('default as ', ''), icons!.replace('lucide-react.mjs', file))

      for (const id of toVisit) {
        if (needed.has(id)) continue
        needed.add(id)
        const { importedIds = [], code } = about(id) ?? {}
        toVisit.push(...importedIds.filter((imported) => id !== icons || !imported.includes('/icons/')))
        const [, names = ''] = code?.match(DRAWN) ?? []
        for (const name of names.split(',')) {
          const file = files.get(name.trim().replace(/ as .*/, ''))
          if (file !== undefined) toVisit.push(file)
        }
      }
    },
    outputOptions: (options) => ({
      ...options,
      codeSplitting: { groups: [{ name: 'first', test: (id) => needed.has(id) }] },
    }),
  }
}

// Only `dependencies` of package.json stay external in main; everything else is bundled (toolchain: 2).
export default defineConfig({
  main: {
    // The OAuth app to sign in with at github.com; without one, users set theirs.
    define: {
      OPENLINEAR_GITHUB_CLIENT_ID: JSON.stringify(process.env.OPENLINEAR_GITHUB_CLIENT_ID ?? ''),
    },
    build: {
      sourcemap: true,
      rolldownOptions: {
        input: {
          main: at('electron/main.ts'),
          headless: at('electron/headless.ts'),
          practice: at('electron/practice/server.ts'),
          backup: at('electron/store/backup-worker.ts'),
          git: at('electron/git/git-worker.ts'),
          record: at('electron/records/record-worker.ts'),
          import: at('electron/imports/import-worker.ts'),
          terminal: at('electron/terminals/pty-worker.ts'),
          files: at('electron/files/files-worker.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      sourcemap: true,
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: at('electron/preload.ts') },
        // A sandboxed preload script is no module.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [react(), tailwindcss(), absoluteAddresses, oneFirstChunk()],
    worker: { format: 'es' },
    build: { minify: true, sourcemap: true, rolldownOptions: { input: at('renderer/index.html') } },
  },
})
