import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createPractice } from '#electron/practice/practice.ts'

/** The scripted model, in a process of its own, as both sides reach it. */
export interface Model {
  /** `provider/model`. */
  name: string
  /** Environment in which it is the user's own OpenCode model. */
  env: NodeJS.ProcessEnv
  stop(): Promise<void>
}

/**
 * Starts the scripted model and writes an OpenCode configuration that knows it.
 *
 * @param folder scratch; also stands for the user's configuration and data folders, which are empty but for it
 */
export async function startModel(folder: string): Promise<Model> {
  const practice = createPractice({ hostId: `bench-${process.pid}`, log: () => {} })
  const { baseUrl, apiKey } = await practice.ensure()
  const config = join(folder, 'opencode.json')
  const name = 'bench/scripted'
  await writeFile(
    config,
    JSON.stringify({
      model: name,
      small_model: name,
      provider: {
        bench: {
          npm: '@ai-sdk/openai-compatible',
          options: { baseURL: baseUrl, apiKey },
          models: { scripted: { tool_call: true, limit: { context: 1_000_000, output: 32_000 } } },
        },
      },
    }),
  )
  const env: NodeJS.ProcessEnv = { ...process.env, OPENCODE_CONFIG: config }
  for (const kind of ['CONFIG', 'DATA', 'STATE', 'CACHE']) {
    env[`XDG_${kind}_HOME`] = join(folder, kind.toLowerCase())
  }
  return { name, env, stop: () => practice.stop() }
}
