-- ARGV: bucket and id of the record, base 'cents:accepted:', limit of entries in the queue.
-- Answers: 1 accepted, 0 full, or the record known before.
local bucket, id, base, limit = unpack(ARGV)
local records = data .. 'i:' .. bucket
local known = redis.call('HGET', records, id)
if known then
  return { known }
end
if redis.call('XLEN', QUEUE) >= tonumber(limit) then
  return { 0 }
end
redis.call('HSET', records, id, 'Q:' .. base)
redis.call('XADD', QUEUE, '*', 'g', generation, 'p', id .. bucket .. ':' .. base)
redis.call('HINCRBY', data .. 'n', 'accepted', 1)
return { 1 }
