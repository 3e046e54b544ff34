import AxeBuilder from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { practiceProject, write } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'

const SHOTS = process.env.OPENLINEAR_SHOTS

async function shot(page: Page, name: string): Promise<void> {
  if (SHOTS !== undefined) await page.screenshot({ path: `${SHOTS}/${name}.png` })
}

const SERVER = `node -e 'require("node:http").createServer((q, s) => s.end("served")).listen(process.env.PORT, () => console.log("listening on port", process.env.PORT))'`

test('terminals and the dev command at the foot of a task, by keyboard', async ({ board, host, repo }) => {
  test.slow()
  const fixture = await practiceProject(host.client, repo)
  await host.client.projects.update({ id: fixture.projectId, devCommand: SERVER })
  const task = await fixture.task('Serve the page', write('index.html', 'hi\n'), { text: 'Done.' })
  const { id: runId } = await host.client.tasks.execute({ id: task.id })
  const { worktreePath } = await host.runWith(runId, 'succeeded')
  await board.goto(new URL(`/task/${task.identifier}`, host.url).href)
  await expect(board.getByRole('button', { name: 'Show the terminal' })).toBeVisible()

  const panel = board.getByRole('region', { name: 'Terminal', exact: true })
  const screen = panel.locator('.xterm-rows')
  const type = async (text: string) => {
    await board.keyboard.type(text)
    await board.keyboard.press('Enter')
  }
  // A first one is opened with the panel, and has the focus.
  await board.keyboard.press('Control+`')
  await expect(panel.getByRole('tab', { name: 'Terminal 1' })).toBeVisible()
  await expect(panel.getByRole('textbox', { name: 'Terminal 1: what is typed' })).toBeFocused()
  await type('pwd; printf "\\e[31mred \\e[32mgreen\\e[0m \\e[1mbold\\e[0m"; echo; stty size')
  await expect(screen).toContainText(worktreePath ?? '')
  await expect(screen).toContainText('red green bold')
  // A key of the page's is the program's in there.
  await board.keyboard.press('c')
  await expect(board.getByRole('dialog')).toHaveCount(0)
  await board.keyboard.press('Control+c')

  // What has gone up is found, the newest first; Escape gives the focus back.
  await type('for i in $(seq 1 60); do echo "Line $i of the nee""dle"; done; echo NEE""DLE')
  await expect(screen).toContainText('Line 60 of')
  await board.keyboard.press('ControlOrMeta+f')
  const find = panel.getByRole('search')
  await expect(find.getByRole('textbox', { name: 'Search this terminal' })).toBeFocused()
  await board.keyboard.type('needle')
  await expect(find.getByRole('status')).toHaveText('61 of 61')
  await board.keyboard.press('Enter')
  await expect(find.getByRole('status')).toHaveText('60 of 61')
  await board.keyboard.press('Shift+Enter')
  await expect(find.getByRole('status')).toHaveText('61 of 61')
  await find.getByRole('button', { name: 'Match case' }).click()
  await expect(find.getByRole('status')).toHaveText('60 of 60')
  await shot(board, 'find')
  await find.getByRole('textbox').press('Escape')
  await expect(find).toHaveCount(0)
  await expect(panel.getByRole('textbox', { name: 'Terminal 1: what is typed' })).toBeFocused()
  await type('clear; printf "\\e[31mred \\e[32mgreen\\e[0m \\e[1mbold\\e[0m"; echo')
  await expect(screen).toContainText('red green bold')

  // Another window shows it as it is, and gives it its own size only once it is used.
  const size = async () => {
    const [found] = (await host.client.terminals.list()).items
    return `${found?.cols} ${found?.rows}`
  }
  const first = await size()
  const other = await board.context().newPage()
  await other.setViewportSize({ width: 900, height: 700 })
  await other.goto(board.url())
  const there = other.getByRole('region', { name: 'Terminal', exact: true })
  await expect(there.locator('.xterm-rows')).toContainText('red green bold')
  await there.locator('.xterm-screen').click()
  await expect.poll(size).not.toBe(first)
  await board.bringToFront()
  await panel.locator('.xterm-screen').click()
  await expect.poll(size).toBe(first)
  // A program that asks for a colour is told it once, by the window that is used.
  await type("printf '\\e]11;?\\a'; cat")
  await expect(screen).toContainText('rgb:')
  await type('said')
  await expect(there.locator('.xterm-rows')).toContainText('said')
  await board.keyboard.press('Control+d')
  await type('echo o""ver')
  await expect(screen).toContainText('over')
  expect((await screen.innerText()).match(/rgb:/g)).toHaveLength(1)
  await other.close()

  // In a low window all give way to the log, but none of them wholly.
  await board.getByRole('tab', { name: 'Run 1' }).click()
  await board.setViewportSize({ width: 1024, height: 700 })
  await board.getByRole('button', { name: /^Properties:/ }).click()
  const heightOf = async (locator: Locator) => (await locator.boundingBox())?.height ?? 0
  expect(
    await heightOf(board.getByRole('list', { name: 'Log of run 1' }).locator('xpath=../..')),
  ).toBeGreaterThan(90)
  expect(await heightOf(panel)).toBeGreaterThan(110)
  expect(await heightOf(board.getByRole('complementary', { name: 'Properties' }))).toBeGreaterThan(60)
  await shot(board, 'low')
  await board.setViewportSize({ width: 1440, height: 900 })

  // It is as high as its user makes it.
  const edge = panel.getByRole('separator', { name: 'Height of the terminal' })
  const before = (await panel.boundingBox())?.height ?? 0
  await edge.focus()
  await board.keyboard.press('Shift+ArrowUp')
  await expect.poll(async () => (await panel.boundingBox())?.height ?? 0).toBeGreaterThan(before)

  // What is there comes again with the page, and one that is hidden goes on.
  await board.reload()
  await expect(screen).toContainText('red green bold')
  await shot(board, 'shell')
  await panel.getByRole('tab', { name: 'Terminal 1' }).click()
  await board.keyboard.press('Control+`')
  await expect(board.getByRole('textbox', { name: 'Terminal 1: what is typed' })).toBeFocused()
  await board.keyboard.press('F6')
  await expect(board.getByRole('textbox', { name: 'Terminal 1: what is typed' })).not.toBeFocused()

  // The dev command: from the properties, with its address.
  const properties = board.getByRole('complementary', { name: 'Properties' })
  await properties.getByRole('button', { name: 'Start' }).click()
  const link = properties.getByRole('link', { name: /^Open localhost:\d+/ })
  await expect(link).toBeVisible()
  expect(await (await fetch((await link.getAttribute('href')) ?? '')).text()).toBe('served')
  const dev = panel.getByRole('tab', { name: 'Dev' })
  await expect(dev).toHaveAttribute('aria-selected', 'true')
  await expect(screen).toContainText('listening on port')
  await shot(board, 'dev')
  await panel.getByRole('button', { name: 'Stop the dev command' }).click()
  await expect(panel.getByRole('status')).toContainText('Ended')
  await shot(board, 'dev-ended')
  await properties.getByRole('button', { name: 'Restart' }).click()
  await expect(link).toBeVisible()
  await expect(dev).toHaveAttribute('aria-selected', 'true')
  await panel.getByRole('button', { name: 'Stop the dev command' }).click()
  await panel.getByRole('button', { name: 'Start again' }).click()
  await expect(link).toBeVisible()
  await panel.getByRole('button', { name: 'Close Dev' }).click()

  const { violations } = await new AxeBuilder({ page: board }).include('[data-terminal-panel]').analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])

  // An end, and its code.
  await panel.getByRole('tab', { name: 'Terminal 1' }).click()
  await board.keyboard.press('Control+`')
  await expect(panel.getByRole('textbox', { name: 'Terminal 1: what is typed' })).toBeFocused()
  await type('exit 3')
  await expect(panel.getByRole('status')).toContainText('Ended with exit code 3')
  await panel.getByRole('button', { name: 'Open a new one' }).click()
  await expect(panel.getByRole('textbox', { name: 'Terminal 1: what is typed' })).toBeFocused()
  await panel.getByRole('button', { name: 'Close Terminal 1' }).click()
  await expect(panel.getByText('No terminal is open here')).toBeVisible()
  await expect(panel.getByRole('button', { name: 'New terminal' })).toBeFocused()
  await shot(board, 'empty')
  await board.keyboard.press('Control+`')
  await expect(panel).toHaveCount(0)
  await expect(board.getByRole('button', { name: 'Show the terminal' })).toBeVisible()
})
