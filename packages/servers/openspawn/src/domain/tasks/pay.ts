import { lockAgents } from '../agents/find.ts'
import { post } from '../credits/ledger.ts'
import type { Session } from '../session.ts'
import type { TaskRow } from './find.ts'

/** What a task that is done brings, as on the real server. */
const DONE = 25
const DELEGATED = 2

/** Pays the assignee of a task that is done, and its creator if that is another agent. */
export async function payForTask(session: Session, task: TaskRow): Promise<void> {
  const { assigneeId, creatorId, identifier, id } = task
  if (assigneeId === null) return
  const locked = await lockAgents(session, [assigneeId, creatorId])
  const assignee = locked.get(assigneeId)
  const pay = { type: 'credit', sourceTaskId: id } as const
  if (assignee !== undefined) {
    const reason = `Task completed: ${identifier}`
    await post(session, assignee, { ...pay, amount: DONE, reason, triggerType: 'task.done' })
  }
  const creator = creatorId === assigneeId ? undefined : locked.get(creatorId)
  if (creator === undefined) return
  const fee = Math.floor((DONE * creator.managementFeePct) / 100)
  const feeReason = `Management fee: ${identifier}`
  const paid =
    fee === 0
      ? creator
      : (
          await post(session, creator, {
            ...pay,
            amount: fee,
            reason: feeReason,
            triggerType: 'management_fee',
          })
        ).agent
  const reason = `Task delegated: ${identifier}`
  await post(session, paid, { ...pay, amount: DELEGATED, reason, triggerType: 'task.delegated' })
}
