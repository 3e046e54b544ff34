import { EventEmitter } from 'node:events'
import { beforeEach, expect, test, vi } from 'vitest'

const fake = vi.hoisted(() => ({ app: null as unknown as EventEmitter & { isPackaged: boolean } }))
vi.mock('electron', () => ({
  get app() {
    return fake.app
  },
}))
const { Links } = await import('./links.ts')

beforeEach(() => {
  fake.app = Object.assign(new EventEmitter(), { isPackaged: false })
})

test('links that come before anybody listens are held, whichever way they come', () => {
  const links = new Links(['--data-dir', '/x', 'openlinear://task/APP-1'])
  let isTaken = false
  fake.app.emit('open-url', { preventDefault: () => (isTaken = true) }, 'openlinear://task/APP-2')
  fake.app.emit('second-instance', {}, ['openlinear', 'openlinear://task/APP-3'], '/')
  fake.app.emit('second-instance', {}, ['openlinear'], '/')
  expect(isTaken).toBe(true)
  const heard: string[] = []
  links.listen((link) => heard.push(link))
  fake.app.emit('second-instance', {}, ['openlinear', 'openlinear://task/APP-4'], '/')
  expect(heard).toEqual([1, 2, 3, 4].map((number) => `openlinear://task/APP-${number}`))
})
