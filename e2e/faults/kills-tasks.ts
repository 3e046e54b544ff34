import { bash, write } from '../support/scripted.ts'
import type { TaskKind } from './kills-plan.ts'

/** Files of the campaign's repository: work that is merged never conflicts, so that every merge can be made. */
export const FILES = {
  'README.md': '# Hello\n',
  '.gitattributes': 'count.txt merge=union\n*.log merge=union\n',
}

/** Leaves a line for each time it is run. */
export const SETUP = 'git branch --show-current >> setup.log'

/** Fails until the agent has mended it: what the check prints is the script of the turn that mends. */
const MEND = JSON.stringify([
  bash('date > fixed-$(git branch --show-current | tr / -).txt'),
  { text: 'Mended.' },
])
export const CHECK = [
  'test -f fixed-$(git branch --show-current | tr / -).txt && exit 0',
  `printf '\\n\\140\\140\\140openlinear-script\\n%s\\n\\140\\140\\140\\n' '${MEND}'`,
  'exit 1',
].join('; ')

/** What a task's agent does. Every call that counts has a label of its own. */
export function scriptOf(kind: TaskKind, name: string): unknown[] {
  const count = (label: string, more = '') => bash(`echo ${name}-${label} >> count.txt${more}`)
  const first = count('first')
  const last = [write(`${name}.txt`, `${name}\n`), count('last'), { text: `${name} is done, all of it.` }]
  switch (kind) {
    case 'plain':
      return [{ text: 'I begin with a few words.' }, first, ...last]
    case 'subAgent': {
      const script = [count('sub-first'), count('sub-last', '; sleep 0.3'), { text: 'My part is done.' }]
      return [first, { task: { description: 'A part', script } }, ...last]
    }
    case 'longTool':
      return [first, count('long', '; sleep 2; echo slept > slept.txt'), ...last]
    case 'question':
      return [first, { question: { text: `Shall ${name} go on?`, options: ['Yes', 'No'] } }, ...last]
    case 'permission':
      return [first, bash(`git push origin main 2>&1 | cat; echo ${name}-pushed >> count.txt`), ...last]
    case 'parallel':
      return [first, { parallel: [count('left', '; sleep 0.2'), count('right')] }, ...last]
  }
}

/** Labels that the script's own calls leave, without those of sub-agents. */
export function labelsOf(kind: TaskKind, name: string): string[] {
  const middle: Record<TaskKind, string[]> = {
    plain: [],
    subAgent: [],
    longTool: ['long'],
    question: [],
    permission: ['pushed'],
    parallel: ['left', 'right'],
  }
  return ['first', ...middle[kind], 'last'].map((label) => `${name}-${label}`)
}
