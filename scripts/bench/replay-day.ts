/** Seconds to replay one symbol's day of real minute bars, against two bare hops for each of its minutes. */
import { join } from 'node:path'
import { HUBS } from '../../shared/contracts/hubs.ts'
import { FUNCTIONS_FILE } from '../build.ts'
import { replayDay } from '../day/replay.ts'
import { LocalEventHubs } from '../platform/event-hubs/event-hubs.ts'
import { sharedDataDir } from '../testing/shared-data.ts'
import { inFolder } from './lib/desk.ts'
import { type Figure, figureOf, skippedFigure } from './lib/figure.ts'
import { openBareHop } from './lib/receiver.ts'
import { median } from './lib/spread.ts'

const NAME = 'replay-day'
const SYMBOLS = ['AAPL']
const DAY = '2014-06-06'
const HOPS_PER_MINUTE = 2
const HOPS = 60

export async function replayOneDay(): Promise<Figure[]> {
  const shared = sharedDataDir()
  if (shared === null) return [skippedFigure(NAME, 'no shared data: set SHARED_DATA_DIR')]
  const hopMs = await inFolder(bareHopMs)
  let minutes = 0
  let firstMinuteMs = 0
  const { startedMs, endedMs, bars } = await inFolder(async (home) => {
    const startedMs = performance.now()
    const day = await replayDay({
      ...{ dataDir: join(shared, 'A_ohlcv'), symbols: SYMBOLS, day: DAY, equityUsd: 100_000, interval: '15Min' },
      ...{ home, appFile: FUNCTIONS_FILE },
      onProgress: (done, total) => {
        minutes = total
        if (done === 1) firstMinuteMs = performance.now()
      },
    })
    return { startedMs, endedMs: performance.now(), bars: day.bars.reduce((sum, one) => sum + one.minutes, 0) }
  })
  return [
    figureOf({
      name: NAME,
      value: (endedMs - startedMs) / 1_000 / SYMBOLS.length,
      unit: 's/symbol-day',
      bound: {
        what: `${HOPS_PER_MINUTE} bare hops for each of ${minutes} minutes`,
        value: (hopMs * HOPS_PER_MINUTE * minutes) / 1_000,
      },
      detail: {
        bars,
        ms_per_bar: Math.round(((endedMs - firstMinuteMs) / bars) * 100) / 100,
        ms_per_bare_hop: Math.round(hopMs * 100) / 100,
      },
    }),
  ]
}

async function bareHopMs(dir: string): Promise<number> {
  const hub = { ...HUBS.jobs, name: HUBS.jobs.name }
  const started = await LocalEventHubs.start({ dir, logFile: join(dir, 'log'), hubs: [hub] })
  const hop = await openBareHop(started.connectionString, hub.name)
  const times: number[] = []
  for (let index = 0; index < HOPS; index += 1) times.push(await hop.measure())
  await hop.close()
  await started.child.stop()
  return median(times)
}
