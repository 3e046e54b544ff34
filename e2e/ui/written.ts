import { expect, type Locator } from '@playwright/test'

/** Waits until nothing is written in an editor: its placeholder shows. */
export const expectEmpty = (field: Locator) => expect(field.locator('.cm-placeholder')).toBeVisible()
