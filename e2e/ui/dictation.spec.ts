import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { practiceProject } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'
import { type Speech, type SpeechControl, standInForSpeech } from './speech.ts'

const goalOf = (page: Page) => page.getByRole('textbox', { name: 'Goal' })
const microphoneOf = (page: Page) => page.getByRole('button', { name: /^Dictate/ })
const hear = (page: Page, ...pieces: Parameters<SpeechControl['hear']>) =>
  page.evaluate((heard) => window.speech.hear(...heard), pieces)
const begun = (page: Page) => page.evaluate(() => window.speech.begun)
const asked = (page: Page) => page.evaluate(() => window.speech.asked)
const listens = (page: Page) => page.evaluate(() => window.speech.listens)

/** The form for a new goal, in a browser with this recogniser. */
async function open(board: Page, speech: Speech): Promise<void> {
  await standInForSpeech(board, speech)
  await board.goto(new URL('/brainstorm', board.url()).href)
  await expect(goalOf(board)).toBeFocused()
}

test('a goal is dictated', async ({ board, host, repo }) => {
  await practiceProject(host.client, repo)
  await open(board, { languages: { 'en-US': 'available' } })
  const goal = goalOf(board)
  const microphone = microphoneOf(board)
  const status = (words: string) => board.getByRole('status').filter({ hasText: words })

  // At the caret, with what belongs around it; the words show before they are sure.
  await goal.fill('Greet.\nIn German, too.')
  await goal.press('ControlOrMeta+Home')
  await goal.press('End')
  await goal.press('ArrowLeft')
  await expect(microphone).toHaveAttribute('aria-pressed', 'false')
  await microphone.click()
  await expect(status('Listening')).toBeVisible()
  await expect(microphone).toHaveAttribute('aria-pressed', 'true')
  await expect(goal).toBeFocused()
  await hear(board, { text: 'readers in too' })
  await expect(board.getByText('readers in too')).toBeVisible()
  await expect(goal).toHaveValue('Greet.\nIn German, too.')
  await hear(board, { text: 'readers in two', final: true }, { text: ' langu' })
  await expect(goal).toHaveValue('Greet readers in two.\nIn German, too.')
  const { violations } = await new AxeBuilder({ page: board }).include('main').setLegacyMode().analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])

  // One can type meanwhile. Escape ends it once the last words are written, and nothing else.
  await board.keyboard.type(' or more')
  await hear(board, { text: 'readers in two', final: true }, { text: ' languages' })
  await board.keyboard.press('Escape')
  await expect(goal).toHaveValue('Greet readers in two or more languages.\nIn German, too.')
  await expect(status('Listening')).toHaveCount(0)
  await expect(goal).toBeFocused()
  await board.keyboard.press('ControlOrMeta+z')
  await expect(goal).toHaveValue('Greet readers in two or more.\nIn German, too.')
  expect(await begun(board)).toEqual([
    { lang: 'en-US', processLocally: true, continuous: true, interimResults: true },
  ])

  // Who leaves the field is not listened to any more; what was read off the screen is kept.
  await board.keyboard.press('ControlOrMeta+End')
  await board.keyboard.press('ControlOrMeta+Shift+d')
  await expect(status('Listening')).toBeVisible()
  await hear(board, { text: 'nothing else' })
  await board.getByRole('heading', { name: 'What shall be reached?' }).click()
  await expect(goal).toHaveValue('Greet readers in two or more.\nIn German, too. Nothing else')
  expect(await listens(board)).toBe(false)

  // What sends the goal sends what is half heard, too.
  await goal.focus()
  await board.keyboard.press('ControlOrMeta+Shift+d')
  await hear(board, { text: 'at all' })
  await board.keyboard.press('ControlOrMeta+Enter')
  await expect(board.getByRole('heading', { name: 'Greet readers in two or more.' })).toBeVisible()
  await expect(board.getByText('In German, too. Nothing else at all')).toBeVisible()
  expect(await listens(board)).toBe(false)
})

