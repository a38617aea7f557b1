-- ARGV: id, wanted at most. Answers: names of the next letters, none while the selection is not frozen.
if redis.call('HGET', replay_key(ARGV[1]), 'frozen') ~= '1' then
  return {}
end
return redis.call('ZRANGE', left_key(ARGV[1]), 0, ARGV[2] - 1)
