CREATE TABLE experiment (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE run (
  id TEXT PRIMARY KEY NOT NULL,
  experiment INTEGER NOT NULL REFERENCES experiment,
  name TEXT,
  arguments TEXT NOT NULL,
  folder TEXT NOT NULL,
  user TEXT NOT NULL,
  host TEXT NOT NULL,
  version TEXT NOT NULL,
  revision TEXT,
  parent TEXT REFERENCES run ON DELETE SET NULL,
  status TEXT NOT NULL CHECK (status IN ('RUNNING', 'FINISHED', 'FAILED', 'KILLED')),
  started INTEGER NOT NULL,
  ended INTEGER,
  exitCode INTEGER,
  failure TEXT,
  seed TEXT,
  fingerprint TEXT,
  process INTEGER NOT NULL,
  processStart INTEGER NOT NULL,
  boot TEXT NOT NULL,
  cpuSeconds REAL,
  machine TEXT
) STRICT;
CREATE INDEX runByExperiment ON run (experiment, started);
CREATE INDEX runByParent ON run (parent);
CREATE TABLE parameter (
  run TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE metric (
  run TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
  name TEXT NOT NULL,
  axis TEXT NOT NULL,
  step INTEGER NOT NULL,
  value REAL,
  low REAL,
  high REAL,
  PRIMARY KEY (run, name, axis, step)
) STRICT, WITHOUT ROWID;
CREATE TABLE tag (
  run TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE artefact (
  run TEXT NOT NULL REFERENCES run ON DELETE CASCADE,
  name TEXT NOT NULL,
  mediaType TEXT NOT NULL,
  size INTEGER NOT NULL,
  digest TEXT NOT NULL,
  place TEXT NOT NULL CHECK (place IN ('row', 'file', 'outside')),
  bytes BLOB,
  PRIMARY KEY (run, name)
) STRICT;
CREATE INDEX artefactByDigest ON artefact (digest);
INSERT INTO experiment VALUES (1, 'relay');
INSERT INTO run VALUES ('0f1e2d3c4b5a69788796a5b4c3d2e1f0', 1, 'kept', '["run","relay","--store","store"]', '/work', 'anna', 'elsewhere', '0.9.0', NULL, NULL, 'FINISHED', 1790000000000, 1790000001000, 0, NULL, '0', '9c1c', 12, 345, 'boot pid:[1]', 0.5, 'a processor, 2 cores');
INSERT INTO run VALUES ('1f1e2d3c4b5a69788796a5b4c3d2e1f0', 1, NULL, '["exact","relay"]', '/work', 'anna', 'elsewhere', '0.9.0', NULL, '0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'RUNNING', 1790000000000, NULL, NULL, NULL, NULL, NULL, 13, 346, 'boot pid:[1]', NULL, NULL);
INSERT INTO parameter VALUES ('0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'seed', '0');
INSERT INTO metric VALUES ('0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'alignment/grpo', '', 0, 0.5, 0.25, 0.75);
INSERT INTO metric VALUES ('0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'alignment/grpo', 'batch', 0, 0.5, NULL, NULL);
INSERT INTO tag VALUES ('0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'purpose', 'fixture');
INSERT INTO artefact VALUES ('0f1e2d3c4b5a69788796a5b4c3d2e1f0', 'result.json', 'application/json', 2, '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a', 'row', X'7B7D');
PRAGMA application_id = 1098081138;
PRAGMA user_version = 2;
