/** A day in New York, or none chosen. */
import { TextField } from './field.tsx'

interface DayFieldProps {
  readonly label: string
  readonly day: string | null
  readonly onDay: (day: string | null) => void
}

export function DayField({ label, day, onDay }: DayFieldProps) {
  return (
    <TextField
      label={label}
      type="date"
      name="day"
      value={day ?? ''}
      onText={(text) => onDay(text === '' ? null : text)}
    />
  )
}
