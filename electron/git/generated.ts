import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type GeneratedWhy, generatedByName } from '#shared/generated-files.ts'
import type { Runner } from './run-git.ts'

/**
 * Which of these files a program has written: what the attributes of the commit say counts more than their names.
 *
 * @returns by path; those that people write are left out
 */
export async function generatedFiles(
  git: Runner,
  { repo, commit, paths }: { repo: string; commit: string; paths: readonly string[] },
): Promise<Map<string, GeneratedWhy>> {
  const said = await attributesOf(git, { repo, commit, paths })
  const found = new Map<string, GeneratedWhy>()
  for (const path of paths) {
    const isSaid = said.get(path)
    const why = isSaid === true ? 'attribute' : isSaid === false ? null : generatedByName(path)
    if (why !== null) found.set(path, why)
  }
  return found
}

const NAME = '.gitattributes'

/** True = it is said to be generated, or not to be shown as a diff; false = it is said not to be. */
async function attributesOf(
  git: Runner,
  { repo, commit, paths }: { repo: string; commit: string; paths: readonly string[] },
): Promise<Map<string, boolean>> {
  const said = new Map<string, boolean>()
  const rules = await attributeFiles(git, { repo, commit, paths })
  if (rules.length === 0) return said
  const folder = await git.makeFolder()
  try {
    // Only an index can say what the attributes were in a commit: gits before 2.40 take no other source.
    const env = { GIT_INDEX_FILE: join(folder, 'index') }
    const config = ['core.splitIndex=false']
    const stdin = rules.map(({ path, objectId }) => `100644 ${objectId}\t${path}\0`).join('')
    await git.run({
      cwd: repo,
      args: ['update-index', '-z', '--index-info'],
      stdin,
      env,
      config,
      write: true,
    })
    const { stdout } = await git.run({
      cwd: repo,
      args: ['check-attr', '-z', '--stdin', '--cached', 'linguist-generated', 'diff'],
      stdin: paths.map((path) => `${path}\0`).join(''),
      env,
      priority: 'high',
    })
    const fields = stdout.toString('utf8').split('\0')
    for (let at = 0; at + 2 < fields.length; at += 3) {
      const [path = '', name, value = ''] = fields.slice(at, at + 3)
      const word = name === 'diff' ? (value === 'unset' ? true : undefined) : SAID[value]
      if (word !== undefined && said.get(path) !== true) said.set(path, word)
    }
    return said
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const SAID: Record<string, boolean> = { set: true, true: true, unset: false, false: false }

/** The files of a commit that say something of these paths: one in each folder above them, if it is there. */
async function attributeFiles(
  git: Runner,
  { repo, commit, paths }: { repo: string; commit: string; paths: readonly string[] },
): Promise<{ path: string; objectId: string }[]> {
  const folders = new Set<string>([''])
  for (const path of paths) {
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1))
      folders.add(path.slice(0, at + 1))
  }
  // A line is a question.
  const asked = [...folders].filter((folder) => !folder.includes('\n')).map((folder) => `${folder}${NAME}`)
  const { stdout } = await git.run({
    cwd: repo,
    args: ['cat-file', '--batch-check=%(objectname) %(objecttype)'],
    stdin: asked.map((path) => `${commit}:${path}\n`).join(''),
    priority: 'high',
  })
  const answers = stdout.toString('utf8').split('\n')
  return asked.flatMap((path, index) => {
    const objectId = /^([0-9a-f]+) blob$/.exec(answers[index] ?? '')?.[1]
    return objectId === undefined ? [] : [{ path, objectId }]
  })
}
