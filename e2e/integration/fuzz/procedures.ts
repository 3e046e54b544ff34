import { isContractProcedure } from '@orpc/contract'
import { z } from 'zod'
import { contract } from '#shared/contract.ts'
import { nothing } from '#shared/contract-routes.ts'

/** One call of the contract, with what is needed to make and to judge it. */
export interface Procedure {
  /** Such as `tasks.create`. */
  name: string
  method: string
  /** Of the REST route, such as `/tasks/{id}`. */
  path: string
  successStatus: number
  /** Null when it takes nothing. */
  input: z.ZodType | null
  output: z.ZodType
}

/** Every call there is, found by walking the contract: one that is added is fuzzed the same day. */
export const PROCEDURES: readonly Procedure[] = walk(contract, [])

export const procedureNamed = (name: string): Procedure => {
  const found = PROCEDURES.find((procedure) => procedure.name === name)
  if (found === undefined) throw new Error(`There is no procedure ${name}.`)
  return found
}

function walk(node: unknown, names: string[]): Procedure[] {
  if (!isContractProcedure(node)) {
    return Object.entries(node as Record<string, unknown>).flatMap(([name, child]) =>
      walk(child, [...names, name]),
    )
  }
  const { route, inputSchema, outputSchema } = node['~orpc']
  const { method = 'POST', path, successStatus = 200 } = route
  if (path === undefined) throw new Error(`${names.join('.')} has no route.`)
  return [
    {
      name: names.join('.'),
      method,
      path,
      successStatus,
      input: inputSchema === undefined || inputSchema === nothing ? null : zod(inputSchema),
      output: zod(outputSchema),
    },
  ]
}

function zod(schema: unknown): z.ZodType {
  if (schema instanceof z.ZodType) return schema
  throw new Error('The contract is written in zod alone.')
}
