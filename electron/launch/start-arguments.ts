export interface StartArguments {
  /** No desktop window, even where there could be one. */
  headless: boolean
  /** Open the page in the browser when there is no window. */
  open: boolean
  /** For the shell that is started. */
  rest: string[]
}

/** Takes out what is the launcher's own: `--headless`, `--open`, `--no-open`. */
export function readStartArguments(args: string[]): StartArguments {
  const own = new Set(['--headless', '--open', '--no-open'])
  return {
    headless: args.includes('--headless'),
    open: !args.includes('--no-open'),
    rest: args.filter((arg) => !own.has(arg)),
  }
}
