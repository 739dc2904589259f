/** Values of the wire, in the order in which the document lists them. */
export const AGENT_STATUSES = ['pending', 'active', 'suspended', 'revoked'] as const
export const AGENT_ROLES = ['worker', 'hr', 'founder', 'admin'] as const
export const AGENT_MODES = ['worker', 'orchestrator', 'observer'] as const
export const PROFICIENCIES = ['basic', 'standard', 'expert'] as const
export const TASK_STATUSES = [
  'backlog',
  'todo',
  'in_progress',
  'review',
  'done',
  'blocked',
  'cancelled',
] as const
export const TASK_PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const
export const CREDIT_TYPES = ['credit', 'debit'] as const
export const MESSAGE_TYPES = ['text', 'handoff', 'status_update', 'request'] as const
export const CHANNEL_TYPES = ['task', 'agent', 'broadcast', 'general'] as const
export const EVENT_SEVERITIES = ['info', 'warning', 'error'] as const
export const API_KEY_SCOPES = ['read', 'write', 'admin'] as const

export type AgentStatus = (typeof AGENT_STATUSES)[number]
export type AgentRole = (typeof AGENT_ROLES)[number]
export type AgentMode = (typeof AGENT_MODES)[number]
export type Proficiency = (typeof PROFICIENCIES)[number]
export type TaskStatus = (typeof TASK_STATUSES)[number]
export type TaskPriority = (typeof TASK_PRIORITIES)[number]
export type CreditType = (typeof CREDIT_TYPES)[number]
export type MessageType = (typeof MESSAGE_TYPES)[number]
export type ChannelType = (typeof CHANNEL_TYPES)[number]
export type EventSeverity = (typeof EVENT_SEVERITIES)[number]
export type ApiKeyScope = (typeof API_KEY_SCOPES)[number]
