/**
 * What every workflow of the repository keeps: GitHub's own grammar, and the rules by which a workflow can neither be
 * changed from outside nor do more than it must.
 */
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'
import { parse } from 'yaml'
import * as z from 'zod'

const permissionsSchema = z.record(z.string(), z.string())
const stepSchema = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
  env: z.record(z.string(), z.unknown()).default({}),
})
const workflowSchema = z.object({
  permissions: permissionsSchema.optional(),
  concurrency: z.unknown().optional(),
  jobs: z.record(
    z.string(),
    z.object({
      permissions: permissionsSchema.optional(),
      'timeout-minutes': z.number().optional(),
      'runs-on': z.string().optional(),
      environment: z.string().optional(),
      strategy: z.unknown().optional(),
      steps: z.array(stepSchema),
    }),
  ),
})
export type Workflow = z.output<typeof workflowSchema>

export const readWorkflow = (text: string): Workflow => workflowSchema.parse(parse(text))

/** What the rules ask of the repository around the workflows. */
export interface Around {
  /** Commands of package.json. */
  readonly commands: readonly string[]
  /** The page that tells which variables a person sets. */
  readonly bootstrap: string
}

/** Every breach of a rule, in words. */
export async function judgeWorkflow(name: string, text: string, around: Around): Promise<string[]> {
  const grammar = await grammarFaults(name, text)
  if (grammar.length > 0) return grammar
  const workflow = readWorkflow(text)
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps)
  return [
    ...(workflow.permissions ? [] : ['has no permissions of its own: the default may write']),
    ...(workflow.concurrency ? [] : ['has no concurrency group']),
    ...Object.entries(workflow.jobs).flatMap(([id, job]) => judgeJob(id, job, workflow.permissions ?? {})),
    ...pinFaults(text),
    ...steps.flatMap(injectionFaults),
    ...secretFaults(text),
    ...steps.flatMap((step) => commandFaults(step, around.commands)),
    ...variableFaults(text, around.bootstrap),
  ]
}

async function grammarFaults(name: string, content: string): Promise<string[]> {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter())
  const parsed = context.errors.getErrors().map(({ message }) => message)
  if (parsed.length > 0 || !value) return parsed
  const { errors = [] } = await convertWorkflowTemplate(context, value)
  return errors.map(({ Message }) => Message)
}

function judgeJob(id: string, job: Workflow['jobs'][string], inherited: Readonly<Record<string, string>>): string[] {
  const granted = job.permissions ?? inherited
  const logsIn = job.steps.some(({ uses }) => uses?.startsWith('azure/login@'))
  const unbroken = job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))
  return [
    ...(job['timeout-minutes'] ? [] : [`job ${id} has no timeout-minutes`]),
    ...(/-latest$/.test(job['runs-on'] ?? '') ? [`job ${id} runs on a moving image: name its version`] : []),
    ...(logsIn && granted['id-token'] !== 'write' ? [`job ${id} logs in without id-token: write`] : []),
    ...(logsIn && !job.environment ? [`job ${id} logs in outside an environment`] : []),
    ...(!logsIn && granted['id-token'] ? [`job ${id} may ask for a token and never logs in`] : []),
    ...(job.environment && /\bvars[.[]/.test(JSON.stringify(job.strategy ?? ''))
      ? [`job ${id} reads vars in its strategy, where those of its environment are empty: read them in env`]
      : []),
    ...(granted.contents === 'write' ? [`job ${id} may write the repository`] : []),
    ...(unbroken.every((step) => step.with['persist-credentials'] === false)
      ? []
      : [`job ${id} leaves its token in the checkout: persist-credentials: false`]),
  ]
}

/** An action is named by its commit, with the version beside it for people. */
const pinFaults = (text: string): string[] =>
  [...text.matchAll(/^\s*-?\s*uses:\s*(.*)$/gm)]
    .map(([, uses = '']) => uses)
    .filter((uses) => !/^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*$/.test(uses))
    .map((uses) => `${uses}: name the action by commit, with its version as a comment`)

/** Text of others that is put into a script is run by it; it belongs in an environment variable. */
const injectionFaults = ({ run = '', name = run }: Workflow['jobs'][string]['steps'][number]): string[] =>
  run.includes('${{') ? [`the step "${name.slice(0, 40)}" puts an expression into its script: hand it over by env`] : []

/** Identity works everywhere, so nothing of the repository's secrets is ever needed. */
const secretFaults = (text: string): string[] =>
  /\bsecrets\./.test(text) ? ['reads a secret of the repository: log in by identity'] : []

const commandFaults = ({ run = '' }: { run?: string | undefined }, commands: readonly string[]): string[] =>
  [...run.matchAll(/npm run (?:--\S+ )*([\w:-]+)/g)]
    .map(([, command = '']) => command)
    .filter((command) => !commands.includes(command))
    .map((command) => `npm run ${command} is no command of the project`)

const variableFaults = (text: string, bootstrap: string): string[] =>
  [
    ...new Set(
      [...text.matchAll(/\bvars\.(\w+)|\b(AZURE_RESOURCE_\w+)/g)].map(([, dotted, name]) => dotted ?? name ?? ''),
    ),
  ]
    .filter((name) => !new RegExp(`\\b${name}\\b`).test(bootstrap))
    .map((name) => `vars.${name} is set nowhere: infra/bootstrap.md does not name it`)