test('a microphone that is refused is told, and tried again', async ({ board, host, repo }) => {
  await practiceProject(host.client, repo)
  await open(board, { languages: { 'en-US': 'available' }, error: 'not-allowed' })
  await goalOf(board).fill('Greet')
  await microphoneOf(board).press('Space')
  const refused = board.getByRole('alert').filter({ hasText: 'does not let this page hear the microphone' })
  await expect(refused).toBeVisible()
  await expect(goalOf(board)).toHaveValue('Greet')
  await board.evaluate(() => delete window.speech.said.error)
  await refused.getByRole('button', { name: 'Try again' }).click()
  await expect(refused).toHaveCount(0)
  await hear(board, { text: 'them', final: true })
  await expect(goalOf(board)).toHaveValue('Greet them')
  await board.keyboard.press('Escape')
  await expect.poll(() => listens(board)).toBe(false)

  // Gone elsewhere, nobody listens.
  await board.getByRole('link', { name: 'Inbox' }).click()
  await board.goBack()
  await microphoneOf(board).click()
  await expect.poll(() => listens(board)).toBe(true)
  await board.goForward()
  await expect(goalOf(board)).toHaveCount(0)
  expect(await listens(board)).toBe(false)
})

test('a language pack is downloaded after a yes only, and another language can be spoken', async ({
  board,
  host,
  repo,
}) => {
  await practiceProject(host.client, repo)
  await board.addInitScript(() =>
    Object.defineProperty(navigator, 'languages', { value: ['en-US', 'de-DE', 'xx'] }),
  )
  await open(board, { languages: { 'en-US': 'downloadable', 'de-DE': 'downloadable' } })
  const microphone = microphoneOf(board)
  await microphone.click()
  const question = board.getByRole('status').filter({ hasText: 'has to download its language pack once' })
  await expect(question).toContainText('English')
  expect(await board.evaluate(() => window.speech.downloaded)).toBeNull()
  await question.getByRole('button', { name: 'Not now' }).click()
  await expect(question).toHaveCount(0)
  await expect(goalOf(board)).toBeFocused()

  const end = (done: boolean) => board.evaluate((how) => window.speech.downloaded?.(how), done)
  await microphone.click()
  await question.getByRole('button', { name: 'Download the language pack' }).click()
  await expect(board.getByText('The browser downloads its language pack')).toBeVisible()
  await end(false)
  await board.getByRole('alert').getByRole('button', { name: 'Try again' }).click()
  await expect(board.getByText('The browser downloads its language pack')).toBeVisible()
  await end(true)
  await expect(board.getByText('Dictation in English is ready')).toBeVisible()
  // Nobody listens before the next press.
  expect(await begun(board)).toEqual([])
  await microphone.click()
  await expect.poll(() => listens(board)).toBe(true)

  await board.evaluate(() => (window.speech.said.languages['de-DE'] = 'available'))
  await board.getByRole('button', { name: 'Speak German' }).click()
  await expect(board.getByRole('button', { name: 'Speak English' })).toBeVisible()
  await hear(board, { text: 'grüße sie', final: true })
  await expect(goalOf(board)).toHaveValue('Grüße sie')
  expect((await begun(board)).map(({ lang }) => lang)).toEqual(['en-US', 'de-DE'])
})

test('nothing is shown where speech would leave the machine', async ({ board, host, repo }) => {
  await practiceProject(host.client, repo)
  await open(board, { languages: { 'en-US': 'available' }, remoteOnly: true })
  await goalOf(board).press('ControlOrMeta+Shift+d')
  await expect(microphoneOf(board)).toHaveCount(0)
  expect(await asked(board)).toEqual([])

  const speeches: Speech[] = [
    { languages: {} },
    // Chromium as Debian packs it: no download would ever end.
    { languages: { 'en-US': 'downloadable' }, brand: 'Chromium' },
  ]
  for (const speech of speeches) {
    await open(board, speech)
    await expect.poll(() => asked(board)).toContain('en-US')
    await goalOf(board).press('ControlOrMeta+Shift+d')
    await expect(microphoneOf(board)).toHaveCount(0)
    expect(await begun(board)).toEqual([])
  }
})
