import { type Browser, chromium, type Page } from '@playwright/test'
import { CHROMIUM_ARGS } from '../support/chromium-args.ts'
import { getBrowser } from '../tools/get-browser.ts'

let found: string | undefined

/** Starts the browser that the tests use, without a window. @throws when there is none */
export async function openBrowser(): Promise<Browser> {
  found ??= await getBrowser()
  if (found === undefined) throw new Error('there is no Chromium; OPENLINEAR_BROWSER may name one')
  return chromium.launch({
    executablePath: found,
    // It would end this program at once; what else is to be cleaned up comes first. It is killed with it anyway.
    handleSIGINT: false,
    handleSIGTERM: false,
    args: CHROMIUM_ARGS,
  })
}

/** A new tab with nothing in any cache, 1440×900. */
export async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' })
  return context.newPage()
}
