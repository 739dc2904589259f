import { type BikiniBottomClient, TaskStatus } from 'openspawn'

/** What a team reads in the morning. */
export interface Standup {
  readonly working: readonly string[]
  readonly blocked: readonly string[]
  /** How many events were errors, of the latest hundred. */
  readonly errors: number
}

/** Tells who works on what, what is blocked, and how the night was. */
export async function standup(client: BikiniBottomClient): Promise<Standup> {
  const tasks = await client.tasks.list()
  const titles = (status: TaskStatus) =>
    tasks.filter((task) => task.status === status).map(({ identifier, title }) => `${identifier} ${title}`)
  const events = await client.events.list().take(100)
  return {
    working: titles(TaskStatus.InProgress),
    blocked: titles(TaskStatus.Blocked),
    errors: events.filter(({ severity }) => severity === 'error').length,
  }
}
