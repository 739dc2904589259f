import type { ApiRouter } from '@driftless/server-kit'
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import { addComment, addDependency, listComments, removeDependency } from '../../domain/tasks/links.ts'
import { MessageOnlyResponse } from '../schemas/agents.ts'
import { bodyErrors, changeErrors, errors, readErrors } from '../schemas/errors.ts'
import { id } from '../schemas/parts.ts'
import {
  AddCommentRequest,
  AddDependencyRequest,
  TaskCommentListResponse,
  TaskCommentResponse,
  TaskDependencyResponse,
  taskParams,
} from '../schemas/tasks.ts'
import { commentOnTheWire, dependencyOnTheWire } from '../wire/tasks.ts'
import { jsonAnswer, jsonBody, keyed, named, resultAt } from './declare.ts'

const tags = ['tasks']

const listCommentsRoute = createRoute({
  method: 'get',
  path: '/tasks/{id}/comments',
  operationId: 'listTaskComments',
  tags,
  summary: 'List the comments on a task',
  description: 'Lists comments, oldest first.',
  request: { params: taskParams },
  responses: { 200: jsonAnswer('The comments.', TaskCommentListResponse), ...errors([404, ...readErrors]) },
  ...named('tasks', 'listComments'),
  ...resultAt('/data'),
})

const addCommentRoute = createRoute({
  method: 'post',
  path: '/tasks/{id}/comments',
  operationId: 'addTaskComment',
  tags,
  summary: 'Comment on a task',
  description: 'Adds a comment, perhaps as a reply to another one on the task.',
  request: { params: taskParams, body: jsonBody(AddCommentRequest) },
  responses: { 201: jsonAnswer('The comment.', TaskCommentResponse), ...errors([404, ...bodyErrors]) },
  ...named('tasks', 'addComment'),
  ...keyed,
  ...resultAt('/data'),
})

const addDependencyRoute = createRoute({
  method: 'post',
  path: '/tasks/{id}/dependencies',
  operationId: 'addTaskDependency',
  tags,
  summary: 'Make a task depend on another',
  description: 'A task that depends on another one, blocking, cannot be done before that one is.',
  request: { params: taskParams, body: jsonBody(AddDependencyRequest) },
  responses: {
    201: jsonAnswer('The dependency.', TaskDependencyResponse),
    ...errors([404, 409, ...bodyErrors], { 409: 'It is there already, or would close a circle.' }),
  },
  ...named('tasks', 'addDependency'),
  ...keyed,
  ...resultAt('/data'),
})

const dependencyParams = z.object({
  id: id().describe('Id of the task.'),
  dependsOnId: id().describe('Id of the task that it depends on.'),
})

const removeDependencyRoute = createRoute({
  method: 'delete',
  path: '/tasks/{id}/dependencies/{dependsOnId}',
  operationId: 'removeTaskDependency',
  tags,
  summary: 'Remove a dependency of a task',
  description: 'The task depends on the other one no more.',
  request: { params: dependencyParams },
  responses: {
    200: jsonAnswer('The dependency is gone.', MessageOnlyResponse),
    ...errors([404, ...changeErrors]),
  },
  ...named('tasks', 'removeDependency'),
  ...keyed,
})

/** Registers the operations on comments and dependencies of tasks. */
export function registerTaskParts(router: ApiRouter): void {
  router.openapi(listCommentsRoute, async (context) => {
    const rows = await listComments(context.get('session'), context.req.valid('param').id)
    return context.json({ data: rows.map(commentOnTheWire) }, 200)
  })
  router.openapi(addCommentRoute, async (context) => {
    const { body, parentCommentId } = context.req.valid('json')
    const taskId = context.req.valid('param').id
    const row = await addComment(context.get('session'), taskId, body, parentCommentId ?? undefined)
    return context.json({ data: commentOnTheWire(row) }, 201)
  })
  router.openapi(addDependencyRoute, async (context) => {
    const { dependsOnId, blocking = true } = context.req.valid('json')
    const taskId = context.req.valid('param').id
    const row = await addDependency(context.get('session'), taskId, dependsOnId, blocking)
    return context.json({ data: dependencyOnTheWire(row) }, 201)
  })
  router.openapi(removeDependencyRoute, async (context) => {
    const { id: taskId, dependsOnId } = context.req.valid('param')
    await removeDependency(context.get('session'), taskId, dependsOnId)
    return context.json({ message: 'Dependency removed' }, 200)
  })
}
