-- Makes the store usable; writes only what is missing, so that it works on a full Redis too.
-- ARGV: id buckets wanted, name of the environment or '', '1' to make a store where there is none. Answers: id
-- buckets that the store has, 0 if there is none.
local settings = store .. 'settings'
if ARGV[3] ~= '1' and redis.call('EXISTS', GENERATION) == 0 then
  return { '0' }
end
local buckets = redis.call('HGET', settings, 'id-buckets')
if not buckets then
  buckets = ARGV[1]
  redis.call('HSET', settings, 'id-buckets', buckets)
end
if ARGV[2] ~= '' and redis.call('HGET', settings, 'environment') ~= ARGV[2] then
  redis.call('HSET', settings, 'environment', ARGV[2])
end
if redis.call('EXISTS', GENERATION) == 0 then
  redis.call('SET', GENERATION, generation)
  redis.call('HSET', settings, 'begun', begun())
end
local group = redis.pcall('XPENDING', QUEUE, GROUP)
if group.err then
  redis.call('XGROUP', 'CREATE', QUEUE, GROUP, '0', 'MKSTREAM')
end
return { buckets }
