-- The spread that a fill met, dollars per share; older fills have only its source. A broker's execution comes without
-- the market that it met, so that neither its spread nor its cost is known.

alter table trading.fills
  add column spread numeric(18, 6) check (spread >= 0),
  alter column spread_source drop not null,
  alter column cost drop not null;
