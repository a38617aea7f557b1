-- ARGV: id of the replay, wanted at most.
-- Answers: names of the next dead letters, none while the selection is not frozen.
local replay, limit = unpack(ARGV)
if redis.call('HGET', replay_key(replay), 'frozen') ~= '1' then
  return {}
end
return redis.call('ZRANGE', left_key(replay), 0, limit - 1)
