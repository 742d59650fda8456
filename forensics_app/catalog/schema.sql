-- The catalogue of one case. Format number: PRAGMA user_version (catalog/database.py).
-- Every row number follows from what was read, never from when: a resumed ingest fills the same places.

CREATE TABLE case_facts (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    reference TEXT NOT NULL, title TEXT NOT NULL, examiner TEXT NOT NULL, agency TEXT NOT NULL,
    country TEXT NOT NULL, created_at TEXT NOT NULL,
    case_key BLOB NOT NULL,                       -- 32 random bytes behind artifact ids; never leaves the case
    custody_count INTEGER NOT NULL, custody_head TEXT NOT NULL   -- last ledger head that was acknowledged
);

CREATE TABLE sources (
    number INTEGER PRIMARY KEY,
    source_id TEXT NOT NULL UNIQUE,
    exhibit TEXT NOT NULL,
    path BLOB NOT NULL,                           -- absolute, as bytes of this computer's file system
    shown_path BLOB NOT NULL,                     -- as the user named it
    state TEXT NOT NULL,
    fingerprint TEXT NOT NULL,                    -- sizes and times of its files when it was registered
    options TEXT NOT NULL,                        -- what was asked of its contents, as JSON: a resume asks the same
    opened TEXT,                                  -- model.evidence.OpenedSource without layers, as JSON
    md5 BLOB, sha1 BLOB, sha256 BLOB,             -- of the medium
    hashes TEXT NOT NULL,
    error_code TEXT
);
CREATE UNIQUE INDEX source_paths ON sources (path);

CREATE TABLE layers (
    number INTEGER PRIMARY KEY,                   -- source number << 14 | place in the opened source
    source INTEGER NOT NULL REFERENCES sources (number),
    layer_id TEXT NOT NULL UNIQUE,
    facts TEXT NOT NULL,                          -- model.evidence.Layer, as JSON
    state TEXT NOT NULL,
    md5 BLOB, sha1 BLOB, sha256 BLOB,
    done INTEGER NOT NULL DEFAULT 0               -- 1 once everything of it is stored
);

CREATE TABLE folders (
    number INTEGER PRIMARY KEY,
    layer INTEGER NOT NULL REFERENCES layers (number),
    parent INTEGER NOT NULL,                      -- 0 for the root of a layer
    name BLOB NOT NULL,                           -- empty for the root of a layer
    path TEXT NOT NULL,                           -- for display: '' or '/a/b'
    folded TEXT NOT NULL,                         -- the same, case-folded: to search
    UNIQUE (layer, parent, name)
);
CREATE INDEX folders_by_parent ON folders (parent);

CREATE TABLE artifacts (
    row INTEGER PRIMARY KEY,                      -- layer number << 37 | place in the walk: the one total order
    id TEXT NOT NULL,
    folder INTEGER NOT NULL,
    name BLOB,                                    -- last component; NULL for the root of a layer
    stream BLOB,
    folded TEXT NOT NULL,                         -- name and stream, case-folded: to sort and search
    extension TEXT NOT NULL,
    kind TEXT NOT NULL, allocated INTEGER NOT NULL,
    size INTEGER NOT NULL,                        -- -1 where unknown, so that it sorts and pages
    modified TEXT NOT NULL,                       -- '' where unknown; the form of times: record.sortable_times
    md5 BLOB, sha1 BLOB, sha256 BLOB,
    media_type TEXT, extension_mismatch INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    details BLOB NOT NULL,                        -- what is shown and never asked for (catalog/rows.py), MessagePack
    accessed TEXT NOT NULL, changed TEXT NOT NULL, created TEXT NOT NULL,
    facets INTEGER NOT NULL                       -- what lists are filtered by, in one number (model/facets.py)
);

CREATE TABLE omissions (
    code TEXT NOT NULL, source TEXT NOT NULL, locator TEXT NOT NULL, stage TEXT NOT NULL,
    count INTEGER NOT NULL, detail TEXT,          -- locator '' stands for the whole source
    PRIMARY KEY (source, stage, locator, code)
) WITHOUT ROWID;

