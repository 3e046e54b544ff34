/** Letters of a comment. */
export const COMMENT_MOST = 100_000

/** As what a comment is kept while it is written: in the task and in the inbox it is the same. */
export const COMMENT_DRAFT = 'comment'
