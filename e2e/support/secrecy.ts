/** Where a secret could be seen: in the bytes of files, and in what the system tells of processes. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { leftovers, type TestHost } from './host.ts'

/**
 * Files below a folder that hold one of the texts, byte for byte.
 *
 * @throws when there is no file at all: nothing would have been looked at
 */
export async function filesWith(folder: string, texts: readonly string[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  if (files.length === 0) throw new Error(`there is no file in ${folder}`)
  const found: string[] = []
  for (const { parentPath, name } of files) {
    const path = join(parentPath, name)
    const content = await readFile(path)
    if (texts.some((text) => content.includes(text))) found.push(path)
  }
  return found
}

/** What everybody who may look sees of a process; empty when it has ended, or is somebody else's. */
export interface SeenProcess {
  pid: number
  /** Its arguments, each ended by a zero. */
  line: string
  environment: string
}

/** All processes of this machine. */
export async function everyProcess(): Promise<SeenProcess[]> {
  return look((await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number))
}

/** A host, and everything that carries the host id of its data folder: what it has started. */
export const processesOf = async (host: TestHost, dataFolder: string): Promise<SeenProcess[]> =>
  look([...(host.process.pid === undefined ? [] : [host.process.pid]), ...(await leftovers(dataFolder))])

function look(pids: readonly number[]): Promise<SeenProcess[]> {
  const read = (pid: number, name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')
  return Promise.all(
    pids.map(async (pid) => ({
      pid,
      line: await read(pid, 'cmdline'),
      environment: await read(pid, 'environ'),
    })),
  )
}
