-- ARGV: id of the replay, then of each dead letter: the generation in which it died, and its name.
-- Answers nothing. Passes over those that a processor has executed, unless the selection takes them too.
local replay = ARGV[1]
if is_open(replay) then
  local added, force = 0, redis.call('HGET', replay_key(replay), 'force')
  for i = 2, #ARGV, 2 do
    local of, name = ARGV[i], ARGV[i + 1]
    if of == generation and (force == '1' or not is_executed(string.sub(name, TIME_BYTES + 1))) then
      added = added + redis.call('ZADD', left_key(replay), 0, name)
    end
  end
  redis.call('HINCRBY', replay_key(replay), 'selected', added)
end
return {}
