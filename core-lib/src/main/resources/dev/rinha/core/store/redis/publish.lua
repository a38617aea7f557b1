-- ARGV: processor, holder, report, milliseconds for which nobody gets the lease. Answers nothing.
local lease = store .. 'health-lease:' .. ARGV[1]
if (redis.call('GET', lease) or ARGV[2]) == ARGV[2] then
  local time = redis.call('TIME')
  local millis = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
  redis.call('SET', lease, ARGV[2], 'PX', ARGV[4])
  redis.call('HSET', store .. 'health', ARGV[1], millis .. ':' .. ARGV[3])
end
return {}
