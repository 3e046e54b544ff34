import type { BatchMode, BatchTaskStatus } from '#shared/batch-words.ts'
import { bash } from '../support/scripted.ts'

/**
 * What a task's agent does.
 * - `plain`, `slow`: adds files of its own
 * - `clash`: changes the same line as every other `clash`; told to resolve that, it does the same again
 * - `left`, `right`, `stubborn`: the check fails where a `left` is together with one of the others; `right` is
 *   mended when it is given back, `stubborn` is not
 * - `nothing`: changes nothing
 */
export const BATCH_TASK_KINDS = ['plain', 'slow', 'clash', 'left', 'right', 'stubborn', 'nothing'] as const
export type BatchTaskKind = (typeof BATCH_TASK_KINDS)[number]

export interface PlannedBatchTask {
  kind: BatchTaskKind
  /** Places of earlier tasks of the batch that it depends on. */
  dependsOn: number[]
}

/** Files of the repository: what every task counts in never conflicts. */
export const FILES = {
  'README.md': '# Hello\n',
  '.gitattributes': 'count.txt merge=union\n',
  // What the setup leaves would be the work of a task that does nothing.
  '.gitignore': '*.log\n',
  'clash.txt': 'nobody\n',
}

/** What is in the way of being together; batches have pairs of their own. */
const MEND = JSON.stringify([
  bash('for f in left-*.txt; do n=${f#left-}; test -f stubborn-$n || date > mended-$n; done'),
  { text: 'Mended.' },
])

/** Passes for every task alone; what it prints is the script of the turn that mends. */
export const CHECK = [
  'for f in left-*.txt; do n=${f#left-}',
  'if [ -f "right-$n" ] && [ ! -f "mended-$n" ]; then',
  `printf '\\n\\140\\140\\140openlinear-script\\n%s\\n\\140\\140\\140\\n' '${MEND}'`,
  'exit 1; fi; done',
].join('\n')

/** @param batch number of the batch, from 1 */
export function scriptOf(kind: BatchTaskKind, name: string, batch: number): unknown[] {
  const count = bash(`echo ${name} >> count.txt`)
  const words = { text: `${name} is done, all of it.` }
  const own = bash(`echo ${name} > ${name}.txt`)
  switch (kind) {
    case 'plain':
      return [count, own, words]
    case 'slow':
      return [{ text: 'I begin with a few words.' }, count, bash('sleep 1'), own, words]
    case 'clash':
      return [count, bash(`echo ${name} > clash.txt`), words]
    case 'left':
      return [count, bash(`echo ${name} > left-${batch}.txt`), words]
    case 'right':
      return [count, bash(`echo ${name} > right-${batch}.txt`), words]
    case 'stubborn':
      return [count, bash(`echo ${name} | tee right-${batch}.txt > stubborn-${batch}.txt`), words]
    case 'nothing':
      return [{ text: 'There is nothing to do.' }]
  }
}

/** They have one run: what its check does not pass takes all of them with it. */
function expectedTogether(tasks: readonly PlannedBatchTask[]): BatchTaskStatus[] {
  const has = (wanted: BatchTaskKind) => tasks.some(({ kind }) => kind === wanted)
  if (has('left') && has('stubborn')) return tasks.map(() => 'failed')
  const expected: BatchTaskStatus[] = []
  for (const { kind, dependsOn } of tasks) {
    const isIn = kind !== 'nothing' && dependsOn.every((place) => expected[place] === 'merged')
    expected.push(isIn ? 'merged' : 'skipped')
  }
  return expected
}

/** What becomes of each task when nothing disturbs the batch. */
export function expectedOf(
  mode: BatchMode,
  tasks: readonly PlannedBatchTask[],
  resolves: boolean,
): BatchTaskStatus[] {
  if (mode === 'combined') return expectedTogether(tasks)
  const expected: BatchTaskStatus[] = []
  let isTaken = false
  for (const { kind, dependsOn } of tasks) {
    if (dependsOn.some((place) => expected[place] !== 'merged')) {
      expected.push('blocked')
      continue
    }
    // In a queue each task sees what those before it have done, so that nothing conflicts.
    const conflicts = kind === 'clash' && isTaken && mode === 'parallel' && !resolves
    if (kind === 'clash') isTaken = true
    if (conflicts) expected.push('skipped')
    else expected.push(kind === 'nothing' || kind === 'stubborn' ? 'failed' : 'merged')
  }
  return expected
}
