-- ARGV: processor, holder, milliseconds. Answers: 1 if the holder has the lease now, 0 if it was taken.
local lease = store .. 'health-lease:' .. ARGV[1]
-- More than anybody asks for: the server's clock has been set back since.
if redis.call('PTTL', lease) > tonumber(ARGV[3]) then
  redis.call('DEL', lease)
end
return { redis.call('SET', lease, ARGV[2], 'NX', 'PX', ARGV[3]) and 1 or 0 }
