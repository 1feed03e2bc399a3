/** The day as a line from 04:00 to 20:00: the session shaded, a mark for each slot, and now. */
import type { Schedule } from '../../../shared/contracts/api/schedule.ts'
import { clockText } from '../format/age.ts'
import { useTextNow } from '../shell/ticker.ts'
import type { Tone } from '../words/events.ts'
import { JOB_WORDS, SLOT_TONES } from '../words/schedule.ts'
import { HOURS, hourPlace, lanesOf, nowPlace, placeOf, timelineSummary } from './timeline-shape.ts'

/** As beside the words of the table; the dot of the quiet would be lost on the line. */
const GLYPHS: Readonly<Record<Tone, string>> = { good: '✓', bad: '✕', warn: '◔', quiet: '○' }
const LANE_PX = 15
const AXIS_PX = 18
const percent = (place: number): string => `${place}%`

export default function Timeline({ schedule }: { readonly schedule: Schedule }) {
  const { slots, day, opensAt, closesAt } = schedule
  const marked = [...slots].sort((a, b) => a.dueAt - b.dueAt)
  const places = marked.map(({ dueAt }) => placeOf(dueAt, day))
  const lanes = lanesOf(places)
  const lineY = (Math.max(0, ...lanes) + 1) * LANE_PX + 4
  const open = opensAt === null ? null : placeOf(opensAt, day)
  const close = closesAt === null ? null : placeOf(closesAt, day)
  return (
    <svg className="timeline-line" role="img" aria-label={timelineSummary(schedule)} height={lineY + AXIS_PX}>
      {open === null || close === null ? null : (
        <rect className="line-session" x={percent(open)} width={percent(close - open)} y="0" height={lineY} />
      )}
      <Now day={day} height={lineY} />
      <line className="line-axis" x1="0" x2="100%" y1={lineY} y2={lineY} />
      {HOURS.map((hour) => (
        <Hour key={hour} hour={hour} y={lineY} />
      ))}
      {marked.map((slot, index) => (
        <text
          key={slot.slot}
          className={`line-mark line-${SLOT_TONES[slot.status]}`}
          x={percent(places[index] ?? 0)}
          y={lineY - 5 - (lanes[index] ?? 0) * LANE_PX}
          textAnchor={anchorOf(places[index] ?? 0)}
        >
          {GLYPHS[SLOT_TONES[slot.status]]}
          <title>{`${clockText(slot.dueAt)} ${JOB_WORDS[slot.job].name}: ${slot.status}`}</title>
        </text>
      ))}
    </svg>
  )
}

/** What stands at an end of the line stays within the picture. */
const anchorOf = (place: number) => (place < 1 ? 'start' : place > 99 ? 'end' : 'middle')

function Hour({ hour, y }: { readonly hour: number; readonly y: number }) {
  const place = hourPlace(hour)
  return (
    <>
      <line className="line-axis" x1={percent(place)} x2={percent(place)} y1={y} y2={y + 4} />
      <text className="line-hour" x={percent(place)} y={y + AXIS_PX - 3} textAnchor={anchorOf(place)}>
        {`${String(hour).padStart(2, '0')}:00`}
      </text>
    </>
  )
}

function Now({ day, height }: { readonly day: string; readonly height: number }) {
  const place = useTextNow((now) => nowPlace(now, day)?.toFixed(1) ?? '')
  if (place === '') return null
  return <line className="line-now" x1={`${place}%`} x2={`${place}%`} y1="0" y2={height} />
}
