-- KEYS: health, health-lease:PROCESSOR
-- ARGV: processor, holder, report, milliseconds for which nobody gets the lease. Answers nothing.
local processor, holder, report, quiet_millis = unpack(ARGV)
local lease = store .. 'health-lease:' .. processor
if (redis.call('GET', lease) or holder) == holder then
  local time = redis.call('TIME')
  local millis = string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000))
  redis.call('SET', lease, holder, 'PX', quiet_millis)
  redis.call('HSET', store .. 'health', processor, millis .. ':' .. report)
end
return {}
