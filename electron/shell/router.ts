import { implement } from '@orpc/server'
import type { Batch } from '#shared/batches.ts'
import { contract } from '#shared/contract.ts'
import { AppError } from '#shared/errors.ts'
import type { Host } from '../host-api.ts'
import { asIs } from './as-is.ts'
import { subFolders } from '../projects/sub-folders.ts'
import { openFile, openFolder } from './open-folder.ts'

/** The contract over a host; the same for every transport. */
export function createRouter(host: Host) {
  const { projects, tasks, comments, labels, runs, batches, settings, agents, providers, trust, doctor } =
    host
  const { autoPull, contests, storage, github, repositories, imports, issues, publications } = host
  const { attachments, views, templates, inbox, usage, files } = host
  const { terminals } = host
  const os = implement(contract)
  // For lists of thousands: to check what a function of ours has made takes longer than to make it.
  const unchecked = os.$config({ initialOutputValidationIndex: Number.NaN })
  /** @throws AppError NOT_FOUND */
  const idOf = async (task: { id: string }) => (await tasks.get(task.id)).id

  return os.router({
    projects: {
      list: os.projects.list.handler(() => projects.list()),
      create: os.projects.create.handler(({ input }) => projects.create(input)),
      get: os.projects.get.handler(({ input }) => projects.get(input.id)),
      update: os.projects.update.handler(({ input }) => projects.update(input)),
      remove: os.projects.remove.handler(async ({ input }) => {
        await projects.get(input.id)
        await batches.requireNoneOf(input.id)
        await contests.requireNoneOf(input.id)
        await runs.releaseProject(input.id)
        return projects.remove(input.id)
      }),
      cloneAgain: os.projects.cloneAgain.handler(({ input }) => projects.cloneAgain(input)),
      cancelClone: os.projects.cancelClone.handler(({ input }) => projects.cancelClone(input.id)),
      repository: os.projects.repository.handler(({ input }) => projects.repository(input.id)),
      createSample: os.projects.createSample.handler(() => projects.createSample()),
      file: os.projects.file.handler(({ input }) => projects.file(input)),
      files: os.projects.files.handler(async ({ input }) => {
        const { state, repoPath, name } = await projects.get(input.id)
        if (state !== 'ready')
          throw new AppError('PROJECT_NOT_READY', `${name} has no repository yet.`, { state })
        return files.find(repoPath, input.q, input.limit)
      }),
      said: os.projects.said.handler(({ input }) => runs.said(input.id, input.limit)),
      trustReport: os.projects.trustReport.handler(({ input }) => trust.report(input.id)),
      trust: os.projects.trust.handler(({ input }) => trust.trust(input.id, input.hash)),
      withdrawTrust: os.projects.withdrawTrust.handler(({ input }) => trust.withdraw(input.id)),
      grants: os.projects.grants.handler(async ({ input }) => {
        await projects.get(input.id)
        return runs.grants(input.id)
      }),
    },
    tasks: {
      list: unchecked.tasks.list.handler(async ({ input }) => asIs(await tasks.list(input))),
      create: os.tasks.create.handler(({ input }) => tasks.create(input)),
      createMany: unchecked.tasks.createMany.handler(async ({ input }) =>
        asIs({ items: await tasks.createMany(input) }),
      ),
      get: os.tasks.get.handler(({ input }) => tasks.get(input.id)),
      update: os.tasks.update.handler(async ({ input }) => tasks.update({ ...input, id: await idOf(input) })),
      updateMany: os.tasks.updateMany.handler(({ input }) => tasks.updateMany(input.changes)),
      remove: os.tasks.remove.handler(async ({ input }) => {
        const id = await idOf(input)
        // Nothing is released of a task that may not go.
        await tasks.requireRemovable(id)
        await batches.requireNone(id)
        await runs.releaseTask(id)
        return tasks.remove(id)
      }),
      execute: os.tasks.execute.handler(async ({ input }) => runs.execute(await idOf(input))),
      cancel: os.tasks.cancel.handler(async ({ input }) => runs.cancelTask(await idOf(input))),
      runs: os.tasks.runs.handler(async ({ input }) => runs.listForTask(await idOf(input))),
      comments: os.tasks.comments.handler(async ({ input }) => comments.list(await idOf(input))),
      addComment: os.tasks.addComment.handler(async ({ input }) =>
        comments.add(await idOf(input), input.body),
      ),
      activity: os.tasks.activity.handler(async ({ input }) => tasks.activity(await idOf(input))),
      prompt: os.tasks.prompt.handler(async ({ input }) => runs.previewPrompt(await idOf(input))),
    },
    grants: {
      revoke: os.grants.revoke.handler(({ input }) => runs.revokeGrant(input.id)),
    },
    requests: {
      list: os.requests.list.handler(() => runs.requests()),
      answer: os.requests.answer.handler(({ input }) => runs.answer(input)),
    },
    comments: {
      update: os.comments.update.handler(({ input }) => comments.update(input.id, input.body)),
      remove: os.comments.remove.handler(({ input }) => comments.remove(input.id)),
    },
    labels: {
      list: os.labels.list.handler(() => labels.list()),
      create: os.labels.create.handler(({ input }) => labels.create(input)),
      update: os.labels.update.handler(({ input }) => labels.update(input)),
      remove: os.labels.remove.handler(({ input }) => labels.remove(input.id)),
    },
    views: {
      list: os.views.list.handler(() => views.list()),
      create: os.views.create.handler(({ input }) => views.create(input)),
      update: os.views.update.handler(({ input }) => views.update(input)),
      remove: os.views.remove.handler(({ input }) => views.remove(input.id)),
    },
    templates: {
      list: os.templates.list.handler(() => templates.list()),
      create: os.templates.create.handler(({ input }) => templates.create(input)),
      update: os.templates.update.handler(({ input }) => templates.update(input)),
      remove: os.templates.remove.handler(({ input }) => templates.remove(input.id)),
    },
    attachments: {
      get: os.attachments.get.handler(({ input }) => attachments.get(input.id)),
    },
    inbox: {
      mentions: os.inbox.mentions.handler(() => comments.mentions()),
      marks: os.inbox.marks.handler(() => inbox.marks()),
      mark: os.inbox.mark.handler(({ input }) => inbox.mark(input)),
    },
    usage: {
      report: unchecked.usage.report.handler(async ({ input }) => asIs(await usage.report(input))),
    },
    runs: {
      list: os.runs.list.handler(() => runs.list()),
      get: os.runs.get.handler(({ input }) => runs.get(input.id)),
      logs: unchecked.runs.logs.handler(async ({ input }) => asIs(await runs.logs(input))),
      plan: os.runs.plan.handler(async ({ input }) => ({ items: await runs.plan(input.id) })),
      diff: os.runs.diff.handler(({ input: { id, since, space } }) =>
        runs.diff(id, { since, ignoreSpace: space === 'ignored' }),
      ),
      revert: os.runs.revert.handler(({ input }) => runs.revert(input)),
      restore: os.runs.restore.handler(({ input }) => runs.restore(input)),
      takenBack: os.runs.takenBack.handler(({ input }) => runs.takenBack(input.id)),
      check: os.runs.check.handler(({ input }) => runs.check(input.id)),
      stopCheck: os.runs.stopCheck.handler(({ input }) => runs.stopCheck(input.id)),
      retry: os.runs.retry.handler(({ input: { id, ...worker } }) => runs.retry(id, worker)),
      sendBack: os.runs.sendBack.handler(({ input: { id, comments, ...worker } }) =>
        runs.sendBack(id, comments, worker),
      ),
      previewSendBack: os.runs.previewSendBack.handler(({ input: { id, comments, ...worker } }) =>
        runs.previewSendBack(id, comments, worker),
      ),
      files: os.runs.files.handler(async ({ input }) =>
        files.find(await runs.placeOf(input.id), input.q, input.limit),
      ),
      continue: os.runs.continue.handler(({ input }) => runs.continue(input.id, input.choice)),
      cancel: os.runs.cancel.handler(({ input }) => runs.cancel(input.id)),
      pause: os.runs.pause.handler(({ input }) => runs.pause(input.id)),
      message: os.runs.message.handler(({ input: { id, text, interrupt, ...worker } }) =>
        runs.message(id, text, interrupt, worker),
      ),
      messages: os.runs.messages.handler(({ input }) => runs.messages(input.id)),
      withdrawMessage: os.runs.withdrawMessage.handler(({ input }) => runs.withdrawMessage(input.id)),
      discard: os.runs.discard.handler(({ input }) => runs.discard(input.id)),
      mergeState: os.runs.mergeState.handler(({ input }) => runs.mergeState(input.id)),
      merge: os.runs.merge.handler(({ input: { id, ...options } }) => runs.merge(id, options)),
    },
    batches: {
      create: os.batches.create.handler(async ({ input: { dryRun = false, ...input } }) =>
        // Over REST the answer is either of the two, which the contract's type does not tell.
        dryRun ? ((await batches.preview(input)) as unknown as Batch) : batches.create(input),
      ),
      preview: os.batches.preview.handler(({ input }) => batches.preview(input)),
      forecast: os.batches.forecast.handler(({ input }) => batches.forecast(input.id)),
      diff: os.batches.diff.handler(({ input }) => batches.diff(input.id)),
      list: os.batches.list.handler(({ input }) => batches.list(input)),
      get: os.batches.get.handler(({ input }) => batches.get(input.id)),
      cancel: os.batches.cancel.handler(({ input }) => batches.cancel(input.id)),
      pause: os.batches.pause.handler(({ input }) => batches.pause(input.id)),
      resume: os.batches.resume.handler(({ input }) => batches.resume(input.id)),
      approve: os.batches.approve.handler(({ input }) => batches.approve(input.id)),
      reorder: os.batches.reorder.handler(({ input }) => batches.reorder(input.id, input.taskIds)),
      mergeState: os.batches.mergeState.handler(({ input }) => batches.mergeState(input.id)),
      merge: os.batches.merge.handler(({ input }) =>
        batches.merge(input.id, input.moveCheckout, input.dryRun),
      ),
      cancelTask: os.batches.cancelTask.handler(({ input }) => batches.cancelTask(input.id, input.taskId)),
      skipTask: os.batches.skipTask.handler(({ input }) => batches.skipTask(input.id, input.taskId)),
      retryTask: os.batches.retryTask.handler(({ input }) => batches.retryTask(input.id, input.taskId)),
      checkTask: os.batches.checkTask.handler(({ input }) => batches.checkTask(input.id, input.taskId)),
      sendBackTask: os.batches.sendBackTask.handler(({ input: { id, taskId, comments, ...worker } }) =>
        batches.sendBackTask(id, taskId, comments, worker),
      ),
      message: os.batches.message.handler(async ({ input: { id, text, interrupt, ...worker } }) => ({
        items: await batches.message(id, { text, interrupt, choice: worker }),
      })),
    },
    brainstorms: {
      list: os.brainstorms.list.handler(() => host.brainstorms.list()),
      get: os.brainstorms.get.handler(({ input }) => host.brainstorms.get(input.id)),
      create: os.brainstorms.create.handler(({ input }) => host.brainstorms.create(input)),
      edit: os.brainstorms.edit.handler(({ input: { id, plan, revision } }) =>
        host.brainstorms.edit(id, plan, revision),
      ),
      change: os.brainstorms.change.handler(({ input }) => host.brainstorms.change(input.id, input.comments)),
      retry: os.brainstorms.retry.handler(({ input }) => host.brainstorms.retry(input)),
      accept: os.brainstorms.accept.handler(({ input }) => host.brainstorms.accept(input)),
      takeBack: os.brainstorms.takeBack.handler(({ input }) => host.brainstorms.takeBack(input.id)),
      dismiss: os.brainstorms.dismiss.handler(({ input }) =>
        host.brainstorms.dismiss(input.id, input.dismissed),
      ),
    },
    contests: {
      create: os.contests.create.handler(({ input }) => contests.create(input)),
      list: os.contests.list.handler(() => contests.list()),
      get: os.contests.get.handler(({ input }) => contests.get(input.id)),
      candidates: os.contests.candidates.handler(({ input }) => contests.candidates(input.id)),
      add: os.contests.add.handler(({ input }) => contests.add(input.id, input.candidate)),
      take: os.contests.take.handler(({ input }) => contests.take(input.id, input.runId)),
      cancel: os.contests.cancel.handler(({ input }) => contests.cancel(input.id)),
      diff: os.contests.diff.handler(({ input: { id, ...pair } }) => contests.diff(id, pair)),
    },
    publications: {
      list: unchecked.publications.list.handler(async ({ input }) => asIs(await publications.list(input))),
      get: os.publications.get.handler(({ input }) => publications.get(input.id)),
      preview: os.publications.preview.handler(({ input }) => publications.preview(input)),
      create: os.publications.create.handler(({ input }) => publications.create(input)),
      update: os.publications.update.handler(({ input }) => publications.update(input)),
      retry: os.publications.retry.handler(({ input }) => publications.retry(input)),
      cancel: os.publications.cancel.handler(({ input }) => publications.cancel(input.id)),
      refresh: os.publications.refresh.handler(({ input }) => publications.refresh(input.id)),
      merge: os.publications.merge.handler(({ input }) =>
        publications.merge(input.id, input.method, input.without),
      ),
      ready: os.publications.ready.handler(({ input }) => publications.ready(input.id)),
      updateBranch: os.publications.updateBranch.handler(({ input }) => publications.updateBranch(input.id)),
      failedChecks: os.publications.failedChecks.handler(({ input }) => publications.failedChecks(input.id)),
      fixChecks: os.publications.fixChecks.handler(({ input }) => publications.fixChecks(input.id)),
      resolveConflict: os.publications.resolveConflict.handler(({ input }) =>
        publications.resolveConflict(input.id),
      ),
      addressReview: os.publications.addressReview.handler(({ input }) =>
        publications.addressReview(input.id, input.commentIds),
      ),
      reply: os.publications.reply.handler(({ input }) =>
        publications.reply(input.id, input.commentId, input.body),
      ),
    },
    imports: {
      preview: unchecked.imports.preview.handler(async ({ input }) => asIs(await imports.preview(input))),
      create: unchecked.imports.create.handler(async ({ input }) => asIs(await imports.create(input))),
    },
    issues: {
      list: os.issues.list.handler(({ input }) => issues.list(input)),
      choices: os.issues.choices.handler(({ input }) => issues.choices(input.projectId)),
      import: os.issues.import.handler(({ input }) => issues.import(input)),
      links: unchecked.issues.links.handler(async ({ input }) => asIs(await issues.links(input))),
      link: os.issues.link.handler(async ({ input }) => issues.link({ ...input, id: await idOf(input) })),
      make: os.issues.make.handler(async ({ input }) => issues.make(await idOf(input))),
      unlink: os.issues.unlink.handler(async ({ input }) => issues.unlink(await idOf(input))),
      sync: os.issues.sync.handler(({ input }) => issues.sync(input.projectId)),
      status: os.issues.status.handler(() => issues.status()),
      plan: unchecked.issues.plan.handler(async ({ input }) => asIs(await issues.plan(input.projectId))),
      writes: unchecked.issues.writes.handler(async ({ input }) => asIs(await issues.writes(input))),
      restore: os.issues.restore.handler(({ input }) => issues.restore(input.id)),
    },
    terminals: {
      list: os.terminals.list.handler(() => terminals.list()),
      create: os.terminals.create.handler(({ input }) => terminals.create(input)),
      createInProject: os.terminals.createInProject.handler(({ input }) => terminals.createInProject(input)),
      startDev: os.terminals.startDev.handler(({ input }) => terminals.startDev(input)),
      restart: os.terminals.restart.handler(({ input }) => terminals.restart(input.id)),
      stop: os.terminals.stop.handler(({ input }) => terminals.stop(input.id)),
      write: os.terminals.write.handler(({ input }) => terminals.write(input)),
      resize: os.terminals.resize.handler(({ input }) => terminals.resize(input)),
      close: os.terminals.close.handler(({ input }) => terminals.close(input.id)),
    },
    autoPull: {
      report: os.autoPull.report.handler(() => autoPull.report()),
    },
    trash: {
      list: os.trash.list.handler(() => runs.listTrash()),
      restore: os.trash.restore.handler(({ input }) => runs.restoreTrash(input.id)),
    },
    storage: {
      report: os.storage.report.handler(() => storage.report()),
      measure: os.storage.measure.handler(() => storage.measure()),
      free: os.storage.free.handler(({ input }) => storage.free(input.item)),
      keep: os.storage.keep.handler(({ input }) => storage.keep(input.item)),
      compact: os.storage.compact.handler(() => storage.compact()),
      emptyTrash: os.storage.emptyTrash.handler(({ input }) => storage.emptyTrash(input.until)),
    },
    settings: {
      get: os.settings.get.handler(() => settings.get()),
      update: os.settings.update.handler(({ input }) => settings.update(input)),
    },
    agents: {
      health: os.agents.health.handler(() => agents.health()),
      restart: os.agents.restart.handler(async () => {
        await agents.restart()
        return agents.health()
      }),
      list: os.agents.list.handler(async ({ input: { projectId } }) => {
        const project = projectId === undefined ? null : await projects.get(projectId)
        return { items: await agents.listAgents(project?.repoPath ?? null) }
      }),
    },
    providers: {
      list: os.providers.list.handler(async ({ input }) => ({ items: await providers.list(input.q) })),
      addLocal: os.providers.addLocal.handler(({ input }) => providers.addLocal(input)),
      disconnect: os.providers.disconnect.handler(({ input }) => providers.disconnect(input.id)),
      setKey: os.providers.setKey.handler(({ input }) => providers.setKey(input.id, input.key)),
      test: os.providers.test.handler(({ input }) => providers.test(input.id, input.key ?? null)),
      refresh: os.providers.refresh.handler(({ input }) => providers.refresh(input.id)),
      signIn: os.providers.signIn.handler(({ input }) =>
        providers.signIn(input.id, input.method, input.inputs),
      ),
      completeSignIn: os.providers.completeSignIn.handler(({ input }) =>
        providers.completeSignIn(input.id, input.code ?? null),
      ),
      cancelSignIn: os.providers.cancelSignIn.handler(({ input }) => providers.cancelSignIn(input.id)),
    },
    github: {
      status: os.github.status.handler(() => github.status()),
      accounts: os.github.accounts.handler(async () => {
        // Before the rows, so that no change between the two is missed.
        const seq = await host.feed.seq()
        return { items: await github.accounts(), seq }
      }),
      signIn: os.github.signIn.handler(({ input }) => github.signIn(input?.host)),
      finishSignIn: os.github.finishSignIn.handler(({ input }) => github.finishSignIn(input?.host)),
      cancelSignIn: os.github.cancelSignIn.handler(({ input }) => github.cancelSignIn(input?.host)),
      addToken: os.github.addToken.handler(({ input }) => github.addToken(input)),
      ghAccounts: os.github.ghAccounts.handler(async () => ({ items: await github.ghAccounts() })),
      useGh: os.github.useGh.handler(({ input }) => github.useGh(input)),
      removeAccount: os.github.removeAccount.handler(({ input }) => github.removeAccount(input.id)),
      repositories: os.github.repositories.handler(({ input }) => repositories.list(input)),
      refreshRepositories: os.github.refreshRepositories.handler(({ input }) =>
        repositories.refresh(input.accountId),
      ),
    },
    models: {
      list: os.models.list.handler(async () => ({ items: await providers.models() })),
    },
    doctor: {
      report: os.doctor.report.handler(() => doctor.report()),
      bundle: os.doctor.bundle.handler(() => doctor.bundle()),
    },
    system: {
      info: os.system.info.handler(async () => ({
        version: host.version,
        platform: process.platform,
        shell: host.platform.shell,
        now: new Date().toISOString(),
        can: host.platform.can,
        startedAt: runs.startedAt(),
        resumedRunIds: [...runs.resumed()],
        ...(await runs.today()),
      })),
      pickFolder: os.system.pickFolder.handler(async () => ({ path: await host.platform.pickFolder() })),
      subFolders: os.system.subFolders.handler(({ input }) => subFolders(input.path)),
      openFolder: os.system.openFolder.handler(({ input }) => openFolder(host, input)),
      openFile: os.system.openFile.handler(({ input }) => openFile(host, input)),
    },
  })
}
