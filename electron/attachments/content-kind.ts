import { isPicture } from '#shared/attachment-refs.ts'

/** So much from the start of a file tells what it is, in bytes. */
const HEAD = 4100

/** What a content is, told from itself. */
export interface ContentKind {
  mime: string
  /** With its dot. */
  extension: string
}

/** Looks at a content part by part as it passes. */
export class ContentProbe {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true })
  #head = new Uint8Array(0)
  #isText = true

  look(bytes: Uint8Array): void {
    if (this.#head.length < HEAD) {
      this.#head = Buffer.concat([this.#head, bytes.subarray(0, HEAD - this.#head.length)])
    }
    if (!this.#isText) return
    if (bytes.includes(0)) this.#isText = false
    else this.#decode(bytes, true)
  }

  #decode(bytes: Uint8Array | undefined, stream: boolean): void {
    try {
      this.#decoder.decode(bytes, { stream })
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      this.#isText = false
    }
  }

  /** Once everything has passed. */
  async kind(): Promise<ContentKind> {
    if (this.#isText) this.#decode(undefined, false)
    // Not loaded at the start: most days nothing is attached.
    const { fileTypeFromBuffer } = await import('file-type')
    const found = await fileTypeFromBuffer(this.#head)
    if (found !== undefined && (isPicture(found.mime) || found.mime === 'application/pdf'))
      return kindOf(found)
    // Whatever its signs say (SVG, HTML, XML): it is read, and never run.
    if (this.#isText) return { mime: 'text/plain', extension: '.txt' }
    return found === undefined ? { mime: 'application/octet-stream', extension: '.bin' } : kindOf(found)
  }
}

const kindOf = ({ mime, ext }: { mime: string; ext: string }): ContentKind => ({
  mime,
  extension: `.${ext.replaceAll(/[^A-Za-z0-9]/g, '')}`,
})
