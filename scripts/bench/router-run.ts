/**
 * `POST /router/run` with publish, offline, eight at a time through the front door. Two bounds stand beside it: the
 * four commits that the desk's promises cost each request (key claimed, run stored, event marked as sent, answer kept)
 * on one bare connection, and `GET /health/live`, which touches nothing, under the same load.
 */
import type pg from 'pg'
import type { Platform } from '../platform/platform.ts'
import { onConnection, onDesk } from './lib/desk.ts'
import { type Figure, figureOf } from './lib/figure.ts'
import { type Load, type LoadResult, load, loop } from './lib/http-load.ts'
import { median, noisePercent, quantile, spreadOf } from './lib/spread.ts'

const CONCURRENT = 8
/** The first thousand requests are a third slower: their code is still being compiled. */
const WARM_UP = 1_500
const REQUESTS = 1_200
const ROUNDS = 3
const COMMITS_PER_REQUEST = 4
/** About the length of a stored run. */
const ROW_BYTES = 2_000
const SYMBOLS = ['AAPL', 'MSFT', 'SPY', 'QQQ', 'IWM', 'NVDA', 'AMZN', 'META', 'GOOG', 'TSLA', 'XOM', 'JPM']

interface Round {
  readonly routed: LoadResult
  readonly bare: LoadResult
  readonly live: LoadResult
}

export async function routerRun(): Promise<Figure[]> {
  const rounds: Round[] = []
  await onDesk({}, async (desk) => {
    await load(loadOf(desk, WARM_UP))
    for (let round = 0; round < ROUNDS; round += 1) {
      const routed = await load(loadOf(desk, REQUESTS))
      await desk.processAll()
      const live = await load({ ...loadOf(desk, REQUESTS), call: () => ({ method: 'GET', path: '/health/live' }) })
      rounds.push({ routed, live, bare: await onConnection(desk.databaseUrl, bareCommits) })
    }
  })
  return figuresOf(rounds)
}

function loadOf(desk: Platform, count: number): Load {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${desk.operatorToken}` }
  const call = (index: number) => {
    const request = {
      ...{ symbol: SYMBOLS[index % SYMBOLS.length], start: '2025-01-02T00:00:00Z', strategy: 'breakout' },
      ...{ offline_mode: true, publish_orders: true, execute_orders: false },
    }
    return { method: 'POST', path: '/router/run', headers, body: JSON.stringify(request) }
  }
  return { origin: desk.url, concurrent: CONCURRENT, count, call }
}

const TABLE_SQL = `
  create schema if not exists bench;
  drop table if exists bench.commits;
  create table bench.commits (id bigint generated always as identity primary key, body jsonb not null)`
const COMMIT_SQL = 'insert into bench.commits (body) values ($1)'

async function bareCommits(pool: pg.Pool): Promise<LoadResult> {
  await pool.query(TABLE_SQL)
  const body = JSON.stringify({ text: 'x'.repeat(ROW_BYTES) })
  return await loop(CONCURRENT, REQUESTS, async () => {
    for (let commit = 0; commit < COMMITS_PER_REQUEST; commit += 1) {
      await pool.query({ name: 'bare-commit', text: COMMIT_SQL, values: [body] })
    }
  })
}

/** Quantiles of each round, and their medians over the rounds: one slow moment of the machine spoils one round only. */
function figuresOf(rounds: readonly Round[]): Figure[] {
  const medianOf = (pick: (round: Round) => number): number => median(rounds.map(pick))
  const p99Of = (pick: (round: Round) => LoadResult): number =>
    medianOf((round) => quantile(pick(round).latencies, 0.99))
  const rates = rounds.map(({ routed }) => routed.perSecond)
  const common = { concurrent: CONCURRENT, requests: REQUESTS, rounds: ROUNDS, noise_percent: noisePercent(rates) }
  const live = rounds.flatMap((round) => round.live.latencies)
  return [
    figureOf({
      name: 'router-run.rate',
      value: median(rates),
      unit: 'requests/s',
      bound: { what: `${COMMITS_PER_REQUEST} bare commits per request`, value: medianOf(({ bare }) => bare.perSecond) },
      detail: { ...common, health_live_per_second: Math.round(medianOf((round) => round.live.perSecond)) },
    }),
    figureOf({
      name: 'router-run.p99',
      value: p99Of(({ routed }) => routed),
      unit: 'ms',
      bound: { what: `p99 of ${COMMITS_PER_REQUEST} bare commits per request`, value: p99Of(({ bare }) => bare) },
      aim: { on: 'value', atMost: 25 },
      detail: {
        ...common,
        all_rounds: spreadOf(rounds.flatMap(({ routed }) => routed.latencies)),
        health_live: spreadOf(live),
      },
    }),
  ]
}
