import { resolve } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

const at = (path: string) => resolve(import.meta.dirname, path)

// Only `dependencies` of package.json stay external in main; everything else is bundled (toolchain: 2).
export default defineConfig({
  main: {
    build: {
      sourcemap: true,
      rolldownOptions: {
        input: {
          main: at('electron/main.ts'),
          headless: at('electron/headless.ts'),
          practice: at('electron/practice/server.ts'),
        },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    // Absolute, since the page has addresses of its own below `/`.
    base: '/',
    plugins: [react(), tailwindcss()],
    worker: { format: 'es' },
    build: { minify: true, sourcemap: true, rolldownOptions: { input: at('renderer/index.html') } },
  },
})
