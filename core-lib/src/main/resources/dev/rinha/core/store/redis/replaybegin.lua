-- ARGV: id, criteria, reason, when begun, 1 if also letters that a processor has executed. Answers nothing.
local key = replay_key(ARGV[1])
if redis.call('HGET', key, 'frozen') ~= '1' then
  redis.call('DEL', left_key(ARGV[1]))
  redis.call('HSET', key, 'criteria', ARGV[2], 'reason', ARGV[3], 'begun', ARGV[4], 'frozen', 0, 'force', ARGV[5])
  redis.call('HSET', key, 'selected', 0, 'replayed', 0, 'gone', 0)
  redis.call('ZADD', REPLAYS, ARGV[4], ARGV[1])
end
return {}
