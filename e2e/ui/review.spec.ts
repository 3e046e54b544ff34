import { AxeBuilder } from '@axe-core/playwright'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TestHost } from '../support/host.ts'
import { git } from '../support/repository.ts'
import { bash, practiceProject, scripted, write } from '../support/scripted.ts'
import { expect, test } from './fixtures.ts'

const lines = (changed: Record<number, string> = {}) =>
  Array.from({ length: 60 }, (_, at) => `${changed[at + 1] ?? `line ${at + 1}`}\n`).join('')

/** Red and 1 × 1, blue and 2 × 1. */
const RED = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR42mP4z8AAAAMBAQD3A0FDAAAAAElFTkSuQmCC'
const BLUE =
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR42mNgYPgPRAAFAgH/HnWEjwAAAABJRU5ErkJggg=='

test('a review by keys: walked, taken back and undone, sent back, read since, checked through a crash', async ({
  page,
  repo,
  dataFolder,
}) => {
  test.slow()
  await writeFile(join(repo, 'a.txt'), lines())
  await writeFile(join(repo, 'space.txt'), lines())
  await writeFile(join(repo, 'dot.png'), Buffer.from(RED, 'base64'))
  await git(repo, 'add', '-A')
  await git(repo, 'commit', '--quiet', '-m', 'Files')
  let host = await TestHost.start(dataFolder)
  try {
    const { projectId, task } = await practiceProject(host.client, repo)
    const { id, identifier } = await task(
      'Lines',
      write('a.txt', lines({ 10: 'ten', 40: 'forty' })),
      bash('sed -i "s/^/  /" space.txt; printf "{}\\n" > package-lock.json'),
      // Longer than what comes at once.
      bash(`(printf ${BLUE} | base64 -d; head -c 1000000 /dev/zero) > dot.png`),
      bash('ls nowhere; exit 3'),
      { text: 'Done.' },
    )
    const run = await host.runWith((await host.client.tasks.execute({ id })).id, 'succeeded')
    const file = () => readFile(join(run.worktreePath ?? '', 'a.txt'), 'utf8')
    await page.setViewportSize({ width: 1024, height: 700 })
    await page.goto(new URL(`/task/${identifier}#token=${host.token}`, host.url).href)
    const one = page.getByRole('region', { name: /^a\.txt/ })
    const keys = page.keyboard

    // A command that failed says so. The tabs are gone through by keys.
    await expect(one.getByText('forty')).toBeVisible()
    await keys.press(',')
    await expect(page.getByRole('listitem').filter({ hasText: 'ls nowhere' })).toContainText('exit 3')
    await keys.press('x')
    await expect(page.getByRole('button', { name: /ls nowhere/ })).toBeFocused()
    // The ring is for the keyboard.
    const tab = page.getByRole('tab', { name: /^Changes/ })
    await tab.click()
    await expect(tab).toBeFocused()
    await expect(tab).toHaveCSS('outline-style', 'none')
    await keys.press(',')
    await expect(one).toHaveCount(0)
    await keys.press('v')

    // The lines around a change come when they are asked for.
    await expect(one.getByText('forty')).toBeVisible()
    await keys.press('j')
    await expect(one.getByText('Change 1 of 2')).toBeVisible()
    await expect(one.getByText('line 20', { exact: true })).toBeHidden()
    await keys.press('u')
    await expect(one.getByText('line 20', { exact: true })).toBeVisible()
    await keys.press('j')
    await keys.press('j')
    const space = page.getByRole('region', { name: /^space\.txt/ })
    await expect(space.getByText('Change 1 of 1')).toBeVisible()
    await keys.press('w')
    await expect(space.getByText('Nothing but white space differs.')).toBeVisible()
    await keys.press('w')
    await expect(space.getByText('  line 1', { exact: true }).first()).toBeVisible()

    // A picture as it was stands beside how it is, where there is room.
    await page.setViewportSize({ width: 1440, height: 900 })
    const dot = page.getByRole('region', { name: /^dot\.png/ })
    await dot.scrollIntoViewIfNeeded()
    const [was, is] = [
      dot.getByRole('figure', { name: /^Before/ }),
      dot.getByRole('figure', { name: /^Now/ }),
    ]
    await expect(was).toContainText('1 × 1')
    await expect(is).toContainText('2 × 1')
    const [left, right] = [await was.boundingBox(), await is.boundingBox()]
    expect([left?.y, (left?.x ?? 0) < (right?.x ?? 0)]).toEqual([right?.y, true])
    await page.setViewportSize({ width: 1024, height: 700 })

    // What a program has written is folded, and walked past.
    const lock = page.getByRole('region', { name: /^package-lock\.json/ })
    await lock.getByRole('button', { name: 'A lock file, folded' }).click()
    await expect(lock.getByText('{}')).toBeVisible()

    await keys.press('k')
    await expect(lock.getByText('Change 1 of 1')).toBeVisible()
    await keys.press('k')
    await expect(one.getByText('Change 2 of 2')).toBeVisible()
    await keys.press('Shift+X')
    await expect(page.getByText(`${identifier}: took a change of a.txt back`)).toBeVisible()
    await expect(one.getByText('Change 1 of 1')).toBeVisible()
    expect(await file()).toBe(lines({ 10: 'ten' }))
    await keys.press('Control+z')
    await expect(page.getByText(/^Undone/)).toBeVisible()
    await expect(one.getByText('forty')).toBeVisible()
    expect(await file()).toBe(lines({ 10: 'ten', 40: 'forty' }))

    // What was taken back, and brought again, is known after a reload, too.
    await page.reload()
    await page.getByRole('tab', { name: /^Changes/ }).click()
    const taken = page.getByRole('region', { name: 'Taken back' })
    await expect(taken).toContainText('Brought line 40 of a.txt again')
    await taken.getByRole('button', { name: 'Take it back again' }).click()
    await expect(taken).toContainText('Took line 40 of a.txt back')
    await expect.poll(file).toBe(lines({ 10: 'ten' }))
    await taken.getByRole('button', { name: 'Undo' }).click()
    await expect(one.getByText('forty')).toBeVisible()
    await expect.poll(file).toBe(lines({ 10: 'ten', 40: 'forty' }))
    await keys.press('j')
    await expect(one.getByText('Change 1 of 2')).toBeVisible()

    // What is begun is there again after something else was looked at, and in another window, as what was added is.
    await keys.press('Shift+C')
    await keys.type('Ten of wh')
    await page.getByRole('tab', { name: 'Run 1' }).click()
    await page.getByRole('tab', { name: /^Changes/ }).click()
    const remark = one.getByRole('textbox', { name: 'Remark on line 10' })
    await expect(remark).toHaveValue('Ten of wh')
    await remark.press('End')
    await keys.type('at?')
    await keys.press('Control+Enter')
    await expect(one.getByText('Ten of what?')).toBeVisible()
    await space.getByRole('button', { name: 'Remark on this file' }).click()
    await keys.type('No tabs, please')
    await expect(page.getByRole('button', { name: 'Send back 2 remarks' })).toBeVisible()
    const another = await page.context().newPage()
    await another.goto(page.url())
    await expect(another.getByText('Ten of what?')).toBeVisible()
    await expect(another.getByRole('textbox', { name: 'Remark on space.txt' })).toHaveValue('No tabs, please')
    await another.getByRole('button', { name: 'Cancel' }).click()
    await another.getByRole('button', { name: 'Undo', exact: true }).click()
    await another.getByRole('textbox', { name: 'Remark on space.txt' }).press('Escape')
    await expect(another.getByRole('textbox', { name: 'Remark on space.txt' })).toHaveCount(0)
    await another.close()

    // Drawn over several lines, a remark is about all of them, whichever change is looked at.
    const numberOf = (line: number) => one.locator(`[data-column-number="${line}"]`).first()
    await numberOf(9).hover()
    await one.locator('[data-utility-button]').hover()
    await page.mouse.down()
    await numberOf(11).hover()
    await page.mouse.up()
    await one.getByRole('textbox', { name: 'Remark on lines 9–11' }).fill('All three, please.')
    await keys.press('Control+Enter')
    await expect(one.getByText('Lines 9–11')).toBeVisible()
    await page.getByRole('button', { name: 'Send back 2 remarks' }).click()
    const dialog = page.getByRole('dialog')
    await dialog
      .getByRole('textbox', { name: 'Comments' })
      .fill(scripted(write('b.txt', 'more\n'), { text: 'Answered.' }))
    await dialog.getByRole('button', { name: 'Send back' }).click()
    await expect(dialog).toHaveCount(0)
    const [next] = (await host.client.tasks.runs({ id })).items
    expect((await host.client.runs.get({ id: next?.id ?? '' })).prompt).toContain(
      'a.txt:9-11\n> line 9\n> ten\n> line 11\nAll three, please.',
    )
    await host.runWith(next?.id ?? '', 'succeeded')
    await page.getByRole('tab', { name: /^Changes/ }).click()
    await expect(one.getByText('Ten of what?')).toBeVisible()
    // The colours of code are its theme's.
    const { violations } = await new AxeBuilder({ page }).disableRules('color-contrast').analyze()
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([])
    await page.getByRole('radio', { name: 'Since your last review' }).click()
    await expect(one).toHaveCount(0)
    await expect(page.getByRole('region', { name: /^b\.txt/ })).toBeVisible()
    // What was said of a file that nothing has been done about is not lost.
    const loose = page.getByRole('region', { name: 'Remarks on what is not in these changes' })
    await expect(loose.getByRole('region', { name: 'Your earlier remark on a.txt:10' })).toContainText(
      'Ten of what?',
    )

    await host.client.projects.update({ id: projectId, checkCommand: 'echo so far; sleep 60' })
    await expect(page.getByRole('button', { name: 'Run the check' })).toBeVisible()
    await keys.press('Shift+V')
    const check = page.getByRole('region', { name: 'Check' })
    await expect(check.getByText('The check is running')).toBeVisible()
    await check.getByRole('button', { name: 'Show the log' }).click()
    await expect(page.getByText('sleep 60').first()).toBeVisible()
    await host.kill()
    host = await TestHost.start(dataFolder, { OPENLINEAR_TEST_PORT: new URL(host.url).port })
    await page.getByRole('tab', { name: /^Changes/ }).click()
    await expect(check.getByText('The check was broken off')).toBeVisible({ timeout: 30_000 })
    await host.client.projects.update({ id: projectId, checkCommand: 'grep -q more b.txt' })
    await check.getByRole('button', { name: 'Run it again' }).click()
    await expect(check.getByText('The check passed')).toBeVisible()
  } finally {
    await host.stop()
  }
})
