import { describe, expect, test } from 'vitest'
import type { BatchNews } from '#shared/batch-news.ts'
import { onCrash } from './crash.ts'
import { linkIn, readDeepLink } from './deep-link.ts'
import { noticeOf, plainNotice } from './notices.ts'
import { onClose, onQuit, QUIT_CHOICES, quitQuestion } from './quit.ts'
import type { Happening } from './happenings.ts'

describe('quitting', () => {
  test('asks while agents work, and only once at a time', () => {
    expect(onQuit('no', 0)).toBe('go')
    expect(onQuit('no', 2)).toBe('ask')
    expect(onQuit('asking', 2)).toBe('wait')
    expect(onQuit('asking', 0)).toBe('wait')
  })

  test('that is decided does not ask', () => {
    expect(onQuit('going', 2)).toBe('go')
  })

  test('has a button for each choice; the harmless ones are the defaults', () => {
    const question = quitQuestion(2)
    expect(question.message).toBe('2 agents are at work.')
    expect(quitQuestion(0).message).toBe('A batch is being merged.')
    expect(question.buttons).toHaveLength(QUIT_CHOICES.length)
    expect(question.buttons[question.defaultId]).toBe('Keep running in the tray')
    expect(question.buttons[question.cancelId]).toBe('Cancel')
  })
})

describe('closing the window', () => {
  test('leaves working agents in the tray', () => {
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      expect(onClose('no', 1, platform)).toBe('hide')
      expect(onClose('asking', 1, platform)).toBe('hide')
    }
  })

  test('quits when nothing goes on, but not on a Mac', () => {
    expect(onClose('no', 0, 'linux')).toBe('quit')
    expect(onClose('no', 0, 'win32')).toBe('quit')
    expect(onClose('no', 0, 'darwin')).toBe('hide')
  })

  test('is not held up once the app quits', () => {
    expect(onClose('going', 3, 'darwin')).toBe('close')
  })
})

test('a page that breaks down is loaded again, but not for ever', () => {
  expect(onCrash(1_000_000, null)).toBe('reload')
  expect(onCrash(1_000_000, 990_000)).toBe('ask')
  expect(onCrash(1_000_000, 900_000)).toBe('reload')
})

describe('a link', () => {
  test('opens a task', () => {
    expect(readDeepLink('openlinear://task/APP-12')).toEqual({ to: 'task', identifier: 'APP-12' })
    expect(readDeepLink('OpenLinear://task/app-12/')).toEqual({ to: 'task', identifier: 'APP-12' })
  })

  test.each([
    'openlinear://task/',
    'openlinear://task/APP-12/execute',
    'openlinear://task/APP-12?x=1',
    'openlinear://task/../settings',
    'openlinear://settings',
    'openlinear:task/APP-12',
    'https://task/APP-12',
    'openlinear://task/APP-12\n',
    'x openlinear://task/APP-12',
    '',
  ])('%j is none of ours', (link) => {
    expect(readDeepLink(link)).toBe(null)
  })

  test('is found in a command line', () => {
    expect(linkIn(['--data-dir', '/d', 'openlinear://task/APP-1'])).toBe('openlinear://task/APP-1')
    expect(linkIn(['--data-dir', '/d'])).toBe(undefined)
  })
})

