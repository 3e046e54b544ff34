import { app } from 'electron'
import { LINK_SCHEME, linkIn } from './deep-link.ts'

/**
 * Takes links from the system from now on; they come before anything is ready, too, so they are held until
 * somebody listens.
 */
export class Links {
  #listener: ((link: string) => void) | null = null
  #held: string[]

  constructor(args: readonly string[]) {
    const first = linkIn(args)
    this.#held = first === undefined ? [] : [first]
    app.on('open-url', (event, url) => {
      event.preventDefault()
      this.take(url)
    })
    app.on('second-instance', (_event, args) => {
      const link = linkIn(args)
      if (link !== undefined) this.take(link)
    })
    // A build that is tried out must not take the links of the installed app.
    if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME)
  }

  take(link: string): void {
    if (this.#listener === null) this.#held.push(link)
    else this.#listener(link)
  }

  listen(listener: (link: string) => void): void {
    this.#listener = listener
    for (const link of this.#held.splice(0)) listener(link)
  }
}
