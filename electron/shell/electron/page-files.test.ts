import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isOurs, isTrustedSender } from './origin.ts'
import { answerPage, pageFile } from './page-files.ts'

let root: string
let folder: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'page-'))
  folder = join(root, 'renderer')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>OpenLinear</title>')
  writeFileSync(join(folder, 'assets', 'app-1a.js'), 'export {}')
  writeFileSync(join(root, 'secret.js'), 'secret')
  mkdirSync(join(root, 'renderer-more'))
  writeFileSync(join(root, 'renderer-more', 'secret.js'), 'secret')
})
afterAll(() => rmSync(root, { recursive: true }))

const get = (url: string, method = 'GET') => answerPage(folder, { method, url })

test('serves the page at its own addresses, its files with their types, under a strict policy', async () => {
  for (const path of ['/', '/index.html', '/task/APP-1', '/projects/x/settings', '/?project=1']) {
    const answer = await get(`app://openlinear${path}`)
    expect(answer.status, path).toBe(200)
    expect(await answer.text()).toContain('<title>OpenLinear')
  }
  const script = await get('app://openlinear/assets/app-1a.js')
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(await script.text()).toBe('export {}')

  const policy = script.headers.get('content-security-policy') ?? ''
  const rules = Object.fromEntries(policy.split('; ').map((rule) => rule.split(/ (.*)/)))
  expect(rules).toMatchObject({
    'default-src': "'none'",
    'script-src': "'self'",
    'worker-src': "'self'",
    'connect-src': "'none'",
    // A picture's address could carry away what an agent has read.
    'img-src': "'self' data: blob:",
    'frame-ancestors': "'none'",
    'base-uri': "'none'",
  })
  expect(policy).not.toMatch(/unsafe-eval/)
})

test.each([
  '/assets/missing.js',
  '/assets/missing',
  '/missing.js',
  '/..%2fsecret.js',
  '/%2e%2e/secret.js',
  '/../secret.js',
  '/assets/..%2f..%2fsecret.js',
  '/..%2frenderer-more%2fsecret.js',
  '/..%5csecret.js',
  '/secret.js%00.html',
  '/%zz',
])('has no %s', async (path) => {
  const answer = await get(`app://openlinear${path}`)
  expect(answer.status).toBe(404)
  expect(await answer.text()).toBe('')
})

test('answers for no other origin and no other method', async () => {
  expect(pageFile(folder, 'app://elsewhere/index.html')).toBe(null)
  expect((await get('app://elsewhere/index.html')).status).toBe(404)
  expect((await get('app://openlinear/', 'POST')).status).toBe(405)
  const head = await get('app://openlinear/', 'HEAD')
  expect([head.status, await head.text()]).toEqual([200, ''])
})

test('knows its own origin', () => {
  expect(isOurs('app://openlinear/x?y#z')).toBe(true)
  for (const url of ['app://openlinear.x/', 'app://x@elsewhere/', 'https://openlinear/', 'openlinear', '']) {
    expect(isOurs(url), url).toBe(false)
  }
})

test('talks with the page alone', () => {
  expect(isTrustedSender({ url: 'app://openlinear/', parent: null })).toBe(true)
  expect(isTrustedSender({ url: 'app://openlinear/', parent: {} })).toBe(false)
  expect(isTrustedSender({ url: 'https://example.com/', parent: null })).toBe(false)
  expect(isTrustedSender(null)).toBe(false)
})
