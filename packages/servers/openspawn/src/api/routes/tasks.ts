import type { ApiRouter } from '@driftless/server-kit'
import { createRoute } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { createTask } from '../../domain/tasks/create.ts'
import { getTask, type TaskRow } from '../../domain/tasks/find.ts'
import { findTasks, wholeTask } from '../../domain/tasks/list.ts'
import { approveTask, assignTask, claimTask, transitionTask } from '../../domain/tasks/work.ts'
import { bodyErrors, changeErrors, errors, readErrors } from '../schemas/errors.ts'
import {
  AssignTaskRequest,
  CreateTaskRequest,
  listTasksQuery,
  TaskListResponse,
  TaskResponse,
  taskParams,
  transitionBody,
} from '../schemas/tasks.ts'
import { taskOnTheWire } from '../wire/tasks.ts'
import { jsonAnswer, jsonBody, keyed, named, resultAt } from './declare.ts'

const tags = ['tasks']
const theTask = jsonAnswer('The task as it is now.', TaskResponse)

const createTaskRoute = createRoute({
  method: 'post',
  path: '/tasks',
  operationId: 'createTask',
  tags,
  summary: 'Create a task',
  description: 'Makes a task in the backlog, and a channel where agents speak about it.',
  request: { body: jsonBody(CreateTaskRequest) },
  responses: { 201: jsonAnswer('The new task.', TaskResponse), ...errors(bodyErrors) },
  ...named('tasks', 'create'),
  ...keyed,
  ...resultAt('/data'),
})

const listTasks = createRoute({
  method: 'get',
  path: '/tasks',
  operationId: 'listTasks',
  tags,
  summary: 'List tasks',
  description: 'Lists the tasks of the organization that fit every given filter, newest first.',
  request: { query: listTasksQuery },
  responses: { 200: jsonAnswer('The tasks.', TaskListResponse), ...errors(readErrors) },
  ...named('tasks', 'list'),
  ...resultAt('/data'),
})

const getTaskRoute = createRoute({
  method: 'get',
  path: '/tasks/{id}',
  operationId: 'getTask',
  tags,
  summary: 'Get a task',
  description: 'Returns a task with its tags and dependencies.',
  request: { params: taskParams },
  responses: { 200: jsonAnswer('The task.', TaskResponse), ...errors([404, ...readErrors]) },
  ...named('tasks', 'get'),
  ...resultAt('/data'),
})

const transitionTaskRoute = createRoute({
  method: 'post',
  path: '/tasks/{id}/transition',
  operationId: 'transitionTask',
  tags,
  summary: 'Move a task to another status',
  description:
    'From `backlog` to `todo`; from `todo` to `in_progress` or `blocked`; from `in_progress` to `review` or `blocked`; from `review` to `done` or `in_progress`; from `blocked` to `todo` or `in_progress`; and from each of these to `cancelled`.',
  request: { params: taskParams, body: jsonBody(transitionBody) },
  responses: {
    201: theTask,
    ...errors([404, 409, ...bodyErrors], {
      403: 'The task requires approval.',
      409: 'Tasks that it depends on are not done.',
      422: 'The request is invalid, or there is no way from the status of the task to this one.',
    }),
  },
  ...named('tasks', 'transition'),
  ...keyed,
  ...resultAt('/data'),
})

const assignTaskRoute = createRoute({
  method: 'post',
  path: '/tasks/{id}/assign',
  operationId: 'assignTask',
  tags,
  summary: 'Assign a task to an agent',
  description: 'Gives a task to an agent; its status stays.',
  request: { params: taskParams, body: jsonBody(AssignTaskRequest) },
  responses: {
    201: theTask,
    ...errors([404, 409, ...bodyErrors], { 409: 'The task is done or cancelled.' }),
  },
  ...named('tasks', 'assign'),
  ...keyed,
  ...resultAt('/data'),
})

const claimTaskRoute = createRoute({
  method: 'post',
  path: '/tasks/{id}/claim',
  operationId: 'claimTask',
  tags,
  summary: 'Claim a task',
  description:
    'Assigns a task in `backlog` or `todo`, which nobody else has, to the caller and starts it. Of many callers at once, one gets it.',
  request: { params: taskParams },
  responses: {
    201: theTask,
    ...errors([404, 409, ...changeErrors], { 409: 'Another agent has it, or it is started or closed.' }),
  },
  ...named('tasks', 'claim'),
  ...keyed,
  ...resultAt('/data'),
})

const approveTaskRoute = createRoute({
  method: 'post',
  path: '/tasks/{id}/approve',
  operationId: 'approveTask',
  tags,
  summary: 'Approve a task',
  description: 'Ends the review of a task: it is done.',
  request: { params: taskParams },
  responses: {
    201: theTask,
    ...errors([404, 409, ...changeErrors], {
      409: 'The task is not in review, or tasks that it depends on are not done.',
    }),
  },
  ...named('tasks', 'approve'),
  ...keyed,
  ...resultAt('/data'),
})

/** Registers the operations on tasks as a whole. */
export function registerTasks(router: ApiRouter): void {
  const answer = async (context: Context, task: TaskRow) => ({
    data: taskOnTheWire(await wholeTask(context.get('session'), task)),
  })
  router.openapi(createTaskRoute, async (context) => {
    const task = await createTask(context.get('session'), context.req.valid('json'))
    return context.json(await answer(context, task), 201)
  })
  router.openapi(listTasks, async (context) => {
    const tasks = await findTasks(context.get('session'), context.req.valid('query'))
    return context.json({ data: tasks.map(taskOnTheWire) }, 200)
  })
  router.openapi(getTaskRoute, async (context) => {
    const task = await getTask(context.get('session'), context.req.valid('param').id)
    return context.json(await answer(context, task), 200)
  })
  router.openapi(transitionTaskRoute, async (context) => {
    const { status, reason } = context.req.valid('json')
    const { id } = context.req.valid('param')
    const task = await transitionTask(context.get('session'), id, status, reason ?? undefined)
    return context.json(await answer(context, task), 201)
  })
  router.openapi(assignTaskRoute, async (context) => {
    const { assigneeId } = context.req.valid('json')
    const task = await assignTask(context.get('session'), context.req.valid('param').id, assigneeId)
    return context.json(await answer(context, task), 201)
  })
  router.openapi(claimTaskRoute, async (context) => {
    const task = await claimTask(context.get('session'), context.req.valid('param').id)
    return context.json(await answer(context, task), 201)
  })
  router.openapi(approveTaskRoute, async (context) => {
    const task = await approveTask(context.get('session'), context.req.valid('param').id)
    return context.json(await answer(context, task), 201)
  })
}
