-- ARGV: id, then generation and name of each letter. Answers nothing. Passes over those that a processor
-- has executed, unless the selection takes them too.
if is_open(ARGV[1]) then
  local added, force = 0, redis.call('HGET', replay_key(ARGV[1]), 'force')
  for i = 2, #ARGV, 2 do
    if ARGV[i] == generation and (force == '1' or not is_executed(string.sub(ARGV[i + 1], TIME_BYTES + 1))) then
      added = added + redis.call('ZADD', left_key(ARGV[1]), 0, ARGV[i + 1])
    end
  end
  redis.call('HINCRBY', replay_key(ARGV[1]), 'selected', added)
end
return {}
