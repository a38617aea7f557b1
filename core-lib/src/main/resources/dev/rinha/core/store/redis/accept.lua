-- ARGV: id bucket, id, 'cents:accepted:', limit. Answers: 1 accepted, 0 full, or the record known before.
local records = data .. 'i:' .. ARGV[1]
local known = redis.call('HGET', records, ARGV[2])
if known then
  return { known }
end
if redis.call('XLEN', QUEUE) >= tonumber(ARGV[4]) then
  return { 0 }
end
redis.call('HSET', records, ARGV[2], 'Q:' .. ARGV[3])
redis.call('XADD', QUEUE, '*', 'g', generation, 'p', ARGV[2] .. ARGV[1] .. ':' .. ARGV[3])
redis.call('HINCRBY', data .. 'n', 'accepted', 1)
return { 1 }
