/** A span of days, or of instants, that breaks between its ends alone. */
export function Days({ from, to }: { readonly from: string; readonly to: string | null }) {
  return (
    <>
      <span className="nowrap">{from}</span> to <span className="nowrap">{to ?? 'the newest bar'}</span>
    </>
  )
}