describe('a notification', () => {
  const all = {
    notifyWaiting: true,
    notifyReview: true,
    notifyFailed: true,
    notifyBatch: true,
    notifyPull: true,
    notifyMention: true,
    notifyFinished: true,
  }
  const task = { of: 'task' as const, item: null, identifier: 'APP-1', title: 'Greet' }
  const waiting: Happening = { ...task, kind: 'waiting', request: 'Run git push?' }
  const failed: Happening = { ...task, kind: 'failed', message: 'The check failed.' }
  const finished: Happening = { ...task, kind: 'finished' }

  test('says what happened to which task', () => {
    expect(noticeOf(waiting, all, null)).toEqual({
      title: 'APP-1 Greet waits for you',
      body: 'Run git push?',
    })
    expect(noticeOf(failed, all, null)).toEqual({ title: 'APP-1 Greet failed', body: 'The check failed.' })
    expect(noticeOf(finished, all, null)?.title).toBe('APP-1 Greet is ready for review')
    const mentioned: Happening = { ...task, kind: 'mentioned', author: 'grace', words: 'Is it right, @ada?' }
    expect(noticeOf(mentioned, all, null)).toEqual({
      title: 'grace mentioned you in APP-1 Greet',
      body: 'Is it right, @ada?',
    })
    expect(noticeOf(mentioned, { ...all, notifyMention: false }, null)).toBe(null)
  })

  test('is left out where the user wants none', () => {
    expect(noticeOf(waiting, { ...all, notifyWaiting: false }, null)).toBe(null)
    expect(noticeOf(failed, { ...all, notifyFailed: false }, null)).toBe(null)
    expect(noticeOf(finished, { ...all, notifyReview: false }, null)).toBe(null)
    expect(noticeOf(finished, { ...all, notifyFinished: false }, null)).not.toBe(null)
  })

  test('of a batch is told under settings of its own, unless the user looks at it', () => {
    const batch = (kind: BatchNews['kind']): Happening => ({
      of: 'batch',
      item: null,
      id: 'b1',
      news: { kind, title: 'Batch', body: '1 of 2 tasks merged.' },
    })
    const kinds = ['waiting', 'failed', 'finished', 'cancelled'] as const
    const told = (switches: typeof all) =>
      kinds.filter((kind) => noticeOf(batch(kind), switches, null) !== null)
    expect(told(all)).toEqual(['waiting', 'failed', 'finished'])
    expect(told({ ...all, notifyBatch: false })).toEqual(['finished'])
    expect(told({ ...all, notifyFinished: false })).toEqual(['waiting', 'failed'])
    expect(noticeOf(batch('failed'), all, 'app://openlinear/batches/b1')).toBe(null)
    expect(noticeOf(batch('failed'), all, 'app://openlinear/batches/b12')).not.toBe(null)
    expect(noticeOf(batch('failed'), all, 'app://openlinear/batches')).not.toBe(null)
  })

  test('of a pull request names its task or batch, unless the user looks at it', () => {
    const news = { kind: 'failed', what: 'checks of pull request #3 failed', body: '1 of 2.' } as const
    const ofTask: Happening = {
      of: 'pull',
      item: null,
      name: 'APP-1',
      identifier: 'APP-1',
      batchId: null,
      news,
    }
    const ofBatch: Happening = { ...ofTask, name: 'APP-1 and APP-2', identifier: null, batchId: 'b1' }
    expect(noticeOf(ofTask, all, null)).toEqual({
      title: 'APP-1: checks of pull request #3 failed',
      body: '1 of 2.',
    })
    expect(noticeOf(ofTask, { ...all, notifyPull: false }, null)).toBe(null)
    expect(noticeOf(ofTask, all, 'app://openlinear/task/app-1')).toBe(null)
    expect(noticeOf(ofTask, all, 'app://openlinear/batches/b1')).not.toBe(null)
    expect(noticeOf(ofBatch, all, 'app://openlinear/batches/b1')).toBe(null)
  })

  test('is left out for the task that the user looks at, and for no other', () => {
    expect(noticeOf(waiting, all, 'app://openlinear/task/app-1?tab=run')).toBe(null)
    expect(noticeOf(waiting, all, 'app://openlinear/task/APP-12')).not.toBe(null)
    expect(noticeOf(waiting, all, 'app://openlinear/')).not.toBe(null)
  })
})

test('a notification is one line of text, whatever an agent has written', () => {
  const notice = {
    title: 'APP-1 a\u202eb\nc',
    body: `Run <a href="https://evil">here</a>\u0000 ${'x'.repeat(999)}`,
  }
  const { title, body } = plainNotice(notice, 'linux')
  expect(title).toBe('APP-1 a b c')
  expect(body).toMatch(/^Run ‹a href="https:\/\/evil"›here‹\/a› x+…$/)
  expect(body).toHaveLength(300)
  expect(plainNotice({ title: '', body: 'cat a > b' }, 'darwin').body).toBe('cat a > b')
})
