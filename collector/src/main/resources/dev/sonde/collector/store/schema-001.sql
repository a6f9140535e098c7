-- Instants are nanoseconds (_ns) or milliseconds (_ms) of the Unix epoch, hours and minutes are counted on it.

-- One check at one location.
CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  check_name TEXT NOT NULL,
  location TEXT NOT NULL,
  UNIQUE (check_name, location)
);

-- The plans that were in force, one after the other; end_ns is null while one goes on.
CREATE TABLE plan_span (
  series INTEGER NOT NULL,
  number INTEGER NOT NULL,
  interval_ns INTEGER NOT NULL,
  offset_ns INTEGER NOT NULL,
  timeout_ns INTEGER NOT NULL,
  begin_ns INTEGER NOT NULL,
  end_ns INTEGER,
  PRIMARY KEY (series, number)
) WITHOUT ROWID;

-- What of a series changes with every batch, in one row: counts since ever and the pages of the hours that are open.
CREATE TABLE slot_now (
  series INTEGER PRIMARY KEY,
  totals BLOB NOT NULL,
  pages BLOB NOT NULL
);

-- The words of an hour or a day, run-length coded.
CREATE TABLE slot_page (
  series INTEGER NOT NULL,
  span INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  hours INTEGER NOT NULL,
  words BLOB NOT NULL,
  PRIMARY KEY (series, span, hour)
) WITHOUT ROWID;

-- Minutes to be added to what is stored of them. Hours before rolled_before_hour are in latency_hour and latency_total.
CREATE TABLE latency_now (
  series INTEGER PRIMARY KEY,
  rolled_before_hour INTEGER NOT NULL,
  minutes BLOB NOT NULL
);

CREATE TABLE latency_minute (
  series INTEGER NOT NULL,
  minute INTEGER NOT NULL,
  latencies BLOB NOT NULL,
  PRIMARY KEY (series, minute)
) WITHOUT ROWID;

CREATE TABLE latency_hour (
  series INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  latencies BLOB NOT NULL,
  PRIMARY KEY (series, hour)
) WITHOUT ROWID;

-- All hours ever summed up.
CREATE TABLE latency_total (
  series INTEGER PRIMARY KEY,
  latencies BLOB NOT NULL
);

-- The certificate that was seen last, by planned time.
CREATE TABLE certificate (
  series INTEGER PRIMARY KEY,
  expires_at_ms INTEGER NOT NULL,
  planned_ns INTEGER NOT NULL
);

-- The newest failures of a series.
CREATE TABLE evidence (
  series INTEGER NOT NULL,
  started_at_ns INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  details TEXT NOT NULL,
  PRIMARY KEY (series, started_at_ns, slot)
) WITHOUT ROWID;

CREATE TABLE agent (
  name TEXT PRIMARY KEY,
  schedule_delay BLOB NOT NULL,
  event_loop_lag BLOB NOT NULL
) WITHOUT ROWID;

-- Which batches were accepted, as ranges of sequences.
CREATE TABLE batch_seen (
  agent TEXT NOT NULL,
  incarnation INTEGER NOT NULL,
  first_sequence INTEGER NOT NULL,
  last_sequence INTEGER NOT NULL,
  received_at_ms INTEGER NOT NULL,
  PRIMARY KEY (agent, incarnation, first_sequence)
) WITHOUT ROWID;

-- What judging a check must remember between rounds.
CREATE TABLE check_memory (
  check_name TEXT PRIMARY KEY,
  memory TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE incident (
  id TEXT PRIMARY KEY,
  check_name TEXT NOT NULL,
  state TEXT NOT NULL,
  priority TEXT NOT NULL,
  handler TEXT,
  opened_at_ms INTEGER NOT NULL,
  resolved_at_ms INTEGER,
  incident TEXT NOT NULL,
  told TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX incident_opened ON incident (opened_at_ms);
CREATE INDEX incident_open ON incident (check_name) WHERE resolved_at_ms IS NULL;

CREATE TABLE incident_event (
  incident TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  type TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  changes TEXT NOT NULL,
  after TEXT NOT NULL,
  PRIMARY KEY (incident, sequence)
) WITHOUT ROWID;

-- Owed messages; finished ones are kept for a while, dead letters with their error.
CREATE TABLE outbox (
  id TEXT PRIMARY KEY,
  receiver TEXT NOT NULL,
  incident TEXT NOT NULL,
  type TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  due_at_ms INTEGER NOT NULL,
  finished_at_ms INTEGER,
  delivered INTEGER,
  error TEXT
) WITHOUT ROWID;

CREATE INDEX outbox_owed ON outbox (receiver, incident, id) WHERE finished_at_ms IS NULL;
CREATE INDEX outbox_finished ON outbox (finished_at_ms) WHERE finished_at_ms IS NOT NULL;

CREATE TABLE delivery_total (
  receiver TEXT NOT NULL,
  result TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  PRIMARY KEY (receiver, result)
) WITHOUT ROWID;

-- Written and emptied again to learn whether a full disk has room.
CREATE TABLE room (
  id INTEGER PRIMARY KEY,
  ballast BLOB NOT NULL
);
