import { absolute, compared, type Figure } from './figure.ts'
import { dragCard, emptyFrames } from './page-drag.ts'
import { type Frames, framesInWords, longest, percentile95 } from './page-frames.ts'
import { openBoard } from './page-interactive.ts'
import { interleave } from './rounds.ts'
import { seedBoard } from './seed.ts'

const TASKS = 2000

/** How soon a large board can be used, against an empty one. */
export const pageOpening: Figure = {
  name: 'page-opening',
  target: `a board with ${TASKS} tasks against an empty one, until a key is obeyed: new host, new browser, no cache`,
  async run(rounds, say) {
    const [empty, full] = [await seedBoard(0), await seedBoard(TASKS)]
    try {
      const measured = await interleave(
        rounds,
        async () => (await openBoard(full)).interactive,
        async () => (await openBoard(empty)).interactive,
        say,
      )
      return [compared(`board of ${TASKS} tasks`, measured, 1.5)]
    } finally {
      await empty.remove()
      await full.remove()
    }
  },
}

/** How evenly a large board is drawn while a card is dragged over it. */
export const pageDragging: Figure = {
  name: 'page-dragging',
  target: `frames while a card is dragged over ${TASKS} tasks, columns scrolling; beside it those of an empty page`,
  async run(rounds, say) {
    const full = await seedBoard(TASKS)
    const control: Frames[] = []
    const drags: Frames[] = []
    try {
      for (let round = 0; round < rounds; round += 1) {
        const [nothing, drag] = [await emptyFrames(), await dragCard(full)]
        say(
          `round ${round + 1} of ${rounds}: empty page ${framesInWords(nothing)}; drag ${framesInWords(drag)}`,
        )
        control.push(nothing)
        drags.push(drag)
      }
    } finally {
      await full.remove()
    }
    const longestOf = drags.map(longest)
    return [
      absolute('drag, 95th percentile of frames', drags.map(percentile95), 'ms', 20),
      // A single one in any round is one too many.
      absolute('drag, longest frame of all rounds', longestOf, 'ms', 34, Math.max(...longestOf)),
      absolute('empty page, longest frame (median)', control.map(longest), 'ms', null),
    ]
  },
}
