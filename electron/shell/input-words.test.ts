import { expect, test } from 'vitest'
import { z } from 'zod'
import { createTask, updateTask } from '#shared/tasks.ts'
import { createProject, updateProject } from '#shared/projects.ts'
import { updateSettings } from '#shared/settings.ts'
import { inputWords } from './input-words.ts'

test.each<[schema: z.ZodType, input: unknown, words: string[]]>([
  [createTask, {}, ['is missing', 'is missing']],
  [createTask, null, ['should be an object']],
  [createProject, { localPath: '' }, ['should not be empty']],
  [createProject, { localPath: 5, name: '' }, ['should be text', 'a project needs a name']],
  [createProject, { localPath: 'x'.repeat(4097) }, ['at most 4,096 characters']],
  [createProject, { color: 'beige' }, [expect.stringMatching(/^should be one of gray, blue, /)]],
  [
    createProject,
    { copyFiles: 'x', z: 1 },
    ['should be a list', expect.stringMatching(/^there is no field "z"; the fields are localPath, /)],
  ],
  [createProject, { y: 1, z: 1 }, [expect.stringMatching(/^there are no fields "y", "z"; the fields are /)]],
  [
    createProject,
    { repoPath: '/r' },
    [
      expect.stringMatching(
        /^there is no field "repoPath"; did you mean localPath\? The fields are .*\bcloneUrl\b/,
      ),
    ],
  ],
  [
    updateProject,
    { id: '01990000-0000-7000-8000-000000000001', setup_command: 'x' },
    [expect.stringContaining('did you mean setupCommand?')],
  ],
  [updateTask, { id: 'A-1', titel: 'x' }, [expect.stringContaining('did you mean title?')]],
  [updateSettings, { paralelLimit: 1 }, [expect.stringContaining('did you mean parallelLimit?')]],
  [createProject, { parallelLimit: 0 }, ['at least 1']],
  [createProject, { parallelLimit: 1.5 }, ['should be a whole number']],
  [updateTask, { id: 'A-1', archived: 'x' }, ['should be true or false']],
  [updateSettings, { theme: 7 }, [expect.stringMatching(/^should be one of /)]],
  [z.url(), 'x', [expect.stringMatching(/whole address/)]],
  [z.string().regex(/x/), 'y', ['is not written as it should be']],
  [z.union([z.string(), z.number()]), true, ['is not of a form that is known here']],
  [z.array(z.string()).min(1), [], ['at least 1 entry']],
])('what is wrong is said in plain words (%#)', (schema, input, words) => {
  const read = schema.safeParse(input, { error: inputWords })
  expect(read.error?.issues.map(({ message }) => message)).toEqual(words)
})
