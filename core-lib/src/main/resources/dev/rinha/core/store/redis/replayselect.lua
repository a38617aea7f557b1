-- ARGV: id, then generation and name of each letter. Answers nothing.
if is_open(ARGV[1]) then
  local added = 0
  for i = 2, #ARGV, 2 do
    if ARGV[i] == generation then
      added = added + redis.call('ZADD', left_key(ARGV[1]), 0, ARGV[i + 1])
    end
  end
  redis.call('HINCRBY', replay_key(ARGV[1]), 'selected', added)
end
return {}
