-- Makes the store usable; writes only what is missing, so that it works on a full Redis too.
-- KEYS: settings, 7:n, 7:dead, 7:discarded
-- ARGV:
--   wanted        id buckets, where the store is made
--   environment   its name, or ''
--   makes         1 to make a store where there is none
--   known_format  the format that the caller knows
-- Answers: id buckets that the store has, 0 if there is none; and where the queue or
-- its group was gone though the store was there: 1, entries in the queue, payments that are missing in it; and where
-- it has another format, in which nothing may be written: 2, that format.
local wanted, environment, makes, known_format = unpack(ARGV)
local settings = store .. 'settings'
-- Before there were numbers there was the first format.
local format = redis.call('HGET', settings, 'format') or '1'
if format ~= known_format then
  return { '0', 2, format }
end
if makes ~= '1' and redis.call('EXISTS', GENERATION) == 0 then
  return { '0', 0 }
end
local buckets = redis.call('HGET', settings, 'id-buckets')
if not buckets then
  buckets = wanted
  redis.call('HSET', settings, 'id-buckets', buckets)
end
if environment ~= '' and redis.call('HGET', settings, 'environment') ~= environment then
  redis.call('HSET', settings, 'environment', environment)
end
local is_new = redis.call('EXISTS', GENERATION) == 0
if is_new then
  redis.call('SET', GENERATION, generation .. TERMS)
  redis.call('HSET', settings, 'begun', begun(), 'format', known_format)
end
local group = redis.pcall('XPENDING', QUEUE, GROUP)
if group.err then
  redis.call('XGROUP', 'CREATE', QUEUE, GROUP, '0', 'MKSTREAM')
  if not is_new then
    redis.call('HINCRBY', settings, 'regroupings', 1)
    local counters = redis.call('HMGET', data .. 'n', 'accepted', 'settled')
    local dead = redis.call('ZCARD', data .. 'dead') + redis.call('ZCARD', data .. 'discarded')
    local entries = redis.call('XLEN', QUEUE)
    return { buckets, 1, entries, (counters[1] or 0) - (counters[2] or 0) - dead - entries }
  end
end
return { buckets, 0 }
