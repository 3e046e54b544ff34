import { execFile } from 'node:child_process'

export interface ProgramOptions {
  env: NodeJS.ProcessEnv
  /** Written to its standard input. */
  input?: string
  timeoutMs: number
}

/** How a program ended. Its output may hold a secret: never log it. */
export interface ProgramEnd {
  /** null = it could not be started, or was ended because it took too long. */
  code: number | null
  stdout: string
  stderr: string
}

/** What a program that is asked for a line or two may say. */
const MOST_BYTES = 1 << 20

/** Runs a program by its argument vector until its end, or until its time is over. */
export function runProgram(
  file: string,
  args: readonly string[],
  { env, input = '', timeoutMs }: ProgramOptions,
): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const limits = { timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: MOST_BYTES } as const
    const child = execFile(file, args, { env, ...limits, windowsHide: true }, (error, stdout, stderr) => {
      const code = error === null ? 0 : error.code
      resolve({ code: typeof code === 'number' ? code : null, stdout, stderr })
    })
    // One that does not read, or was never there, says so by how it ends.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}
