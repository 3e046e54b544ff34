/** What differs between the shells. Each fills it; nothing below them knows which one is there. */
export interface Platform {
  /** Opens an address in the user's browser. That it did not work is told to nobody. */
  openExternal(url: string): Promise<void>
}
