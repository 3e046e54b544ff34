import { AGAIN, CHANGE_HEADING, PLAN_HEADING } from '#shared/brainstorm-prompt.ts'
import type { Script, ScriptStep } from './script.ts'

/** Milliseconds between words: slow enough to be watched. */
const PACE = { delayMs: 20 }

/**
 * What the practice model does with a goal that it is to plan: it looks at the repository, asks one question and
 * proposes a plan of three tasks, as many as a batch takes at first. A change that is asked for becomes another one.
 *
 * @returns null for every other prompt
 */
export function brainstormScript(prompt: string): Script | null {
  if (!prompt.includes(PLAN_HEADING)) return prompt.startsWith(AGAIN) ? [planOf('the goal', null)] : null
  const title = /^#\s+(.+)$/m.exec(prompt)?.[1]?.trim() ?? 'the goal'
  const change = changeIn(prompt)
  if (change !== null)
    return [{ text: 'I go on from the plan as it stands.', ...PACE }, planOf(title, change)]
  return [
    {
      text: 'I am the scripted practice model. I look around, but the plan I make is only an example.',
      ...PACE,
    },
    { tool: 'glob', input: { pattern: '**/*' } },
    {
      question: {
        text: 'How far shall this go?',
        header: 'Scope',
        options: ['The smallest useful step', 'All of it, with tests and documentation'],
      },
    },
    planOf(title, null),
  ]
}

/** What the user wants to be different, on one line. */
function changeIn(prompt: string): string | null {
  const at = prompt.lastIndexOf(`\n${CHANGE_HEADING}\n`)
  if (at < 0) return null
  const said = prompt.slice(at + CHANGE_HEADING.length + 2).trim()
  return (said.split('\n')[0] ?? '').slice(0, 80).toWellFormed()
}

/** `{{answer|…}}` becomes what the user has answered. */
function planOf(title: string, change: string | null): ScriptStep {
  const about = title.length > 60 ? `${title.slice(0, 59).toWellFormed()}…` : title
  const tasks = [
    {
      key: '1',
      title: `Find out what “${about}” touches`,
      description: 'Read the code that is concerned, and note in a comment what would have to change.',
      acceptanceCriteria: ['Every place that has to change is named'],
      priority: 'high',
      estimate: 1,
      dependsOn: [],
    },
    {
      key: '2',
      title: `Build it: ${about}`,
      description: 'Make the change, and test it. How far it goes: {{answer|as far as is useful}}.',
      acceptanceCriteria: ['It does what the goal says', 'A test fails without it'],
      labels: ['feature'],
      priority: 'medium',
      estimate: 3,
      dependsOn: ['1'],
    },
    {
      key: '3',
      title: 'Say it in the README',
      description: 'A short section: what it is for and how it is used.',
      acceptanceCriteria: ['The section is short and has an example'],
      labels: ['docs'],
      priority: 'low',
      estimate: 1,
      dependsOn: ['2'],
    },
    ...(change === null
      ? []
      : [
          {
            key: '4',
            title: `As you asked: ${change}`,
            description: change,
            acceptanceCriteria: ['It is as you asked for'],
            priority: 'medium',
            estimate: 1,
            dependsOn: ['2'],
          },
        ]),
  ]
  const summary = 'Look first, then build and test, then document. This plan is practice.'
  return { text: `\`\`\`json\n${JSON.stringify({ summary, tasks }, null, 1)}\n\`\`\``, chunks: 12, ...PACE }
}
