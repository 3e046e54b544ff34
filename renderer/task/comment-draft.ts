/** Letters of a comment. */
export const COMMENT_MOST = 100_000

/** Under which name a comment is kept while it is written: in the task and in the inbox it is the same. */
export const commentDraftKey = (taskId: string): string => `draft-comment:${taskId}`
