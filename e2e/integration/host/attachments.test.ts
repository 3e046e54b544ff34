import { createHash } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attachmentReference, MAX_ATTACHMENT } from '#shared/attachment-refs.ts'
import type { Attachment } from '#shared/attachments.ts'
import { TestHost } from '../../support/host.ts'
import { makeRepository, temporaryFolder } from '../../support/repository.ts'
import { type Fixture, practiceProject, scripted } from '../../support/scripted.ts'

let dataFolder: string
let repo: string
let host: TestHost
let fixture: Fixture

beforeAll(async () => {
  dataFolder = await temporaryFolder('data')
  repo = await makeRepository({ 'README.md': '# Fixture\n' })
  // Nobody is killed before the last test says so.
  host = await TestHost.start(dataFolder, {
    OPENLINEAR_KILL_AT: 'session:written',
    OPENLINEAR_KILL_ARMED: 'later',
  })
  fixture = await practiceProject(host.client, repo)
})
afterAll(async () => {
  await host.stop()
  await rm(dataFolder, { recursive: true, force: true })
  await rm(repo, { recursive: true, force: true })
})

const send = (name: string, body: Uint8Array<ArrayBuffer>, on = host) =>
  on.fetch(`/api/attachments?name=${encodeURIComponent(name)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body,
  })
const attach = async (name: string, body: Uint8Array<ArrayBuffer>): Promise<Attachment> => {
  const answer = await send(name, body)
  expect(answer.status).toBe(201)
  return (await answer.json()) as Attachment
}
const bytesOf = (text: string) => new TextEncoder().encode(text)
const digestOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
/** How the practice model tells of a file. */
const heard = (mime: string, bytes: Uint8Array) => `${mime}:${digestOf(bytes).slice(0, 8)}`

/** A picture of one grey pixel, of this brightness. */
function picture(grey: number): Uint8Array<ArrayBuffer> {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const size = Buffer.alloc(4)
    size.writeUInt32BE(data.length)
    const check = Buffer.alloc(4)
    check.writeUInt32BE(crc32(body))
    return Buffer.concat([size, body, check])
  }
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])
  return new Uint8Array(
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(Buffer.from([0, grey]))),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  )
}

const PDF = bytesOf('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')

describe('a file that is attached', () => {
  it('is kept once, whatever it is called, and read back as it was', async () => {
    const bytes = picture(1)
    const [one, other] = [await attach('one.png', bytes), await attach('two.png', bytes)]
    expect(one).toMatchObject({ name: 'one.png', mime: 'image/png', bytes: bytes.length })
    expect(other.id).not.toBe(one.id)
    expect(other.sha256).toBe(digestOf(bytes))
    expect(await readdir(join(dataFolder, 'attachments', one.sha256))).toEqual(['file.png'])
    expect(await readdir(join(dataFolder, 'attachments', '.incoming'))).toEqual([])
    expect(await host.client.attachments.get({ id: one.id })).toEqual(one)

    const answer = await host.fetch(`/api/attachments/${one.id}/content`)
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes)
    expect(answer.headers.get('content-type')).toBe('image/png')
    expect(answer.headers.get('content-disposition')).toMatch(/^inline;/)
    const bare = await fetch(new URL(`/api/attachments/${one.id}/content`, host.url))
    expect(bare.status).toBe(401)
  })

  it.each([
    [
      'a page that calls itself a picture',
      'cat.png',
      '<!doctype html><script>alert(1)</script>',
      'text/plain',
    ],
    ['a drawing with a program in it', 'a.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'text/plain'],
    ['bytes that are nothing', 'a.png', 'what\0\u0001\0', 'application/octet-stream'],
  ])('is told by its content and runs nowhere: %s', async (_, name, content, mime) => {
    const attachment = await attach(name, bytesOf(content))
    expect(attachment.mime).toBe(mime)
    const { headers } = await host.fetch(`/api/attachments/${attachment.id}/content`)
    expect(headers.get('content-type')).toBe('application/octet-stream')
    expect(headers.get('content-disposition')).toMatch(/^attachment;/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
  })

  it('has a name that leads nowhere', async () => {
    const { id, name, sha256 } = await attach('../../etc/\u202egnp.\r\nx: y\u202c".png', picture(2))
    expect(name).toBe('gnp. x: y ".png')
    expect(await readdir(join(dataFolder, 'attachments', sha256))).toEqual(['file.png'])
    const { headers } = await host.fetch(`/api/attachments/${id}/content`)
    expect(headers.get('content-disposition')).toBe("inline; filename*=UTF-8''gnp.%20x%3A%20y%20%22.png")
  })

  it('is refused when it is too large or empty, and leaves nothing behind', async () => {
    const large = await send('large.bin', new Uint8Array(MAX_ATTACHMENT + 1))
    expect([large.status, await large.json()]).toMatchObject([413, { code: 'PAYLOAD_TOO_LARGE' }])
    const empty = await send('empty.txt', new Uint8Array(0))
    expect([empty.status, await empty.json()]).toMatchObject([400, { code: 'BAD_REQUEST' }])
    // The largest there may be, in pieces of no known length.
    const pieces = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let piece = 0; piece < 20; piece++) controller.enqueue(new Uint8Array(1 << 20).fill(piece))
        controller.close()
      },
    })
    const init = { method: 'POST', body: pieces, duplex: 'half' }
    const largest = await host.fetch('/api/attachments?name=most.bin', init as RequestInit)
    expect([largest.status, await largest.json()]).toMatchObject([201, { bytes: MAX_ATTACHMENT }])
    expect(await readdir(join(dataFolder, 'attachments', '.incoming'))).toEqual([])
  })

  it('is shown on the disk page', async () => {
    await attach('shown.png', picture(3))
    const { items } = await host.client.storage.report()
    const item = items.find(({ kind }) => kind === 'attachments')
    expect(item?.note).toMatch(/files beside texts\. No text refers to/)
  })
})

describe('an agent', () => {
  /** A task whose agent writes down which files it was given, and the run of it. */
  const runOf = async (words: string) => {
    const description = `${words}\n\n${scripted({ text: 'Given: {{files}}' })}`
    const task = await host.client.tasks.create({ projectId: fixture.projectId, title: 'Look', description })
    const { id } = await host.client.tasks.execute({ id: task.id })
    return { task, run: await host.runWith(id, 'succeeded', 'failed') }
  }

  it('is given what its prompt refers to, and only that', async () => {
    const [shown, quoted, pdf] = [picture(10), picture(11), PDF]
    const references = [await attach('a [b].png', shown), await attach('spec.pdf', pdf)].map(
      attachmentReference,
    )
    const inFence = `\`\`\`\n${attachmentReference(await attach('quoted.png', quoted))}\n\`\`\``
    const others = [
      attachmentReference(await attach('notes.txt', bytesOf('the word is mulberry'))),
      attachmentReference(await attach('data.bin', bytesOf('\0\u0001'))),
    ]
    const { run } = await runOf([...references, inFence, ...others].join('\n\n'))
    expect(run.summary).toBe(`Given: ${heard('image/png', shown)} ${heard('application/pdf', pdf)}`)
  })

  it('is not given what words from elsewhere refer to', async () => {
    const bytes = picture(20)
    const reference = attachmentReference(await attach('mine.png', bytes))
    const { task } = await runOf(`Mine: ${reference}`)
    const text = `- Theirs\n  See ${reference}`
    const { projectId } = fixture
    const { taskIds } = await host.client.imports.create({ projectId, format: 'markdown', text })
    const id = taskIds[0] ?? ''
    const promptOf = async () => (await host.client.tasks.prompt({ id })).text
    expect(await promptOf()).toMatch(/See mine\.png$/m)
    // Nor when the user has mended a word of it. What the user puts there goes along.
    await host.client.tasks.update({ id, description: `Look at ${reference}` })
    expect(await promptOf()).toMatch(/Look at mine\.png$/m)
    await host.client.tasks.addComment({ id, body: reference })
    expect(await promptOf()).toContain(`Look at ${reference}`)
    expect((await host.client.tasks.prompt({ id: task.id })).text).toContain(reference)
  })

  it('is given it after the host was killed before it was said', async () => {
    const bytes = picture(30)
    const reference = attachmentReference(await attach('late.png', bytes))
    const description = `See ${reference}\n\n${scripted({ text: 'Given: {{files}}' })}`
    const task = await host.client.tasks.create({ projectId: fixture.projectId, title: 'Later', description })
    host.process.kill('SIGUSR2')
    const { id } = await host.client.tasks.execute({ id: task.id })
    expect(await host.wasKilledAt('session:written')).toBe(true)
    host = await TestHost.start(dataFolder)
    const run = await host.runWith(id, 'succeeded', 'failed')
    expect(run.summary).toBe(`Given: ${heard('image/png', bytes)}`)
  })
})

/** As PNG has it. */
function crc32(bytes: Uint8Array): number {
  let sum = 0xffff_ffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb8_8320 : sum >>> 1
  }
  return (sum ^ 0xffff_ffff) >>> 0
}
