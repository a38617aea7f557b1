-- KEYS: health-lease:PROCESSOR
-- ARGV: processor, holder, milliseconds. Answers: 1 if the holder has the lease now, 0 if it was taken.
local processor, holder, millis = unpack(ARGV)
local lease = store .. 'health-lease:' .. processor
-- More than anybody asks for: the server's clock has been set back since.
if redis.call('PTTL', lease) > tonumber(millis) then
  redis.call('DEL', lease)
end
return { redis.call('SET', lease, holder, 'NX', 'PX', millis) and 1 or 0 }
