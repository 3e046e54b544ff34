import { expect, test } from 'vitest'
import { configHash } from './config-hash.ts'

test('tells configurations apart, whatever order their fields are in', () => {
  expect(configHash('/d', { a: 1, b: { c: [1, 2] } })).toBe(configHash('/d', { b: { c: [1, 2] }, a: 1 }))
  expect(configHash('/d', { a: [1, 2] })).not.toBe(configHash('/d', { a: [2, 1] }))
  expect(configHash('/d', { a: 1 }, {})).not.toBe(configHash('/d', { a: 1 }))
})

test('knows neither keys nor ports and folders of this machine', () => {
  const one = (apiKey: string, port: number, folder: string) => ({
    shell: `${folder}/shell`,
    provider: { x: { options: { apiKey, baseURL: `http://127.0.0.1:${port}/v1`, headers: { a: apiKey } } } },
    mcp: { y: { environment: { PASSWORD: apiKey } } },
  })
  expect(configHash('/a', one('secret', 4000, '/a'))).toBe(configHash('/b', one('other', 4001, '/b')))
})
