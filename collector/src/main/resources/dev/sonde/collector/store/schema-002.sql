-- Runs kept as evidence, by kind (the codes of the wire), in their binary form. What was kept before had no kind.
DROP TABLE evidence;

CREATE TABLE evidence (
  series INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  started_at_ns INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  run BLOB NOT NULL,
  UNIQUE (series, kind, started_at_ns, slot)
);

-- Failed slots of the last weeks, by planned time, whose confirming run has refuted them (1) or is under way (0).
CREATE TABLE confirmation (
  series INTEGER NOT NULL,
  planned_ns INTEGER NOT NULL,
  refuted INTEGER NOT NULL,
  PRIMARY KEY (series, planned_ns)
) WITHOUT ROWID;

-- Confirming runs ever ended.
CREATE TABLE confirmation_total (
  series INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  runs INTEGER NOT NULL,
  PRIMARY KEY (series, outcome)
) WITHOUT ROWID;
