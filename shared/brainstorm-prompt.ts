import { PLAN_LIMITS, PLAN_PRIORITIES } from './brainstorm-plan.ts'
import { aboutProject, bodyOf, fenced, type ProjectParts, type TaskParts } from './prompt.ts'

/** By this heading a brainstorm's prompt is known. */
export const PLAN_HEADING = '## How to plan'

/** The form that an answer has to have; told to the agent, and read by `readPlan`. */
const FORM = `\`\`\`json
{
  "summary": "How the goal is reached, and what was left out, in a few sentences.",
  "tasks": [
    {
      "key": "1",
      "title": "A short title that begins with a verb",
      "description": "What is to be done and where, in Markdown",
      "acceptanceCriteria": ["Something that can be seen to hold once it is done"],
      "labels": ["feature"],
      "priority": "medium",
      "estimate": 2,
      "dependsOn": [],
      "files": ["src/a-file-that-it-probably-changes.ts"]
    }
  ]
}
\`\`\``

/** What a round before this one came to. */
export interface EarlierRound {
  /** The plan as it stands, as JSON in the form of {@link FORM}. */
  plan: string
  /** The user has changed it since the agent proposed it. */
  isEdited: boolean
  /** What the agent has asked, and what was said. */
  answers: { asked: string; said: string }[]
  /** What the user wants to be different. */
  comments: string
}

export interface BrainstormParts {
  goal: TaskParts
  project: ProjectParts
  /** Names of labels that are there. */
  labels: string[]
  earlier: EarlierRound | null
}

/** The prompt that opens each run of a brainstorm: the goal, what its plan has to be, and what was said of it before. */
export function buildBrainstormPrompt({ goal, project, labels, earlier }: BrainstormParts): string {
  const lines = [
    `You plan the goal ${goal.identifier}; you do not carry it out. Read the repository, and change nothing: no file can be edited and no command run here.`,
    'Ground the plan in what is really there: look at the code that the goal is about before you say anything of it.',
    ...(earlier === null
      ? [
          'If something essential is open, ask it with the question tool, once, with all questions in one call: at most five, better three, each with two to four answers to choose from. Ask nothing that the repository answers, and nothing whose usual answer will do. An answer may take hours.',
        ]
      : ['What was asked and answered stands below: do not ask it again.']),
    `Then end with the plan. Cut it so that each task is one reviewable change that an agent can finish alone, with between 1 and ${PLAN_LIMITS.tasks} tasks, and as few as will do.`,
    'A task depends on another only if it cannot be begun before that one is merged. Independent tasks should touch different files, since they are carried out side by side.',
  ]
  const form = [
    '- `key` names a task within the plan; `dependsOn` lists the keys of tasks that have to be done first. No task may wait for itself, over others either.',
    `- \`priority\` is one of ${PLAN_PRIORITIES.map((one) => `\`${one}\``).join(', ')}.`,
    '- `estimate` is in points (1 is an hour of work, 2 half a day, 3 a day, 5 several days), or null.',
    labels.length === 0
      ? '- `labels` may be left out.'
      : `- \`labels\` are chosen from these where they fit: ${labels.slice(0, MOST_LABELS).join(', ')}.`,
    `- Only \`title\` is required. There are no other fields. Give at most ${PLAN_LIMITS.criteria} criteria and ${PLAN_LIMITS.files} files for each task.`,
  ]
  return [
    `# ${goal.title}`,
    ...bodyOf(goal, '##'),
    ...aboutProject(project),
    `${PLAN_HEADING}\n\n${lines.map((line) => `- ${line}`).join('\n')}`,
    `The plan is one fenced block of JSON at the end of your answer, in exactly this form:\n\n${FORM}\n\n${form.join('\n')}`,
    ...(earlier === null ? [] : saidBefore(earlier)),
  ].join('\n\n')
}

/** So many labels are named to the agent. */
const MOST_LABELS = 50

/** By this heading the prompt of a later round is known. */
export const CHANGE_HEADING = '## What shall be different'

function saidBefore({ plan, isEdited, answers, comments }: EarlierRound): string[] {
  const whose = isEdited
    ? 'You have proposed a plan, and the user has changed it'
    : 'You have proposed a plan'
  return [
    ...(answers.length === 0
      ? []
      : [
          `## What the user has answered\n\n${answers.map(({ asked, said }) => `- ${asked} → ${said}`).join('\n')}`,
        ]),
    `## The plan so far\n\n${whose}. This is how it stands:\n\n${fenced(plan)}`,
    `${CHANGE_HEADING}\n\n${comments.trim()}`,
    'Look again where that is needed. What the user has not named stays as it is, with their words. Answer with the whole plan, with the tasks that stay as they are too.',
  ]
}

/** By this an answer that could not be read is asked for again. */
export const AGAIN = 'Your answer holds no plan that could be read.'

/** Asks once more for a plan that could not be read. */
export const buildPlanAgainPrompt = (problem: string): string =>
  `${AGAIN} ${problem}\n\nAnswer with the whole plan once more, as one fenced block of JSON in the form that was asked for:\n\n${FORM}`
