-- KEYS: health
-- Answers: the time in milliseconds, and flat: processor, 'publishedAt:report' of each.
local time = redis.call('TIME')
return {
  string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)),
  redis.call('HGETALL', store .. 'health'),
}
