-- The terms of a parted store, asked of its first partition before anything else.
-- KEYS: settings
-- ARGV:
--   wanted    partitions, where there is no store
--   hash_key  the key of the hash, likewise
--   makes     1 to note both where there is no store
-- Answers: partitions that the store has, 0 if there is none; its key.
local wanted, hash_key, makes = unpack(ARGV)
local settings = string.sub(KEYS[1], 1, -#'generation' - 1) .. 'settings'
if makes == '1' and redis.call('HEXISTS', settings, 'partitions') == 0 then
  redis.call('HSET', settings, 'partitions', wanted, 'hash-key', hash_key)
end
return { redis.call('HGET', settings, 'partitions') or '0', redis.call('HGET', settings, 'hash-key') or '' }
