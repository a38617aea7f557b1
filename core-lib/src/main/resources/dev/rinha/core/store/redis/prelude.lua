-- Begins every script. The generation is read in the same step as the data, so that no caller can hold a
-- stale one; everything that a purge forgets lies below `data`.
-- KEYS, of every script:
--   GENERATION  how often the payments were purged, and one; its name tells the namespace
--   QUEUE       stream of unfinished payments
--   PROCESSORS  hash of the processors' names, to their numbers
local GENERATION, QUEUE, PROCESSORS = KEYS[1], KEYS[2], KEYS[3]
local GROUP = 'workers'
local store = string.sub(GENERATION, 1, -#'generation' - 1)
local generation = redis.call('GET', GENERATION) or '1'
local data = store .. generation .. ':'
