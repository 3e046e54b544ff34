import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { attachmentReference } from '#shared/attachment-refs.ts'
import type { Attachment } from '#shared/attachments.ts'
import { openStore, type Store } from '../store/store.ts'
import { type Fixture, openFixture } from '../tasks/fixture.ts'
import type { ImportedTask } from '../tasks/tasks.ts'
import { type AttachmentsRoom, attachmentsOfTask, createAttachments } from './attachments.ts'

let fixture: Fixture
let folder: string
let now: number
let store: Store
let room: AttachmentsRoom

const clock = () => new Date(now)
const open = async () => {
  room = createAttachments({ store, dataFolder: folder, log: () => {} })
  await room.recover()
}
beforeEach(async () => {
  now = Date.parse('2030-01-01T00:00:00Z')
  fixture = await openFixture({ clock })
  ;({ folder, store } = fixture)
  await open()
})
afterEach(async () => {
  await room.close()
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

async function* piecesOf(text: string) {
  for (const piece of text.match(/.{1,7}/gsu) ?? []) yield Buffer.from(piece)
}
const add = (text: string, name = 'a.txt') => room.add(name, piecesOf(text))
const days = (count: number) => {
  now += count * 86_400_000
}
const contents = async () =>
  (await readdir(join(folder, 'attachments'))).filter((name) => !name.startsWith('.'))
const isThere = ({ id }: Attachment) =>
  room.get(id).then(
    () => true,
    () => false,
  )

test('what no text refers to goes after seven days, and its content with the last of its names', async () => {
  const { tasks, comments } = fixture
  const [one, other, used] = [await add('same'), await add('same', 'b.txt'), await add('used')]
  const task = await fixture.add(await fixture.project('APP'), 'T', {
    description: attachmentReference(used),
  })
  expect(await room.figures()).toEqual({ count: 3, unused: 2 })
  days(6)
  expect(await room.sweep()).toBe(0)
  // Somebody looks at it: it stands in a draft.
  for await (const _ of (await room.read(other.id)).chunks);
  days(2)
  expect(await room.sweep()).toBe(1)
  expect([await isThere(one), await isThere(other), (await contents()).length]).toEqual([false, true, 2])
  days(8)
  expect(await room.sweep()).toBe(1)
  expect(await contents()).toEqual([used.sha256])

  const comment = await comments.add(task.id, attachmentReference(used))
  await tasks.update({ id: task.id, description: '' })
  days(30)
  expect(await room.sweep()).toBe(0)
  await comments.remove(comment.id)
  expect(await room.sweep()).toBe(0)
  days(8)
  expect(await room.sweep()).toBe(1)
  expect(await contents()).toEqual([])
})

test('a text that refers to it again, in a fence too, has it stay', async () => {
  const kept = await add('kept')
  const project = await fixture.project('APP')
  days(6)
  await room.sweep()
  await fixture.add(project, 'T', { description: `\`\`\`\n${attachmentReference(kept)}\n\`\`\`` })
  days(9)
  expect(await room.sweep()).toBe(0)
  expect(await isThere(kept)).toBe(true)
  expect(await room.figures()).toEqual({ count: 1, unused: 0 })
})

test('a draft that is kept as JSON keeps it as well', async () => {
  const kept = await add('kept', 'a [b].txt')
  const fields = JSON.stringify({ description: attachmentReference(kept) })
  const row = { id: store.newId(), project_id: null, name: 'T', fields, updated_seq: 1, deleted_at: null }
  const at = store.now()
  await store.write((tx) =>
    tx.db
      .insertInto('templates')
      .values({ ...row, created_at: at, updated_at: at })
      .execute(),
  )
  days(30)
  expect(await room.sweep()).toBe(0)
})

test('what a crash left between two steps is finished at the next start', async () => {
  const kept = await add('kept')
  // Written, and killed before its row said so; removed from the rows, and killed before the file went.
  const sha256 = 'e'.repeat(64)
  await mkdir(join(folder, 'attachments', sha256))
  await writeFile(join(folder, 'attachments', sha256, 'file.txt'), 'half')
  await writeFile(join(folder, 'attachments', '.incoming', 'x'), 'half')
  const half = { sha256, extension: '.txt', mime: 'text/plain', bytes: 9, is_whole: 0 }
  await store.write((tx) => tx.db.insertInto('attachment_files').values(half).execute())
  await room.close()
  await store.close()
  store = await openStore({ folder, clock })
  await open()
  expect(await readdir(join(folder, 'attachments'))).toEqual([kept.sha256])
  expect(await store.db.selectFrom('attachment_files').select('sha256').execute()).toEqual([
    { sha256: kept.sha256 },
  ])
})

test('a copy of a task takes along what the user put there, and who wrote the rest', async () => {
  const { tasks } = fixture
  const [theirs, mine, later] = [await add('theirs'), await add('mine'), await add('later')]
  const project = await fixture.project('APP')
  const imported: ImportedTask = {
    title: 'T',
    description: attachmentReference(theirs),
    status: 'todo',
    priority: 'none',
    labelIds: [],
    dueDate: null,
    estimate: null,
    parent: null,
    author: 'mallory',
  }
  const [task] = await store.write((tx) => tasks.importIn(tx, project, [imported], 'GitHub'))
  if (task === undefined) throw new Error('nothing was imported')
  const copyOf = (description: string) =>
    tasks.create({ projectId: project, title: 'T', description, copyOf: task.identifier })
  const countedIn = async ({ id }: { id: string }) => [...(await attachmentsOfTask(store.db, id))]

  const copy = await copyOf(task.description)
  expect(await countedIn(copy)).toEqual([])
  expect((await tasks.forPrompt(copy.id)).author).toBe('mallory')
  expect((await tasks.activity(copy.id)).items).toMatchObject([{ kind: 'created', to: 'APP-1' }])
  const again = await tasks.create({
    projectId: project,
    title: 'T',
    description: copy.description,
    copyOf: copy.id,
  })
  expect((await tasks.forPrompt(again.id)).author).toBe('mallory')

  const own = `${task.description} ${attachmentReference(mine)}`
  await tasks.update({ id: task.id, description: own })
  expect(await countedIn(await copyOf(own))).toEqual([mine.id])
  const written = await copyOf(`${own} ${attachmentReference(later)}`)
  expect((await countedIn(written)).toSorted()).toEqual([mine.id, later.id].toSorted())
  expect((await tasks.forPrompt(written.id)).author).toBeNull()
  await expect(tasks.create({ projectId: project, title: 'T', copyOf: 'APP-99' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('a content that somebody has removed is gone in words, and comes back when it is brought again', async () => {
  const attachment = await add('lost')
  await rm(join(folder, 'attachments', attachment.sha256), { recursive: true })
  await expect(room.read(attachment.id)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(await room.filesOf(attachmentReference(attachment))).toEqual([])
  await add('lost')
  expect(await room.filesOf(attachmentReference(attachment))).toMatchObject([{ id: attachment.id }])
})

test('many who bring the same at once leave one content', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, (_, place) => add('the same', `${place}.txt`)))
  expect(new Set(all.map(({ id }) => id)).size).toBe(8)
  expect(await contents()).toEqual([all[0]?.sha256])
})
