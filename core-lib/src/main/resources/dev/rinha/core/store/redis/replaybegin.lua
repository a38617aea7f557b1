-- ARGV:
--   id            of the replay
--   criteria, reason
--   begun         in milliseconds
--   force         1 if also dead letters that a processor has executed
-- Answers nothing.
local id, criteria, reason, begun, force = unpack(ARGV)
local key = replay_key(id)
if redis.call('HGET', key, 'frozen') ~= '1' then
  redis.call('DEL', left_key(id))
  redis.call('HSET', key, 'criteria', criteria, 'reason', reason, 'begun', begun, 'frozen', 0, 'force', force)
  redis.call('HSET', key, 'selected', 0, 'replayed', 0, 'gone', 0)
  redis.call('ZADD', REPLAYS, begun, id)
end
return {}