CREATE TABLE tags (
    name TEXT PRIMARY KEY, colour TEXT, created_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE artifact_tags (
    row INTEGER NOT NULL, tag TEXT NOT NULL REFERENCES tags (name), note TEXT,
    PRIMARY KEY (row, tag)
) WITHOUT ROWID;
CREATE INDEX tags_by_name ON artifact_tags (tag, row);

CREATE TABLE tag_changes (
    number INTEGER PRIMARY KEY, tag TEXT NOT NULL, at TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE tag_change_rows (
    change INTEGER NOT NULL, row INTEGER NOT NULL, was_tagged INTEGER NOT NULL, note_before TEXT,
    PRIMARY KEY (change, row)
) WITHOUT ROWID;

-- Hash sets that the case was matched with, and where their digests were found.
CREATE TABLE hash_sets (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    facts TEXT NOT NULL,                          -- model.hash_sets.HashSetFacts, as JSON
    matched_at TEXT NOT NULL,
    hits INTEGER NOT NULL,                        -- artifacts found in it so far
    compared INTEGER NOT NULL,                    -- artifacts looked up so far
    not_comparable INTEGER NOT NULL,              -- artifacts that have no digest of a kind the set has
    entries_not_comparable INTEGER NOT NULL       -- entries that only have digests the case doesn't hold
);
CREATE TABLE hash_hits (
    row INTEGER NOT NULL, hash_set INTEGER NOT NULL REFERENCES hash_sets (number),
    category TEXT NOT NULL,                       -- '' without one
    algorithm TEXT NOT NULL,
    PRIMARY KEY (row, hash_set, category)
) WITHOUT ROWID;
CREATE INDEX hits_by_set ON hash_hits (hash_set, category, row);
CREATE INDEX hits_by_category ON hash_hits (category, row);

-- YARA rules that contents were compared with, and what matched; contents possibly encrypted or compressed.
CREATE TABLE rule_files (
    sha256 BLOB PRIMARY KEY, name TEXT NOT NULL, text TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE rule_matches (
    row INTEGER NOT NULL, namespace TEXT NOT NULL, rule TEXT NOT NULL,
    tags TEXT NOT NULL,                           -- parted by spaces; a tag has none
    PRIMARY KEY (row, namespace, rule)
) WITHOUT ROWID;
CREATE INDEX matches_by_rule ON rule_matches (rule, namespace, row);
CREATE TABLE high_entropy (row INTEGER PRIMARY KEY);
CREATE TABLE positions (row INTEGER PRIMARY KEY); -- contents that hold a position (GPS)

-- Time zones that the examiner declared for sources or layers whose times are local.
CREATE TABLE declared_zones (
    scope TEXT PRIMARY KEY,                       -- a source or layer id; what lies below it is meant too
    zone TEXT NOT NULL, reason TEXT NOT NULL, declared_at TEXT NOT NULL
) WITHOUT ROWID;

-- The timeline: one row for each artifact and moment; made when it is first asked for (catalog/timeline.py).
CREATE TABLE events (
    row INTEGER NOT NULL,
    moment TEXT NOT NULL,                         -- UTC without its Z, or local time where the zone is unknown
    zone TEXT NOT NULL,                           -- model.timeline.EventZone
    kinds INTEGER NOT NULL                        -- bits of model.timeline.EventKind
);
CREATE TABLE event_days (
    layer INTEGER NOT NULL, day TEXT NOT NULL, kind TEXT NOT NULL, zone TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (layer, day, kind, zone)
) WITHOUT ROWID;
CREATE TABLE event_layers (
    layer INTEGER PRIMARY KEY,
    zone TEXT NOT NULL,                           -- the declared zone that its events were made with, or ''
    artifacts INTEGER NOT NULL, without_time INTEGER NOT NULL
);

-- Names and streams by three letters; filled once a source is stored. Paths are found through folders.
CREATE VIRTUAL TABLE names USING fts5 (folded, content = '', tokenize = 'trigram', detail = 'full');
