-- Begins every script. The generation is read in the same step as the data, so that no caller can hold a
-- stale one; everything that a purge forgets lies below `data`.
-- KEYS, of every script:
--   GENERATION  how often the payments were purged, and one, and the terms of the store (StoreTerms); its name tells
--               the namespace
--   QUEUE       stream of unfinished payments
--   PROCESSORS  hash of the processors' names, to their numbers
--   ABSENT      lies below `data` and is never there: its name tells of which generation the caller has declared the
--               keys, and a cluster refuses any call with a key that is not there while their slot moves to another
--               node, before it begins. Otherwise what a script removes would count as moved when it looks there again
-- Further KEYS stand at the top of each file; `7:` is `data`, and what stands in capitals is told by ARGV.
local GENERATION, QUEUE, PROCESSORS, ABSENT = unpack(KEYS, 1, 4)
local GROUP = 'workers'
local store = string.sub(GENERATION, 1, -#'generation' - 1)
local stamp = redis.call('GET', GENERATION)
local generation = stamp and string.match(stamp, '^%d+') or '1'
-- A caller that looks for payments elsewhere than they are would accept one a second time.
if stamp and stamp ~= generation .. TERMS then
  return redis.error_reply('TERMS ' .. stamp)
end
local data = store .. generation .. ':'
if ABSENT ~= data .. 'absent' then
  return redis.error_reply('GENERATION ' .. generation)
end
