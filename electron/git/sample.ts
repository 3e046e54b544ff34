import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, normalize, sep } from 'node:path'
import { AppError } from '#shared/errors.ts'
import { isMissing, locate } from './locate.ts'
import { commitOf } from './refs.ts'
import type { Runner } from './run-git.ts'

export interface SampleOptions {
  path: string
  files: readonly { path: string; content: string; mode?: number | undefined }[]
  message: string
  branch: string
}

/**
 * Makes a repository with one commit. It is made beside its place and moved there when it is whole. One
 * that is there already stays as it is.
 *
 * @throws AppError GIT_ERROR when the folder holds something else
 */
export async function initSample(
  git: Runner,
  { path, files, message, branch }: SampleOptions,
): Promise<void> {
  await git.lockKey(`clone ${path}`, async () => {
    if ((await locate(path)) !== null && (await commitOf(git, { repo: path, ref: 'HEAD' })) !== null) return
    const there = await readdir(path).catch((error: unknown) => {
      if (isMissing(error)) return []
      throw error
    })
    if (there.length > 0) throw new AppError('GIT_ERROR', `${path} holds something else already.`, { path })

    const partial = join(dirname(path), `.${basename(path)}.partial`)
    await rm(partial, { recursive: true, force: true })
    await mkdir(partial, { recursive: true })
    for (const file of files) {
      const name = normalize(file.path)
      const first = name.split(sep)[0]
      if (isAbsolute(name) || first === '..' || first === '.git') {
        throw new AppError('BAD_REQUEST', `${file.path} leaves the sample.`, { file: file.path })
      }
      const target = join(partial, name)
      await mkdir(dirname(target), { recursive: true })
      await writeFile(target, file.content)
      if (file.mode !== undefined) await chmod(target, file.mode)
    }
    const run = (args: string[]) =>
      git.run({
        cwd: partial,
        args,
        config: ['user.name=OpenLinear', 'user.email=openlinear@localhost', 'core.autocrlf=false'],
        write: true,
      })
    await run(['init', '--quiet', '--template=', `--initial-branch=${branch}`])
    // Also what the user's own ignore file would leave out.
    await run(['add', '--all', '--force', '--', '.'])
    await run(['commit', '--quiet', '--allow-empty', '--no-verify', '--cleanup=whitespace', '-m', message])
    await rename(partial, path)
  })
}
