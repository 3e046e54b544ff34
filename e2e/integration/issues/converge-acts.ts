import { TASK_STATUSES } from '#shared/tasks.ts'
import { type Story, wordOf } from './converge-story.ts'

const NAMES = ['bug', 'Bug', 'urgent', 'URGENT', 'good, first', 'Übel', 'übel', 'enhancement', 'x'.repeat(50)]

/** Somebody does something to the task. */
export async function actHere(story: Story): Promise<void> {
  const { tasks, comments, labels } = story.at
  const id = story.taskId
  switch (
    story.random.one(['title', 'body', 'status', 'labels', 'say', 'say', 'rewrite', 'unsay'] as const)
  ) {
    case 'title': {
      story.last.title = story.new('here-title-')
      await tasks.update({ id, title: story.last.title })
      return story.say(`here: title ${story.last.title}`)
    }
    case 'body': {
      story.last.body = `${story.new('here-body-')}${story.random.one(['', '\n', '\r\nmore', '\n\n  - a', '  '])}`
      await tasks.update({ id, description: story.last.body })
      return story.say(`here: body ${JSON.stringify(story.last.body)}`)
    }
    case 'status': {
      const status = story.random.one(TASK_STATUSES)
      await tasks.update({ id, status })
      return story.say(`here: status ${status}`)
    }
    case 'labels': {
      const all = (await labels.list()).items
      const some = story.random.shuffled(all).slice(0, story.random.from(0, 4))
      await tasks.update({ id, labelIds: some.map((label) => label.id) })
      return story.say(`here: labels ${some.map(({ name }) => name.slice(0, 12)).join('; ')}`)
    }
    case 'say': {
      const word = story.new('here-said-')
      // The same words twice are two comments.
      const body = story.random.chance(20) ? '+1' : `${word} and more`
      if (body !== '+1') story.spoken.set(word, body)
      await comments.add(id, body)
      return story.say(`here: says ${body}`)
    }
    case 'rewrite': {
      const own = (await comments.ofTask(id)).filter(({ author }) => author === 'user')
      if (own.length === 0) return
      const one = story.random.one(own)
      const body = story.rewritten(one.body)
      await comments.update(one.id, body)
      return story.say(`here: rewrites ${one.body} as ${body}`)
    }
    case 'unsay': {
      const own = (await comments.ofTask(id)).filter(({ author }) => author === 'user')
      if (own.length === 0) return
      const one = story.random.one(own)
      story.spoken.delete(wordOf(one.body))
      await comments.remove(one.id)
      return story.say(`here: unsays ${one.body}`)
    }
  }
}

/** Somebody does something to the issue, if there is one yet. */
export function actThere(story: Story): void {
  const issue = story.issue
  if (issue === undefined) return
  const by = story.random.one(['ada', 'grace'])
  const { number, comments } = issue
  switch (story.random.one(['title', 'body', 'state', 'labels', 'say', 'say', 'rewrite', 'unsay'] as const)) {
    case 'title': {
      story.last.title = story.new('there-title-')
      story.repository.editIssue(number, { title: story.last.title, by })
      return story.say(`there: title ${story.last.title}`)
    }
    case 'body': {
      story.last.body = `${story.new('there-body-')}${story.random.one(['', '\n', '\nmore', '\n\n  - a'])}`
      story.repository.editIssue(number, { body: story.last.body, by })
      return story.say(`there: body ${JSON.stringify(story.last.body)}`)
    }
    case 'state': {
      const state = story.random.one(['open', 'closed'] as const)
      const stateReason = story.random.one(['completed', 'not_planned', 'duplicate'] as const)
      story.repository.editIssue(number, { state, ...(state === 'closed' && { stateReason }), by })
      return story.say(`there: ${state} ${stateReason}`)
    }
    case 'labels': {
      const some = story.random.shuffled(NAMES).slice(0, story.random.from(0, 4))
      story.repository.editIssue(number, { labels: some, by })
      return story.say(`there: labels ${some.map((name) => name.slice(0, 12)).join('; ')}`)
    }
    case 'say': {
      const word = story.new('there-said-')
      const body = story.random.chance(20) ? '+1' : `${word} and more`
      if (body !== '+1') story.spoken.set(word, body)
      story.repository.addComment(number, body, by)
      return story.say(`there: ${by} says ${body}`)
    }
    case 'rewrite': {
      if (comments.length === 0) return
      const one = story.random.one(comments)
      const body = story.rewritten(one.body)
      story.say(`there: rewrites ${one.author.login}'s ${one.body} as ${body}`)
      story.repository.editComment(one.id, body)
      return
    }
    case 'unsay': {
      if (comments.length === 0) return
      const one = story.random.one(comments)
      story.spoken.delete(wordOf(one.body))
      story.repository.removeComment(one.id)
      return story.say(`there: unsays ${one.author.login}'s ${one.body}`)
    }
  }
}
