-- KEYS: 7:n, 7:i:BUCKET
-- ARGV: bucket and id of the record, base 'cents:accepted:', limit of entries in the queue, history ('' for none).
-- Answers: 1 accepted, 0 full, or the record known before.
local bucket, id, base, limit, history = unpack(ARGV)
local records = data .. 'i:' .. bucket
local known = redis.call('HGET', records, id)
if known then
  return { known }
end
if redis.call('XLEN', QUEUE) >= tonumber(limit) then
  return { 0 }
end
local entry = id .. bucket .. ':' .. base
if history ~= '' then
  entry = entry .. '0:' .. history -- As if it had been put back when it was accepted.
end
redis.call('HSET', records, id, 'Q:' .. base .. history)
redis.call('XADD', QUEUE, '*', 'g', generation, 'p', entry)
redis.call('HINCRBY', data .. 'n', 'accepted', 1)
return { 1 }
